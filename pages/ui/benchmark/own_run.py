"""Benchmark on own pictures: its cost, its run, its result."""

import csv
import io
import time
from collections.abc import Callable, Hashable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.figures import INTERPOLATION, OURS, Figure
from ..shell.state import kept, widget
from ..shell.text import duration, plain
from ..shell.work import Told, follow, is_running, stop
from ..workbench.methods import title, training_goal
from ..workbench.own_network import own_methods
from .every_picture import show_every_picture
from .image_drilldown import show_images
from .own_look import show_own_look
from .own_pictures import LIMITS, MAX_SECONDS, OwnBenchmark, OwnResult, large_enough, pick_pictures
from .table import show_cost, show_table

CHECKING = "Checking that no network was trained on these pictures"
OPTIONS = sr.UpscaleOptions()
"""Options of all runs; with the small tiles of the default, the bar moves and a stop is quick."""
SCORING = 1.4
"""Seconds that bicubic and all figures take for a megapixel of each result, of which the perceptual measures take
most."""


def show_own() -> None:
    """Offer a benchmark on own pictures, and show the last one."""
    st.header("Benchmark your own pictures", anchor=False)
    st.markdown(
        "Each of your pictures is shrunk by bicubic and enlarged again by every chosen method. The results are "
        "compared "
        f"with your pictures. {LIMITS} Pictures that a network was trained on are refused. Nothing is written to disk."
    )
    batch = pick_pictures()
    scale = st.segmented_control(
        "Scale, per side",
        sr.SCALES,
        default=4,
        format_func=lambda n: f"{n}×",
        key="benchmark_own_scale",
        required=True,
        persist_state="session",
    )
    offered = [method for method in sr.methods_for(sr.PHOTOGRAPH, int(scale)) if method != "bicubic"]
    methods = st.multiselect(
        "Methods besides bicubic",
        offered,
        default=offered[:1],
        format_func=title,
        key=f"benchmark_own_methods_{scale}",
        persist_state="session",
    )
    own, check_own = own_methods("benchmark", int(scale))
    chosen: list[sr.Method] = ["bicubic", *methods, *own]
    pictures = large_enough(batch.pictures, int(scale), chosen) if batch else []
    seconds = estimate(pictures, int(scale), chosen)
    too_long = seconds > MAX_SECONDS
    if pictures:
        more = (
            f", above the limit of {MAX_SECONDS / 60:.0f} min. Choose fewer pictures or methods, or smaller parts"
            if too_long
            else ""
        )
        count = "1 picture" if len(pictures) == 1 else f"{len(pictures)} pictures"
        st.caption(f"{count} and {len(chosen)} methods take {duration(seconds)} on this machine{more}.")
    pressed = st.button("Run the benchmark", type="primary", disabled=not pictures or too_long, key="benchmark_own_run")
    what = (batch.key if batch else (), int(scale), tuple(chosen))
    if is_running(what) or pressed:
        try:
            done = run(what, pictures, int(scale), chosen)
        except sr.SRError as error:
            st.error(plain(str(error)))
        else:
            side = int(widget("benchmark_own_side"))
            kept(OwnBenchmark).result = OwnResult(done, side, own[0] if own else None)
            st.rerun()
    found = kept(OwnBenchmark).result
    if found is not None:
        show_own_result(found)
    check_own()


def estimate(pictures: Sequence[sr.DecodedImage], scale: int, methods: Sequence[sr.Method]) -> float:
    """Estimate the seconds of a run on this machine, scoring included."""
    return sum(_cost(picture, scale, method) for picture in pictures for method in methods)


