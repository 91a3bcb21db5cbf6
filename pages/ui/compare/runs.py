"""Runs that are still to be made: the two buttons with the time they take, and what a link asks for."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..photo.samples import SAMPLES
from ..shell.address import Word, say_refused, share
from ..shell.text import duration
from .comparison import Comparison, Key, Subject
from .job import MAX_SECONDS, estimate
from .settings import NO_NETWORKS, first_methods, is_plain, plain_settings
from .shared import take_shared

LOSS = Word("loss", "compare_loss", {"0": False}, True, lambda shown: "On" if shown else "Off")


def still_to_run(comparison: Comparison, subject: Subject, methods: Sequence[sr.Method], *, loss: bool) -> list[Key]:
    """List the results still to be made; to show the loss, also each method and bicubic on the clean input."""
    keys = [key for method in methods if (key := subject.key(method)) not in comparison.entries]
    if not loss:
        return keys
    plain_keys = [(subject.digest, plain_settings(subject.key(method)[1])) for method in ["bicubic", *methods]]
    return keys + [key for key in plain_keys if key not in comparison.measured]


def offer_runs(
    comparison: Comparison, subject: Subject, chosen: Sequence[sr.Method], methods: Sequence[sr.Method]
) -> None:
    """Show the two buttons with the time they take; fill the queue when one is pressed, or as a link asks."""
    loss = False
    if not is_plain(subject.task):
        LOSS.follow()
        loss = st.toggle(
            "Also run on the clean input, to see how much each method loses",
            value=LOSS.default,
            key=LOSS.key,
            persist_state="session",
        )
        say_refused("loss")
    LOSS.share(loss or is_plain(subject.task))
    _share_networks(comparison, subject, chosen, methods)
    is_wanted, comparison.wanted = comparison.wanted and subject.digest in SAMPLES, False
    said: list[str] = []
    for name, offered in (("selected", chosen), ("all", methods)):
        keys = still_to_run(comparison, subject, offered, loss=loss)
        seconds = estimate(subject, keys)
        too_long = seconds > MAX_SECONDS
        networks = len({key[1].method for key in keys} - {"bicubic"})
        label = f"Run {name} ({networks})" if keys else f"Run {name}"
        is_pressed = st.button(
            label,
            type="primary" if name == "selected" else "secondary",
            width="stretch",
            disabled=not keys or too_long,
            key=f"compare_run_{name}",
        )
        if is_pressed or (is_wanted and name == "selected" and keys and not too_long):
            comparison.ask(take_shared(comparison, keys))
            st.rerun()
        if too_long:
            said.append(
                f"*Run {name}* would take {duration(seconds)}, above this page's limit of {MAX_SECONDS / 60:.0f} min. "
                "Choose a part of the picture."
            )
        elif keys:
            said.append(f"*Run {name}* takes {duration(seconds)} on this machine.")
        elif offered and name == "selected":
            said.append("Results are up to date.")
    if not comparison.queue:
        st.caption(" ".join(said))


def _share_networks(
    comparison: Comparison, subject: Subject, chosen: Sequence[sr.Method], methods: Sequence[sr.Method]
) -> None:
    """Keep in the address which results are shown or chosen; the usual choice is left out until one of it is run."""
    made = [method for method in methods if subject.key(method) in comparison.entries]
    ours = [method for method in methods if isinstance(method, str)]
    picked = [method for method in chosen if isinstance(method, str)]
    usual = not made and picked == [method for method in ours if method in first_methods(ours)]
    # A visitor's network is in no link: nobody else has it.
    named = [method for method in ours if method in chosen or method in made]
    share("networks", "" if usual else ",".join(named) or NO_NETWORKS)
