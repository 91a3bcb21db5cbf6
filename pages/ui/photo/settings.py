"""Choice of the method, networks and paths before interpolations, with measured gains, and its further settings."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.address import is_asked, say_refused
from ..shell.figures import set_title
from ..shell.state import kept, widget
from ..workbench.methods import APPEARANCE_TEXT, INTERPOLATION_TEXT, card_of, network_word, steps_text, title
from .picture import Photo


def pick_method(scale: int, seconds: Callable[[str], float]) -> str:
    """Show the methods of a scale, and the purpose of the chosen one below; return it.

    Args:
        scale: enlargement per side.
        seconds: estimates the seconds that a method takes; where the best one is slow, distilled ones come first.
    """
    methods, key = sr.methods_for(sr.PHOTOGRAPH, scale), f"home_method_x{scale}"
    first = methods[0]
    if seconds(methods[0]) > sr.PHOTOGRAPH.slow and sr.quick_first(methods) != methods:
        methods, key = sr.quick_first(methods), f"{key}_quick"  # another proposal needs another key
    word, is_linked = network_word(key, methods, first), is_asked("network")
    word.follow()
    if is_linked:
        kept(Photo).family = sr.family(widget(key))
    wanted = kept(Photo).family
    index = next((i for i, method in enumerate(methods) if sr.family(method) == wanted), 0)

    def remember() -> None:
        kept(Photo).family = sr.family(widget(key))

    method = st.selectbox(
        "Network", methods, index=index, format_func=_option, key=key, on_change=remember, persist_state="session"
    )
    st.caption(_purpose(method, scale))
    word.share(method)
    say_refused("network")
    return method


def pick_options(box: DeltaGenerator, task: sr.Task) -> sr.Task:
    """Show the settings that few people change; return the task with them."""
    with box:
        if sr.path_cards(task.method):
            ensemble = st.toggle(
                "Self-ensemble",
                key="home_ensemble",
                help="The result is the mean over 8 flips and rotations of the input. It takes 8 times as long and "
                "is a little more accurate.",
                persist_state="session",
            )
            task = replace(task, options=sr.UpscaleOptions(self_ensemble=ensemble))
        if not task.test:
            return task
        st.caption(
            "These settings say how the test input is made. The networks were trained on plain bicubic reduction."
        )
        blur = st.slider(
            "Blur before shrinking, sigma in pixels", 0.0, 4.0, 0.0, 0.1, key="home_blur", persist_state="session"
        )
        noise = st.slider("Noise, sigma in grey levels", 0, 30, 0, key="home_noise", persist_state="session")
        levels = ["none", *range(95, 25, -5)]
        quality = st.select_slider("JPEG quality", levels, value="none", key="home_jpeg", persist_state="session")
    degradation = sr.Degradation(
        scale=task.scale, blur_sigma=blur, noise_sigma=noise, jpeg_quality=None if quality == "none" else quality
    )
    return replace(task, degradation=degradation)


def _option(method: str) -> str:
    cards = sr.path_cards(method)
    if not cards:
        return f"{INTERPOLATION_TEXT[method][0]} · interpolation"
    card = cards[0]
    parts = [card.title if len({c.title for c in cards}) == 1 else title(method)]
    if len(cards) > 1 and len({c.title for c in cards}) == 1:
        parts.append(steps_text(cards))
    if sr.is_generated(method):
        parts.append("invents detail")
    elif len(cards) == 1 and card.result:
        parts.append(f"{card.result.gain:+.1f} dB")
    if len({c.purpose for c in sr.checkpoints()}) > 1:
        parts.append(card.purpose)
    return " · ".join(parts)


def _purpose(method: str, scale: int) -> str:
    cards = sr.path_cards(method)
    if not cards:
        missing = (
            ""
            if len(sr.methods_for(sr.PHOTOGRAPH, scale)) > len(sr.INTERPOLATIONS)
            else f" No network enlarges {scale}× yet."
        )
        return INTERPOLATION_TEXT[method][1] + missing
    parts = [cards[0].summary]
    if sr.is_generated(method):
        parts.append(APPEARANCE_TEXT)
    if len(cards) > 1:
        later = "The second step works on the first step's output"
        if len(cards) > 2:
            later = "Each later step works on the output of the step before it"
        parts.append(f"{later}, so detail beyond {cards[0].scale}× is even less certain.")
    return " ".join([*parts, _measured(cards)]).strip()


def _measured(cards: tuple[sr.ModelCard, ...]) -> str:
    """Say the gains on the cards; a path has no gain of its own, so the gains of its steps are said."""
    found = {card.scale: card.result for card in cards if card.result}
    if not found:
        return ""
    if len(cards) == 1:
        result = found[cards[0].scale]
        return f"Measured: {result.gain:+.2f} dB over bicubic on {set_title(result.set)}.{_beside_teacher(cards[0])}"
    single = ", ".join(f"x{scale} {result.gain:+.2f} dB ({set_title(result.set)})" for scale, result in found.items())
    return f"The gain over bicubic was measured for each step by itself: {single}."


def _beside_teacher(card: sr.ModelCard) -> str:
    """Say what a distilled network saves and loses against its teacher; empty for other networks."""
    teacher = card_of(card.training.teacher) if card.training.teacher else None
    if teacher is None or teacher.result is None or card.result is None or teacher.result.set != card.result.set:
        return ""
    apart = card.result.gain - teacher.result.gain
    return (
        f" It was distilled from {teacher.title} and needs {teacher.multiplications / card.multiplications:.0f} "
        "times fewer "
        f"operations; its PSNR is {abs(apart):.2f} dB {'higher' if apart > 0 else 'lower'} on the same pictures."
    )
