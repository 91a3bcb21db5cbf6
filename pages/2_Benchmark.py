"""Benchmark page: every network on the same pictures, quality against cost, and a benchmark on own pictures."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr
from pages.ui.benchmark.choices import pick
from pages.ui.benchmark.every_picture import show_every_picture
from pages.ui.benchmark.gains import show_degradations, show_gains
from pages.ui.benchmark.gaps import show_gaps
from pages.ui.benchmark.image_drilldown import images_csv, show_images
from pages.ui.benchmark.legibility import show_legibility
from pages.ui.benchmark.own_run import show_own
from pages.ui.benchmark.plane import show_plane
from pages.ui.benchmark.six_networks import show_six
from pages.ui.benchmark.table import show_cost, show_table
from pages.ui.shell.figures import (
    Figure,
    bicubic_figure,
    figures_csv,
    our_figures,
    published_figures,
    set_title,
)
from pages.ui.shell.frame import page_frame
from pages.ui.shell.text import plain
from pages.ui.workbench.methods import title

PROMISE = (
    "Every network is measured on the same pictures under one protocol: how close it comes to the original, and what "
    "that costs. You can also run the benchmark on your own pictures."
)


def show_measured(cards: Sequence[sr.ModelCard], figures: Sequence[Figure]) -> None:
    """Show table, chart and drill-down of one set at one scale."""
    scale, name = pick(figures)
    rows = [f for f in figures if (f.scale, f.set) == (scale, name)]
    if not rows:
        st.info(f"No network has been measured on {plain(set_title(name))} at {scale}× yet.")
        return
    bicubic = bicubic_figure(cards, scale, name)
    papers = (
        published_figures(scale, name)
        if st.toggle("Show published figures", value=True, key="benchmark_published", persist_state="session")
        else []
    )
    rows = [*rows, *([bicubic] if bicubic else []), *papers]
    show_table(rows, key="benchmark_table")
    st.header("Quality against cost", anchor=False)
    show_cost(rows, key="benchmark_cost")
    show_plane(rows, key="benchmark_plane")
    show_gaps(cards, scale, name)
    show_six(cards, scale, name)
    st.header("Picture by picture", anchor=False)
    measured = {f.checkpoint for f in rows}
    images = {title(card.id): _images_of(card, name) for card in cards if card.id in measured}
    images = {m: r for m, r in images.items() if r}
    show_gains(images, key="benchmark_gains")
    show_images(images, rows[0].protocol, key="benchmark_picture", linked=True)
    if images:
        show_every_picture(images, f"{set_title(name)} at {scale}×", rows[0].protocol)
        st.download_button(
            f"Download {plain(set_title(name))} picture by picture (CSV)",
            data=images_csv(images, scale, name, rows[0].protocol),
            file_name=f"honest-pixels-{name}-x{scale}.csv",
            mime="text/csv",
            key="benchmark_csv_images",
            icon="⬇",
            on_click="ignore",
        )
    show_degradations(cards, scale)


def _images_of(card: sr.ModelCard, name: str) -> tuple[sr.ImageResult, ...]:
    """Return the results of one network on a set; a damaged table is named, and the others stay."""
    try:
        return sr.image_results(card).get(name, ())
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
        key="benchmark_csv",
        icon="⬇",
        on_click="ignore",
        help="The file holds every scale and set, each row with its protocol. Published figures are marked.",
    )


def main() -> None:
    """Lay the page out."""
    with page_frame("Benchmark", PROMISE):
        cards = sr.checkpoints()
        figures = our_figures(cards)
        if figures:
            show_measured(cards, figures)
            show_downloads(figures, cards)
        else:
            st.info("Nothing has been measured yet. Figures are shown only after they were measured.")
        show_legibility()
        show_own()


main()
