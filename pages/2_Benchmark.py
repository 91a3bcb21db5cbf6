"""Benchmark: every network on the same pictures, quality against cost, and on pictures of one's own."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr
from pages.ui.benchmark_table import show_scatter, show_table
from pages.ui.figures import Figure, bicubic_figure, figures_csv, our_figures, published_figures
from pages.ui.frame import page_frame
from pages.ui.image_drilldown import images_csv, show_images
from pages.ui.methods import methods_of, title
from pages.ui.own_benchmark import OwnResult, estimate, run, show_own_result
from pages.ui.own_pictures import LIMITS, MAX_SECONDS, large_enough, pick_pictures
from pages.ui.text import duration, plain

PROMISE = (
    "Every network on the same pictures under one protocol: how near it comes to the original, and what that costs. "
    "Then on pictures of yours."
)
SETS = ("Set5", "Set14")
"""Shown first, in this order."""


def pick(figures: Sequence[Figure]) -> tuple[int, str]:
    """Show scale and set; return them. The URL keeps both."""
    scales = sorted({f.scale for f in figures})
    names = sorted({f.set for f in figures}, key=lambda n: (n not in SETS, SETS.index(n) if n in SETS else 0, n))
    with st.container(horizontal=True, gap="medium"):
        scale = st.segmented_control(
            "Scale, per side",
            [f"{s}×" for s in scales],
            default=f"{max(scales)}×",
            key="bench_scale",
            required=True,
            bind="query-params",
            width="content",
        )
        name = st.segmented_control(
            "Pictures", names, default=names[0], key="bench_set", required=True, bind="query-params", width="content"
        )
    return int(str(scale).removesuffix("×")), str(name)


def show_measured(cards: Sequence[sr.ModelCard], figures: Sequence[Figure]) -> None:
    """Show table, chart and drill-down of one set at one scale."""
    scale, name = pick(figures)
    rows = [f for f in figures if (f.scale, f.set) == (scale, name)]
    if not rows:
        st.info(f"Nothing was measured on {plain(name)} at {scale}× yet.")
        return
    bicubic = bicubic_figure(cards, scale, name)
    papers = published_figures(scale, name) if st.toggle("Show published figures", value=True, key="published") else []
    rows = [*rows, *([bicubic] if bicubic else []), *papers]
    show_table(rows, key="table")
    st.header("Quality against cost", anchor=False)
    show_scatter(rows, key="cost")
    st.header("Picture by picture", anchor=False)
    images = {title(f.checkpoint): _images_of(f.checkpoint, name) for f in rows if f.checkpoint}
    images = {m: r for m, r in images.items() if r}
    show_images(images, rows[0].protocol, key="picture")
    if images:
        st.download_button(
            f"Download {name} picture by picture (CSV)",
            data=images_csv(images, scale, name, rows[0].protocol),
            file_name=f"honest-pixels-{name}-x{scale}.csv",
            mime="text/csv",
            key="csv_images",
            icon="⬇",
            on_click="ignore",
        )


def _images_of(checkpoint: str, name: str) -> tuple[sr.ImageResult, ...]:
    """Return the results of one network on a set; a damaged table is named, and the others stay."""
    try:
        return sr.image_results(checkpoint).get(name, ())
    except sr.SRError as error:
        st.error(plain(str(error)))
        return ()


def show_downloads(figures: Sequence[Figure], cards: Sequence[sr.ModelCard]) -> None:
    """Offer every figure of the page as one CSV."""
    places = sorted({(f.scale, f.set) for f in figures})
    bicubic = [b for place in places if (b := bicubic_figure(cards, *place))]
    papers = [p for place in places for p in published_figures(*place)]
    st.download_button(
        "Download all figures (CSV)",
        data=figures_csv([*figures, *bicubic, *papers]),
        file_name="honest-pixels-benchmark.csv",
        mime="text/csv",
        key="csv",
        icon="⬇",
        on_click="ignore",
        help="Every scale and set, each row with its protocol; published figures are marked as such.",
    )


def show_own() -> None:
    """Offer a benchmark on pictures of one's own and show the last one."""
    st.header("Benchmark your own pictures", anchor=False)
    st.markdown(
        "Your pictures are the originals: each is shrunk by bicubic, enlarged by every chosen method, and compared "
        f"with itself. {LIMITS} Pictures that a network was trained on are refused. Nothing is written to disk."
    )
    batch = pick_pictures()
    scale = st.segmented_control(
        "Scale", sr.SCALES, default=4, format_func=lambda n: f"{n}×", key="own_scale", required=True
    )
    offered = [method for method in methods_of(int(scale)) if method != "bicubic"]
    methods = st.multiselect(
        "Methods, beside bicubic", offered, default=offered[:1], format_func=title, key=f"own_methods_{scale}"
    )
    chosen = ["bicubic", *methods]
    pictures = large_enough(batch.pictures, int(scale), chosen) if batch else []
    seconds = estimate(pictures, int(scale), chosen)
    too_long = seconds > MAX_SECONDS
    if pictures:
        more = "; take fewer pictures or methods, or smaller parts" if too_long else ""
        count = "1 picture" if len(pictures) == 1 else f"{len(pictures)} pictures"
        st.caption(f"{count}, {len(chosen)} methods: {duration(seconds)} on this machine{more}.")
    if st.button("Run the benchmark", type="primary", disabled=not pictures or too_long, key="own_run"):
        try:
            done = run(pictures, int(scale), chosen)
        except sr.SRError as error:
            st.error(plain(str(error)))
        else:
            st.session_state.own_result = OwnResult(done, int(st.session_state.own_side))
            st.rerun()
    if "own_result" in st.session_state:
        show_own_result(st.session_state.own_result)


def main() -> None:
    """Lay the page out."""
    with page_frame("Benchmark", PROMISE):
        cards = sr.checkpoints()
        figures = our_figures(cards)
        if figures:
            show_measured(cards, figures)
            show_downloads(figures, cards)
        else:
            st.info("Nothing was measured yet: no figure is shown that was not.")
        show_own()


main()
