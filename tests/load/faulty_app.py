"""The app, in which pictures 33 pixels wide run out of memory and pictures 34 pixels wide meet a defect."""

from pathlib import Path

import streamlit as st

import sr_core as sr

FAULTS = {33: MemoryError(), 34: KeyError("a defect")}


def faulty(image: sr.DecodedImage, *args: object, **options: object) -> sr.UpscaleResult:
    """Stand in for `sr.upscale`."""
    if image.width in FAULTS:
        raise FAULTS[image.width]
    return sr.engine.upscale.upscale(image, *args, **options)


sr.upscale = faulty  # for all sessions
app = st.App(Path(__file__).resolve().parents[2] / "home.py")
