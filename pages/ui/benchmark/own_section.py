"""The part of the Benchmark page that runs on pictures of one's own."""

import streamlit as st

import sr_core as sr

from ..shell.state import kept, widget
from ..shell.text import duration, plain
from ..shell.work import is_running
from ..workbench.methods import title
from .own_pictures import LIMITS, MAX_SECONDS, OwnBenchmark, OwnResult, large_enough, pick_pictures
from .own_run import estimate, run, show_own_result


def show_own() -> None:
    """Offer a benchmark on pictures of one's own and show the last one."""
    st.header("Benchmark your own pictures", anchor=False)
    st.markdown(
        "Your pictures are the originals: each is shrunk by bicubic, enlarged by every chosen method, and compared "
        f"with itself. {LIMITS} Pictures that a network was trained on are refused. Nothing is written to disk."
    )
    batch = pick_pictures()
    scale = st.segmented_control(
        "Scale",
        sr.SCALES,
        default=4,
        format_func=lambda n: f"{n}×",
        key="benchmark_own_scale",
        required=True,
        persist_state="session",
    )
    offered = [method for method in sr.methods_for(sr.PHOTOGRAPH, int(scale)) if method != "bicubic"]
    methods = st.multiselect(
        "Methods, beside bicubic",
        offered,
        default=offered[:1],
        format_func=title,
        key=f"benchmark_own_methods_{scale}",
        persist_state="session",
    )
    chosen = ["bicubic", *methods]
    pictures = large_enough(batch.pictures, int(scale), chosen) if batch else []
    seconds = estimate(pictures, int(scale), chosen)
    too_long = seconds > MAX_SECONDS
    if pictures:
        more = "; take fewer pictures or methods, or smaller parts" if too_long else ""
        count = "1 picture" if len(pictures) == 1 else f"{len(pictures)} pictures"
        st.caption(f"{count}, {len(chosen)} methods: {duration(seconds)} on this machine{more}.")
    pressed = st.button("Run the benchmark", type="primary", disabled=not pictures or too_long, key="benchmark_own_run")
    what = (batch.key if batch else (), int(scale), tuple(chosen))
    if is_running(what) or pressed:
        try:
            done = run(what, pictures, int(scale), chosen)
        except sr.SRError as error:
            st.error(plain(str(error)))
        else:
            kept(OwnBenchmark).result = OwnResult(done, int(widget("benchmark_own_side")))
            st.rerun()
    found = kept(OwnBenchmark).result
    if found is not None:
        show_own_result(found)
