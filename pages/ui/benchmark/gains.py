"""Gains over bicubic as tables of colours: network by picture, and network by degradation of the input."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

import sr_core as sr

from ..plots.heatmap import show_matrix
from ..plots.plot import Axis
from ..shell.text import decibel, plain
from ..workbench.methods import title
from .image_drilldown import GAIN, Images


def show_gains(images: Images, *, key: str) -> None:
    """Plot the gain of each method on each picture; nothing for a single picture."""
    names = list(dict.fromkeys(image.name for results in images.values() for image in results))
    if len(names) < 2:
        return
    gains = {method: {r.name: r.gain for r in results if math.isfinite(r.gain)} for method, results in images.items()}
    ordered = sorted(gains, key=lambda method: -_mean(gains[method]))
    show_matrix(
        [[gains[method].get(name) for name in names] for method in ordered],
        ordered,
        names,
        quantity=Axis(GAIN),
        digits=2,
        across="Picture",
        down="Method",
        name="Gain by network and picture",
        alt=_alt(ordered, gains),
        key=key,
    )


def _mean(gains: Mapping[str, float]) -> float:
    return sum(gains.values()) / len(gains) if gains else -math.inf


def _alt(ordered: Sequence[str], gains: Mapping[str, Mapping[str, float]]) -> str:
    parts = []
    for method in ordered:
        known = gains[method]
        if known:
            low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
            parts.append(
                f"{method} from {decibel(known[low], signed=True)} on {low} to {decibel(known[high], signed=True)} on "
                f"{high}"
            )
    return f"Gain in PSNR over bicubic by network and picture: {'; '.join(parts)}."


def show_degradations(cards: Sequence[sr.ModelCard], scale: int) -> None:
    """Plot the gain of each network on inputs made in other ways; nothing where that was not measured."""
    try:
        found = sr.degradation_matrix(scale)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    current = [
        card.id
        for card in cards
        if found is not None and found.is_current(card.id, card.sha256) and card.purpose == "Photographs"
    ]
    if found is None or not current:
        return
    st.header("Inputs made in other ways", anchor=False)
    st.markdown(
        "Each network was trained on one degradation. This table shows what it gains over bicubic on inputs that were "
        "made in another way. Below 0, plain bicubic is closer to the original."
    )
    ordered = sorted(current, key=lambda method: -found.gains(method)[0])
    names = [title(method) for method in ordered]
    show_matrix(
        [found.gains(method) for method in ordered],
        names,
        list(found.degradations),
        quantity=Axis(GAIN),
        digits=2,
        across="Input",
        down="Network",
        name="Gain by network and degradation",
        alt="Gain in PSNR over bicubic by network and degradation of the input. "
        + " ".join(_least(title(method), found, method) for method in ordered),
        key="benchmark_degradations",
    )
    base = ", ".join(f"{text}: {decibel(psnr)}" for text, psnr in zip(found.degradations, found.bicubic, strict=True))
    photographs = {card.id for card in cards if card.purpose == "Photographs"}
    left_out = sorted(title(method) for method in photographs & found.psnr.keys() if method not in current)
    st.caption(
        f"Mean over {found.images} pictures of {plain(found.data)} at {scale}×. Protocol: {plain(found.protocol)}. "
        f"Bicubic itself reaches {plain(base)}."
        + (f" Left out, since their weights have changed since: {plain(', '.join(left_out))}." if left_out else "")
    )


def _least(name: str, found: sr.DegradationMatrix, method: str) -> str:
    gain, text = min(zip(found.gains(method), found.degradations, strict=True))
    return f"{name} gains least with {text}: {decibel(gain, signed=True)}."
