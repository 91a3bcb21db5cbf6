from dataclasses import replace

import pytest

from sr_core.condition.condition import Condition
from sr_core.condition.content import Content
from sr_core.condition.findings import findings
from sr_core.condition.jpeg_tables import JpegQuality
from sr_core.condition.periods import Blocks

PHOTO = Content(common=0.1, hard=0.1)
SCREEN = Content(common=0.9, hard=0.9)
CLEAN = Condition(3000, 4000, None, Blocks(0.0, 0, 0), 0.5, 0.5, 1, PHOTO)


def test_clean_sharp_photo_has_no_findings() -> None:
    assert findings(CLEAN) == ()
    assert findings(replace(CLEAN, jpeg=JpegQuality(95, True, 2))) == ()


@pytest.mark.parametrize(("standard", "quality"), [(True, "quality 42"), (False, "quality about 42")])
def test_jpeg_is_named_by_its_quality_and_blocks(standard: bool, quality: str) -> None:
    found = findings(replace(CLEAN, jpeg=JpegQuality(42, standard, 2), blocks=Blocks(0.3, 0, 0)))
    assert found == (f"This photo was saved as a JPEG of {quality} out of 100; its 8 x 8 blocks show.",)


def test_blocks_of_an_earlier_jpeg_are_named_without_a_quality() -> None:
    (found,) = findings(replace(CLEAN, blocks=Blocks(0.3, 2, 5)))
    assert found == "This photo was compressed before, as a JPEG is; 8 x 8 blocks show in its pixels."


def test_noise_is_named_in_grey_levels() -> None:
    (found,) = findings(replace(CLEAN, noise=7.8))
    assert "varies by about 8 grey levels (0-255)" in found


def test_soft_photo_gets_the_size_to_shrink_it_to() -> None:
    (found,) = findings(replace(CLEAN, blur=1.25))
    assert found == (
        "This photo holds about 40 % of the detail per side that its pixels could. Make it smaller first, "
        "1,600 x 1,200."
    )


def test_repeated_pixels_are_named_by_their_factor() -> None:
    (found,) = findings(replace(CLEAN, repeat=4))
    assert found == (
        "This picture was enlarged by 4 before, by repeating its pixels. Make it smaller first, 1,000 x 750."
    )


def test_graphic_is_called_a_picture_and_its_tones_no_noise() -> None:
    (found,) = findings(replace(CLEAN, content=SCREEN, noise=9.0))
    assert found == "This looks like a screenshot, a text or a drawing. The networks were trained on photographs."
