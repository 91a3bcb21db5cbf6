"""Blind vote: two results without names, which one is better, and the running score of the class."""

from functools import partial

import streamlit as st

import sr_core as sr

from ..photo.samples import SAMPLES
from ..shell.address import asked, share
from ..shell.glossary import explain
from ..shell.state import kept, set_widget
from ..shell.text import decibel, plain
from ..viewer.panel import Panel
from ..viewer.viewer import show_viewer
from ..workbench.methods import title
from .ballot import LONGEST_NAME, Pair, Voter, ballots, class_name
from .scene import CLEAN, SCALE, side

ACCURATE, INVENTIVE = 2, 2
"""Networks of each training goal that take part besides bicubic."""
LEAST = 5
"""Votes from which a share is shown with its interval as a percentage."""


def candidates() -> list[str]:
    """List the methods that take part: bicubic, the two most accurate networks, and the two best that invent."""
    methods = [method for method in sr.methods_for(sr.PHOTOGRAPH, SCALE) if sr.path_cards(method)]
    close = [method for method in methods if not sr.is_generated(method)][:ACCURATE]
    return ["bicubic", *close, *[method for method in methods if sr.is_generated(method)][:INVENTIVE]]


def show_vote() -> None:
    """Show the next pair, or the names of the pair that was voted on, and the score of the class."""
    st.header("Which one is better?", anchor=False)
    st.markdown(
        "Two methods have enlarged the same small picture. Look closely, and choose the one that you would rather "
        "have. Their names and figures are shown after your vote."
    )
    name = _pick_class()
    voter = kept(Voter)
    voter.prepare(candidates())
    if voter.last is not None:
        _reveal(voter.last)
    elif voter.pairs:
        _ask(voter.pairs[-1], name)
    else:
        st.info("You have voted on every pair. Thank you.")
    _score(name, hidden=voter.last is None and bool(voter.pairs))


def _pick_class() -> str:
    if wanted := class_name(asked("class")):
        set_widget("lesson_class", wanted)
    typed = st.text_input(
        "Name of your class",
        key="lesson_class",
        max_chars=LONGEST_NAME,
        placeholder="optional",
        help="Votes under one name are added up. Share the address of this page, and others vote with you. Votes stay "
        "in the memory of this server until it restarts; they say nothing about you.",
        persist_state="session",
        width=260,
    )
    name = class_name(str(typed or ""))
    share("class", name)
    return name


def _show(pair: Pair, labels: tuple[str, str], captions: tuple[str, str] = ("", "")) -> None:
    sides = [side(pair.sample, method, CLEAN) for method in pair.methods]
    panels = [Panel(*texts) for texts in zip(labels, (each.png for each in sides), captions, strict=True)]
    show_viewer(panels, key="lesson_vote", file=SAMPLES[pair.sample].title, tools=["magnifier"])


def _ask(pair: Pair, name: str) -> None:
    _show(pair, ("A", "B"))
    with st.container(horizontal=True):
        for label, better in (
            ("A is better", pair.methods[0]),
            ("B is better", pair.methods[1]),
            ("No difference", ""),
        ):
            st.button(
                label,
                type="primary" if better else "secondary",
                key=f"lesson_vote_{label[0].lower()}",
                on_click=_vote,
                args=(sr.Vote(pair.sample, pair.methods, better), name),
            )


def _vote(vote: sr.Vote, name: str) -> None:
    voter = kept(Voter)
    voter.pairs.pop()
    voter.last = vote
    ballots().cast(name, vote)


def _next() -> None:
    kept(Voter).last = None


def _reveal(vote: sr.Vote) -> None:
    names = tuple(f"{letter}: {title(method)}" for letter, method in zip("AB", vote.methods, strict=True))
    psnrs = tuple(decibel(_figure("PSNR", vote.picture, method)) for method in vote.methods)
    _show(Pair(vote.picture, vote.methods), (names[0], names[1]), (psnrs[0], psnrs[1]))
    closer = max(vote.methods, key=lambda method: _figure("PSNR", vote.picture, method))
    chosen = f"You preferred **{plain(title(vote.better))}**." if vote.better else "You saw no difference."
    agrees = f" By PSNR, {plain(title(closer))} is closer to the original."
    st.markdown(chosen + agrees)
    st.button("Next pair", type="primary", key="lesson_vote_next", on_click=_next)


def _figure(name: str, sample: str, method: str) -> float:
    return side(sample, method, CLEAN).figures[name]


def _score(name: str, *, hidden: bool) -> None:
    """Show what the class prefers; while a pair waits for the vote only behind a click, so that nobody is led."""
    votes = ballots().of(name)
    whose = f"of class {name}" if name else "of all visitors without a class"
    with st.expander(f"Score {whose}: {len(votes)} {'vote' if len(votes) == 1 else 'votes'}", expanded=not hidden):
        if not votes:
            st.markdown("Nobody has voted yet.")
            return
        shares = {method: sr.preferred(votes, method) for method in candidates()}
        rows = [
            {
                "Method": title(method),
                "Preferred": each.count,
                "Of votes": each.of,
                "Share, 95 % interval": _share(each),
            }
            for method, each in sorted(shares.items(), key=lambda item: -item[1].interval[0])
        ]
        st.dataframe(
            rows, hide_index=True, height="content", width="content", alt="How often each method was preferred"
        )
        for measure, better in (("PSNR", True), ("Feature distance", False)):
            agreeing = sr.agreement_with(votes, partial(_figure, measure), higher_is_better=better)
            if agreeing.of:
                st.markdown(
                    f"In {agreeing.count} of {agreeing.of} votes the preferred picture was also the better one by "
                    f"{measure} ({_share(agreeing)})."
                )
        st.caption("Votes without a preference are left out. With few votes the interval is wide: it says how little.")
        explain("PSNR", "Feature distance", "Training goal", "GAN", "Bicubic")


def _share(found: sr.Share) -> str:
    if found.of < LEAST:
        return "too few votes"
    low, high = found.interval
    return f"{100 * found.count / found.of:.0f} %, {100 * low:.0f} to {100 * high:.0f} %"
