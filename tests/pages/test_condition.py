"""An upload's condition is measured, said, and a soft one is made smaller on request."""

import numpy as np
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo

from ..support.scenes import dead_leaves, decoded, resized, saved
from ..support.visitor import kept_by, open_page, texts, upload


def brought(data: bytes, name: str) -> AppTest:
    at = upload(open_page("home.py"), name, data)
    assert not at.exception
    return at


def test_a_sharp_picture_is_passed_without_a_word_and_a_sample_is_not_measured() -> None:
    at = brought(sr.encode(decoded(dead_leaves(200)), "png"), "sharp.png")
    assert not at.info
    at.button(key="home_sample_cat").click().run()
    assert kept_by(at, Photo).picture.condition is None


def test_a_jpeg_of_low_quality_is_named_by_its_quality() -> None:
    at = brought(saved(dead_leaves(200), 35)[1], "old.jpg")
    assert "saved as a JPEG of quality 35 out of 100" in texts(at)


def test_a_picture_enlarged_before_is_made_smaller_on_request() -> None:
    small = decoded(dead_leaves(120))
    large = sr.repeat_pixels(small, 2)
    at = brought(sr.encode(large, "png"), "large.png")
    assert "enlarged by 2 before, by repeating its pixels" in texts(at)
    at.button(key="home_smaller").click().run()
    picture = kept_by(at, Photo).picture
    np.testing.assert_array_equal(picture.image.pixels, small.pixels)
    assert "enlarged by 2 before" not in texts(at)


def test_a_soft_photograph_shrinks_to_the_size_on_the_button() -> None:
    large = decoded(resized(dead_leaves(160), 3))
    at = brought(sr.encode(large, "png"), "soft.png")
    height, width = kept_by(at, Photo).picture.condition.filled_size
    button = at.button(key="home_smaller")
    assert f"{width:,} x {height:,}" in button.label
    button.click().run()
    assert kept_by(at, Photo).picture.image.shape_text == f"{width} x {height}"
