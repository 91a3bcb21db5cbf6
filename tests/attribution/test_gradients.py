"""Integrated gradients against finite differences, in double precision and with a blur of another library."""

from itertools import pairwise

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from torch import nn

from sr_core.architectures import build
from sr_core.attribution.blur_path import BLUR_REACH, SIGMA, blurred
from sr_core.attribution.gradients import integrate, patch_detail

PATCH = (6, 8, 5, 4)
SIDE = 9


def small_net() -> nn.Module:
    layers = nn.Conv2d(2, 6, 3, padding=1), nn.Tanh(), nn.Conv2d(6, 8, 3, padding=1), nn.PixelShuffle(2)
    return nn.Sequential(*layers).double().requires_grad_(False)


def planes() -> np.ndarray:
    return np.random.default_rng(0).random((1, 2, SIDE + 2 * BLUR_REACH, SIDE + 2 * BLUR_REACH))


def soft(values: np.ndarray, sigma: float) -> np.ndarray:
    """Blur by SciPy's own Gaussian of the same radius."""
    both = (0, 0, sigma, sigma)
    return gaussian_filter(values, both, radius=(0, 0, BLUR_REACH, BLUR_REACH))[
        ..., BLUR_REACH:-BLUR_REACH, BLUR_REACH:-BLUR_REACH
    ]


def detail_of(net: nn.Module, values: np.ndarray) -> float:
    """Detail of the patch, written with loops."""
    answer = net(torch.from_numpy(values)).numpy()
    top, left, height, width = PATCH
    total = 0.0
    for channel in answer[0]:
        for row in range(top, top + height):
            for column in range(left, left + width):
                down = channel[row + 1, column] - channel[row, column]
                right = channel[row, column + 1] - channel[row, column]
                total += np.hypot(down, right)
    return total


def test_blur_is_scipys_gaussian() -> None:
    for sigma in (0.05, 0.4, SIGMA):
        np.testing.assert_allclose(blurred(planes(), sigma), soft(planes(), sigma), rtol=0, atol=1e-12)


def test_detail_is_that_of_a_loop() -> None:
    net, values = small_net(), blurred(planes(), 0.0)
    assert np.isclose(patch_detail(net(torch.from_numpy(values)), PATCH).item(), detail_of(net, values), rtol=1e-12)


def test_flat_patch_has_no_detail_and_no_gradient() -> None:
    flat = torch.full((1, 1, 8, 8), 0.5, requires_grad=True)
    patch_detail(flat, (1, 1, 4, 4)).backward()
    assert flat.grad is not None
    assert flat.grad.abs().max() == 0


def test_influence_is_that_of_finite_differences() -> None:
    net, around, steps, step = small_net(), planes(), 4, 1e-6
    found, detail, blurred_detail = integrate(net, around, PATCH, steps=steps)
    expected = np.zeros_like(found)
    ends = np.linspace(SIGMA, 0.0, steps + 1)
    for first, last in pairwise(ends):
        middle = soft(around, (first + last) / 2)
        change = soft(around, last) - (soft(around, first))
        for place in np.ndindex(middle.shape):
            up, low = middle.copy(), middle.copy()
            up[place] += step
            low[place] -= step
            slope = (detail_of(net, up) - detail_of(net, low)) / (2 * step)
            expected[place] += slope * change[place]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-7 * np.abs(expected).max() + 1e-8)
    assert np.isclose(detail, detail_of(net, soft(around, 0.0)))
    assert np.isclose(blurred_detail, detail_of(net, soft(around, SIGMA)))


def test_influence_sums_to_the_difference_it_explains() -> None:
    """Completeness (Sundararajan et al., 2017), more exact with more steps."""
    net = small_net()
    for steps, most in ((10, 1e-2), (200, 1e-4)):
        found, detail, blurred_detail = integrate(net, planes(), PATCH, steps=steps)
        assert abs(detail - blurred_detail) > 0.01
        assert abs(found.sum() - (detail - blurred_detail)) < most * abs(detail - blurred_detail)


def test_influence_is_zero_outside_the_receptive_field_of_srcnn() -> None:
    scale, side, (top, left, height, width) = 2, 40, (36, 40, 6, 4)
    net = build("srcnn", scale=scale, config={"n_feats": 4, "n_mapping": 4}).requires_grad_(False)
    around = np.random.default_rng(1).random((1, 1, side + 2 * BLUR_REACH, side + 2 * BLUR_REACH)).astype(np.float32)
    found, _, _ = integrate(net, around, (top, left, height, width), steps=3)
    # 9-5-5 convolutions reach 4 + 2 + 2 pixels of the result, the gradient one more; bicubic reaches 2 of the input.
    rows, columns = (
        slice((first - 8) // scale - 2, (first + length + 8) // scale + 2 + 1)
        for first, length in ((top, height), (left, width))
    )
    assert np.all(found[..., rows, columns].any(axis=(0, 1, 3))[2:-2])
    outside = found.copy()
    outside[..., rows, columns] = 0
    assert not outside.any()


def test_every_step_is_told() -> None:
    told: list[int] = []
    integrate(small_net(), planes(), PATCH, steps=3, on_step=told.append)
    assert told == [1, 2, 3]
