"""Figures of each method on each picture, and the pictures on which a network is worse than bicubic."""

import csv
import io
import math
from collections.abc import Mapping, Sequence

import streamlit as st

import sr_core as sr

from ..plots.bars import show_bars
from ..plots.plot import Axis
from ..shell.address import Word, say_refused
from ..shell.text import decibel, plain

GAIN = "Gain over bicubic, dB"
Images = Mapping[str, Sequence[sr.ImageResult]]
"""Name of a method for people -> its results, one for each picture."""


def show_images(images: Images, protocol: str, *, key: str, linked: bool = False) -> None:
    """Show the choice of a picture and the figures of each method on it.

    Args:
        images: results of each method.
        protocol: protocol of the figures.
        key: key of the choice.
        linked: True for pictures of a set, whose names may be in the address; a visitor's own never are.
    """
    names = list(dict.fromkeys(image.name for results in images.values() for image in results))
    if not names:
        st.info("Results for single pictures were not kept.")
        return
    st.markdown(_losses(images, len(names)))
    word = Word("picture", key, {name: name for name in names}, names[0])
    if linked:
        word.follow()
    chosen = st.selectbox("Picture", names, key=key, width=420, persist_state="session")
    if linked:
        word.share(str(chosen))
        say_refused("picture")
    found = {method: r for method, results in images.items() for r in results if r.name == chosen}
    gains = {method: r.gain for method, r in found.items() if math.isfinite(r.gain)}
    left, right = st.columns(2, gap="large")
    with left:
        show_bars(gains, x=Axis(GAIN), name=f"Gain on {chosen}", alt=_said(str(chosen), gains), key=f"{key}_plot")
    with right:
        st.dataframe(
            [_row(method, r) for method, r in sorted(found.items(), key=lambda item: -item[1].psnr)],
            hide_index=True,
            height="content",
            placeholder="–",
            column_config={
                "PSNR, dB": st.column_config.NumberColumn(format="%.2f"),
                GAIN: st.column_config.NumberColumn(format="%+.2f"),
                "SSIM": st.column_config.NumberColumn(format="%.4f"),
            },
        )
        bicubic = next(iter(found.values()))
        st.caption(
            f"On {plain(str(chosen))}, bicubic has a PSNR of {decibel(bicubic.bicubic_psnr)} and an SSIM of "
            f"{bicubic.bicubic_ssim:.4f}. "
            f"Protocol: {plain(protocol)}."
        )


def images_csv(images: Images, scale: int, set_name: str, protocol: str) -> bytes:
    """Write the figures of every method on every picture of a set, with their protocol."""
    text = io.StringIO()
    columns = ("scale", "set", "method", "picture", "psnr", "ssim", "mae", "bicubic_psnr", "bicubic_ssim", "protocol")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for method, results in images.items():
        for r in results:
            figures = (r.psnr, r.ssim, r.mae, r.bicubic_psnr, r.bicubic_ssim)
            writer.writerow((scale, set_name, method, r.name, *figures, protocol))
    return text.getvalue().encode()


def _row(method: str, result: sr.ImageResult) -> dict[str, object]:
    return {
        "Method": method,
        "PSNR, dB": result.psnr,
        GAIN: result.gain,
        "SSIM": result.ssim,
        "Against bicubic": "worse" if result.gain < 0 else "better" if result.gain > 0 else "equal",
    }


def _losses(images: Images, total: int) -> str:
    """Say where methods are below bicubic: "**Below bicubic in PSNR:** SRGAN x4 on 3 of 14 pictures."."""
    found = {"PSNR": lambda r: r.gain < 0, "SSIM": lambda r: round(r.ssim, 4) < round(r.bicubic_ssim, 4)}
    texts = []
    for name, is_worse in found.items():
        lost = {method: sum(map(is_worse, results)) for method, results in images.items()}
        parts = [f"{plain(method)} on {n} of {total}" for method, n in lost.items() if n]
        if parts:
            texts.append(f"**Below bicubic in {name}:** {', '.join(parts)} pictures.")
    return "  \n".join(texts) or f"No method is below bicubic on any of these {total} pictures, in PSNR or SSIM."


def _said(picture: str, gains: Mapping[str, float]) -> str:
    ordered = sorted(gains.items(), key=lambda item: -item[1])
    return f"Gain in PSNR over bicubic on {picture}: " + ", ".join(f"{m} {decibel(g, signed=True)}" for m, g in ordered)
