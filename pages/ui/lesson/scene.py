"""Pictures of the lesson: a sample, shrunk and enlarged again by a method, with its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

import sr_core as sr

from ..photo.samples import sample_image
from ..shell.display import png
from ..shell.gate import gate
from ..workbench.methods import title

SCALE = 4
"""Scale of the lesson."""
CLEAN = sr.Degradation(scale=SCALE)
"""Degradation that the networks were trained on."""
SPOILED = sr.Degradation(scale=SCALE, noise_sigma=8.0, jpeg_quality=40)
"""Degradation as of a photograph sent by a messenger: noise of the camera and strong compression."""
REFERENCE, BRIGHTER = "reference", "brighter"
"""Sides that no method makes: the sample itself, and a brighter copy of it with the PSNR of bicubic."""


@dataclass(frozen=True, slots=True)
class Side:
    """One picture of a step, with what was measured of it against the sample."""

    name: str
    """Name shown above it."""
    png: bytes
    """The picture as the viewer takes it."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """PSNR, SSIM, MAE, GMSD and the perceptual measures; empty for the reference."""
    protocol: str = ""
    """How PSNR was measured."""


@st.cache_data(show_spinner="The sample is being enlarged", max_entries=48)
def side(sample: str, what: str, degradation: sr.Degradation) -> Side:
    """Return one side of a step; a sample is nobody's picture, so all sessions share it."""
    reference = sr.crop_to_scale(sample_image(sample), SCALE)
    if what == REFERENCE:
        return Side("Reference", png(reference))
    if what == BRIGHTER:
        wanted = side(sample, "bicubic", degradation).figures["PSNR"]
        image, levels = sr.brightened_to(reference, wanted, crop_border=SCALE)
        name, scores = f"Reference, {levels} levels brighter", sr.score(image, reference, crop_border=SCALE)
    else:
        with gate().turn(lambda ahead: None):
            made = sr.enlarge(reference, sr.Task(what, SCALE, degradation))
        name, image, scores = title(what), made.result.image, made.scores["sr"]
    looks = sr.perception(image, reference, crop_border=SCALE)
    measured = (*scores, sr.gradient_similarity(image, reference, crop_border=SCALE), *looks)
    figures = {score.name: score.value for score in measured if score.name != "MSE"}
    return Side(name, png(image), figures, str(scores[0].protocol))
