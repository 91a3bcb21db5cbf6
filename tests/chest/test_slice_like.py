import numpy as np

import sr_core as sr


def disc(radius: float) -> sr.DecodedImage:
    down, across = np.mgrid[-1:1:300j, -1:1:300j]
    return sr.DecodedImage(np.where(np.hypot(down, across) < radius, 180, 3).astype(np.uint8)[..., None])


def test_a_body_in_air_is_like_a_slice() -> None:
    assert sr.chest.is_slice_like(disc(0.8))


def test_a_body_that_reaches_the_rim_is_not() -> None:
    assert not sr.chest.is_slice_like(disc(1.3))


def test_the_simulated_chest_is_not() -> None:
    assert not sr.chest.is_slice_like(sr.chest.chest_phantom(256))
