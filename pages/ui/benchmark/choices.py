"""Choice of scale and set on the Benchmark page, kept in its address."""

from collections.abc import Sequence

import streamlit as st

from ..shell.address import Word, offer_link, say_refused
from ..shell.figures import Figure, set_title

SETS = ("Set5", "Set14")
"""Sets of pictures that are listed first, in this order."""


def pick(figures: Sequence[Figure]) -> tuple[int, str]:
    """Show the choice of scale and set; return both. The address keeps them."""
    scales = sorted({f.scale for f in figures})
    names = sorted({f.set for f in figures}, key=lambda n: (n not in SETS, SETS.index(n) if n in SETS else 0, n))
    sets = {name.lower().replace("/", "-"): name for name in names}
    scale_word = Word("scale", "benchmark_scale", {str(s): s for s in scales}, max(scales), "{}×".format)
    set_word = Word("set", "benchmark_set", sets, names[0], set_title)
    scale_word.follow()
    set_word.follow()
    with st.container(horizontal=True, gap="medium"):
        scale = st.segmented_control(
            "Scale, per side",
            scales,
            default=max(scales),
            format_func="{}×".format,
            key="benchmark_scale",
            required=True,
            persist_state="session",
            width="content",
        )
        name = st.segmented_control(
            "Pictures",
            names,
            default=names[0],
            format_func=set_title,
            key="benchmark_set",
            required=True,
            persist_state="session",
            width="content",
        )
    scale_word.share(int(scale))
    set_word.share(str(name))
    say_refused("scale", "set")
    offer_link()
    return int(scale), str(name)
