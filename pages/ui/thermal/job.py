"""One run on a thermogram: from the first shrink to the last error, in its turn, with its progress."""

import numpy as np
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..photo.job import LOADING, tick_text
from ..workbench.run_view import RunView
from ..workbench.work import Told, follow
from .outcome import COMPARED, ThermalOutcome
from .picture import Thermogram, phantom
from .settings import ThermalSettings

SMALLEST = 8
"""Pixels that a side of the input needs: less is no picture to enlarge, nor to measure inside the border."""


def enlarge_thermogram(thermogram: Thermogram, settings: ThermalSettings, beside: DeltaGenerator) -> ThermalOutcome:
    """Run a job with a progress bar, or follow the one that runs.

    Args:
        thermogram: what was brought.
        settings: what is asked for.
        beside: an empty place at the top of the result's column; see `RunView`.

    Raises:
        SRError: if the thermogram cannot be enlarged or tested like this.
    """
    side = SMALLEST * (settings.scale if settings.test else 1)
    if min(thermogram.image.height, thermogram.image.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {thermogram.image.shape_text}; take a larger thermogram"
        )
    if thermogram.simulated:
        phantom(settings.scale, 0.0)  # here, since a thread has no access to what Streamlit caches with a spinner
    view = RunView(beside, LOADING)
    try:
        return follow(run_of(thermogram, settings), LOADING, lambda told: _run(thermogram, settings, told), view)
    finally:
        view.clear()


def run_of(thermogram: Thermogram, settings: ThermalSettings) -> tuple[str, ThermalSettings]:
    """Return what makes two runs the same."""
    return thermogram.digest, settings


def _run(thermogram: Thermogram, settings: ThermalSettings, told: Told) -> ThermalOutcome:
    def tick(progress: sr.Progress) -> None:
        told.progress(progress.fraction, tick_text(progress))

    told.progress(0.0, "Enlarging")
    scale, reference = settings.scale, None
    lr = thermogram.image
    if settings.test:
        reference = sr.crop_to_scale(lr, scale)
        lr = sr.degrade(reference, sr.Degradation(scale=scale))
    elif thermogram.simulated:
        reference = phantom(scale, 0.0)
    result = sr.upscale(lr, settings.method, scale=scale, options=settings.options, on_progress=tick)
    told.progress(1.0, "Making bicubic and Lanczos to compare with")
    plain = {name: sr.upscale(lr, name, scale=scale).image for name in sr.INTERPOLATIONS}
    images = {"sr": result.image, **plain}
    told.progress(1.0, "Measuring")
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
