"""Sample pictures that are installed with scikit-image, so that none has to be downloaded."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import streamlit as st

import sr_core as sr

from ..shell.display import image_html

LONGEST = 384
"""Side in pixels to which samples are cut, so that a small machine enlarges them in seconds."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample picture."""

    file: str
    """Name in skimage/data."""
    title: str
    """Name on the button."""
    alt: str
    """Alternative text: what the picture shows."""
    top: int
    """First row of the cut."""
    left: int
    """First column of the cut."""


SAMPLES: dict[str, Sample] = {
    "coffee": Sample("coffee.png", "Coffee", "A cup of coffee with a spoon on a wooden table", 8, 130),
    "astronaut": Sample("astronaut.png", "Portrait", "Portrait of the astronaut Eileen Collins", 0, 40),
    "cat": Sample("chelsea.png", "Cat", "Face of a ginger cat", 0, 60),
    "rocket": Sample("rocket.jpg", "Rocket", "A rocket on its launch pad at night", 40, 150),
    "camera": Sample("camera.png", "Camera", "A man with a film camera, grey picture", 40, 60),
    "retina": Sample("retina.jpg", "Retina", "Photograph of the back of an eye with its vessels", 470, 90),
}


@st.cache_data(show_spinner=False, max_entries=len(SAMPLES))
def sample_image(name: str) -> sr.DecodedImage:
    """Decode a sample and cut it to at most LONGEST x LONGEST pixels."""
    sample = SAMPLES[name]
    picture = sr.decode(files("skimage.data").joinpath(sample.file).read_bytes(), f"{name}.png")
    return sr.Part(sample.top, sample.left, LONGEST, LONGEST).of(picture)


@st.cache_data(show_spinner=False, max_entries=len(SAMPLES))
def _thumbnail_html(name: str) -> str:
    image = sample_image(name)
    square = sr.Part.square(image, min(image.height, image.width), across=0.0, down=0.0).of(image)
    return image_html(sr.thumbnail(square, 128), SAMPLES[name].alt)


def sample_gallery(page: str, chosen: str, choose: Callable[[str], None]) -> None:
    """Show the samples, the chosen one marked.

    Args:
        page: beginning of the widgets' keys.
        chosen: name of the sample that is shown now; any other text marks none.
        choose: called with the name of the one whose button is pressed, before the page runs.
    """
    grid = st.grid(len(SAMPLES), min_column_width=50, gap="xsmall")
    for name, sample in SAMPLES.items():
        with grid.cell(), st.container(gap="xxsmall"):
            st.html(_thumbnail_html(name))
            key = f"{page}_sample_{name}"
            label = f"**:primary[{sample.title}]**" if name == chosen else sample.title
            st.button(label, key=key, type="tertiary", width="stretch", on_click=choose, args=(name,))
