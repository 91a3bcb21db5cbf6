"""One run on a thermogram: from the first shrink to the last error, in its turn, with its progress."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from .gate import gate
from .job import tick_text
from .thermal_outcome import COMPARED, ThermalOutcome
from .thermal_picture import Thermogram, phantom
from .thermal_settings import ThermalSettings

SMALLEST = 8
"""Pixels that a side of the input needs: less is no picture to enlarge, nor to measure inside the border."""


def enlarge_thermogram(thermogram: Thermogram, settings: ThermalSettings) -> ThermalOutcome:
    """Run a job with a progress bar; each tick lets Streamlit stop it when a widget changes or the tab closes.

    Raises:
        SRError: if the thermogram cannot be enlarged or tested like this.
    """
    side = SMALLEST * (settings.scale if settings.test else 1)
    if min(thermogram.image.height, thermogram.image.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {thermogram.image.shape_text}; take a larger thermogram"
        )
    bar = st.progress(0.0, text="Loading the network")

    def wait(ahead: int) -> None:
        bar.progress(0.0, text=f"Waiting: {ahead} {'picture' if ahead == 1 else 'pictures'} ahead of yours")

    try:
        with gate().turn(wait):
            return _run(thermogram, settings, bar)
    finally:
        bar.empty()


def _run(thermogram: Thermogram, settings: ThermalSettings, bar: DeltaGenerator) -> ThermalOutcome:
    def tick(progress: sr.Progress) -> None:
        bar.progress(progress.fraction, text=tick_text(progress))

    bar.progress(0.0, text="Enlarging")
    scale, reference = settings.scale, None
    lr = thermogram.image
    if settings.test:
        reference = sr.crop_to_scale(lr, scale)
        lr = sr.degrade(reference, sr.Degradation(scale=scale))
    elif thermogram.simulated:
        reference = phantom(scale, 0.0)
    result = sr.upscale(lr, settings.method, scale=scale, options=settings.options, on_progress=tick)
    bar.progress(1.0, text="Making bicubic and Lanczos to compare with")
    plain = {name: sr.upscale(lr, name, scale=scale).image for name in sr.INTERPOLATIONS}
    images = {"sr": result.image, **plain}
    bar.progress(1.0, text="Measuring")
    errors = {}
    if reference is not None:
        if result.correction is not None and result.correction.iterations:
            images["uncorrected"] = result.steps[-1] if result.steps else plain[settings.method]
        errors = {side: sr.temperature_error(image, reference) for side, image in images.items()}
    return ThermalOutcome(
        settings=settings,
        digest=thermogram.digest,
        lr=lr,
        reference=reference,
        result=result,
        bicubic=plain["bicubic"],
        lanczos=plain["lanczos"],
        mismatch={side: _mismatch(images[side], lr, scale) for side in COMPARED},
        errors=errors,
    )


def _mismatch(image: sr.DecodedImage, lr: sr.DecodedImage, scale: int) -> tuple[float, float]:
    """Return the mean and the largest absolute difference between the shrunk image and the input, degC."""
    difference = np.abs(sr.degrade(image, sr.Degradation(scale=scale)).pixels - lr.pixels)
    return float(np.nanmean(difference)), float(np.nanmax(difference))