def _cost(picture: sr.DecodedImage, scale: int, method: sr.Method) -> float:
    scoring = SCORING * picture.height * picture.width / 1e6
    return scoring + sr.estimate_seconds(method, picture.height // scale, picture.width // scale, OPTIONS)


def run(what: Hashable, pictures: Sequence[sr.DecodedImage], scale: int, methods: Sequence[sr.Method]) -> sr.Benchmark:
    """Run a benchmark in its turn with a progress bar, or follow the one in progress.

    Args:
        what: value that is equal for runs on the same pictures with the same settings.
        pictures: the originals.
        scale: enlargement per side.
        methods: methods to be measured.

    Raises:
        SRError: if a picture is training data of a network, or cannot be measured.
    """
    place = st.empty()
    with place.container():
        st.button(
            "Stop",
            key="benchmark_own_stop",
            help="The figures measured so far are dropped. The earlier result is kept.",
            on_click=stop,
        )
        view = ProgressBar(st.progress(0.0, text=CHECKING))

    def job(told: Told) -> sr.Benchmark:
        tick, next_picture = _progress(pictures, scale, methods, told.progress)
        told.progress(0.0, CHECKING)
        return sr.benchmark(
            pictures, scale, methods, data="own pictures", options=OPTIONS, on_progress=tick, on_image=next_picture
        )

    try:
        return follow(what, CHECKING, job, view)
    finally:
        place.empty()


class ProgressBar:
    """Shows the progress of a run; a benchmark shows no parts of its results."""

    def __init__(self, bar: DeltaGenerator) -> None:
        self._bar = bar

    def progress(self, share: float, text: str) -> None:
        """Move the bar."""
        self._bar.progress(share, text=plain(text))

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show nothing."""


def _progress(
    pictures: Sequence[sr.DecodedImage], scale: int, methods: Sequence[sr.Method], show: Callable[[float, str], None]
) -> tuple[Callable[[sr.Progress], None], Callable[[str, sr.ImageResult], None]]:
    """Return callbacks for a tile and for a picture; each moves the bar by the estimated time."""
    jobs = [(method, number, _cost(p, scale, method)) for method in methods for number, p in enumerate(pictures, 1)]
    total, begun, done = sum(cost for *_, cost in jobs), time.monotonic(), [0]

    def move(tile: float) -> None:
        at = min(done[0], len(jobs) - 1)
        method, number, cost = jobs[at]
        share = min(1.0, (sum(c for *_, c in jobs[: done[0]]) + tile * cost * (done[0] < len(jobs))) / total)
        left = (time.monotonic() - begun) * (1 - share) / share if share > 0.02 else total
        text = f"{title(method)}, picture {number} of {len(pictures)}, {duration(left)} left"
        show(share, text)

    def tick(progress: sr.Progress) -> None:
        move(progress.fraction if progress.done < progress.total else 0.0)

    def next_picture(method: str, result: sr.ImageResult) -> None:
        done[0] += 1
        move(0.0)

    return tick, next_picture


def show_own_result(found: OwnResult) -> None:
    """Show table, chart, single pictures and downloads of a run."""
    done, figures = found.done, own_figures(found)
    n = len(done.results[0].images)
    st.subheader(f"{n} own {'picture' if n == 1 else 'pictures'} at {done.scale}×", anchor=False)
    show_table(figures, key="benchmark_own_table")
    part = f"Of larger pictures, only the central {found.side} × {found.side} pixels were measured."
    few = " With fewer than about 20 pictures, the intervals understate the uncertainty." if 1 < n < 20 else ""
    st.caption(part + few + (" A single picture gives no interval." if n == 1 else ""))
    for note in done.notes:
        st.caption(plain(note))
    if sum(f.origin == OURS for f in figures) > 1:  # a chart of one point would compare nothing
        show_cost(figures, key="benchmark_own_cost")
    images = {title(found.method(r.model)): r.images for r in done.results if r.model != "bicubic"}
    if images:
        show_images(images, str(done.protocol), key="benchmark_own_picture")
        show_own_look(kept(OwnBenchmark).batch, found)
        show_every_picture(images, f"own pictures at {done.scale}×", str(done.protocol))
    st.download_button(
        "Download these figures, picture by picture (CSV)",
        data=own_csv(found),
        file_name=f"own-pictures-x{done.scale}.csv",
        mime="text/csv",
        key="benchmark_own_csv",
        icon="⬇",
        on_click="ignore",
    )


def own_figures(found: OwnResult) -> list[Figure]:
    """Turn the figures of a run into rows of the table."""
    done, rows = found.done, []
    for r in done.results:
        method = found.method(r.model)
        psnr = r.interval("psnr") or (None, None)
        gain = (r.model != "bicubic" and r.interval("gain")) or (None, None)
        looks = sr.perception_means(r)
        rows.append(
            Figure(
                title(method),
                OURS if sr.path_cards(method) else INTERPOLATION,
                done.scale,
                done.data,
                r.mean("psnr"),
                psnr_low=psnr[0],
                psnr_high=psnr[1],
                ssim=r.mean("ssim"),
                mae=r.mean("mae"),
                ms_ssim=looks.get("ms_ssim"),
                feature_distance=looks.get("feature_distance"),
                niqe=looks.get("niqe"),
                gain=r.mean("gain"),
                gain_low=gain[0],
                gain_high=gain[1],
                parameters=r.parameters or None,
                multiplications=r.multiplications or None,
                milliseconds=r.milliseconds_per_megapixel,
                objective=training_goal(method),
                checkpoint=r.model,
                images=len(r.images),
                protocol=str(done.protocol),
                hardware=done.hardware,
            )
        )
    return rows


def own_csv(found: OwnResult) -> bytes:
    """Write one row for each method and picture, with the protocol of the measurement."""
    rows = list(csv.DictReader(io.StringIO(sr.benchmark_csv(found.done))))
    extra = {
        "protocol": str(found.done.protocol),
        "lr": "bicubic reduction (MATLAB imresize)",
        "part": f"middle, at most {found.side} x {found.side}",
        "hardware": found.done.hardware,
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0], *extra], lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | extra for row in rows)
    return text.getvalue().encode()
