"""Feature distance: how far two pictures are apart as a small network trained on ImageNet sees them.

The form is that of Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018,
equation 1 with all weights 1: at each position of a layer, both vectors of features are scaled to length 1, and the
squares of their difference are summed over channels; the mean over positions is taken, then that over layers. It is not
LPIPS: LPIPS weighs the channels of other networks by judgements of people, which were not at hand for this one.

The features are those of EfficientNet-Lite0 (Tan and Le, 2019; TensorFlow's release of 2020, Apache-2.0) after its
first convolution and after the depthwise convolutions of its blocks 0, 2 and 4, at 1/2, 1/2, 1/4 and 1/8 of the side.
Their weights, with the batch normalisation multiplied into them, are in features.safetensors, which
`python -m tests.bench.feature_weights` makes.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from ..errors import MetricError
from ..openvino_import import import_openvino
from .pairs import cropped_pair

WEIGHTS = Path(__file__).with_name("features.safetensors")
"""Weights of the convolutions, float32: "stem", and of each block "expand", "depthwise" and "project"."""
STRIDES = (1, 2, 1, 2, 1)
"""Strides of the blocks 0 to 4."""
COMPARED = (0, 2, 4)
"""Blocks whose depthwise features are compared, beside those of the stem."""
GRID = 8
"""Pixels of the coarsest layer's step: sides are cut to a multiple of it."""
SMALLEST_FOR_FEATURES = 64
"""Shortest side that says anything, in pixels inside the border."""
_SIDE = 512
_MARGIN = 64
"""Margin of a window in pixels; the features of block 4 see 51 pixels around their own."""


def feature_distance(sr: np.ndarray, hr: np.ndarray, *, crop_border: int) -> float:
    """Return the feature distance of two (H, W, 3) RGB pictures in [0, 1]: 0 if they are equal, larger is worse.

    Sides inside the border are cut to a multiple of 8 on the right and below. Pictures enlarged by 4 have about 0.1 to
    0.25. Memory is that of a window of 512 x 512 pixels.

    Raises:
        MetricError: if the shapes differ or a side inside the border is shorter than 64 pixels.
    """
    sr, hr = cropped_pair(sr, hr, crop_border)
    height, width = (side // GRID * GRID for side in hr.shape[:2])
    if min(height, width) < SMALLEST_FOR_FEATURES:
        raise MetricError(
            f"the feature distance needs at least {SMALLEST_FOR_FEATURES} x {SMALLEST_FOR_FEATURES} pixels inside the "
            f"border, found {hr.shape[0]} x {hr.shape[1]}"
        )
    sums, counts = np.zeros(1 + len(COMPARED)), np.zeros(1 + len(COMPARED))
    for rows in _windows(height):
        for columns in _windows(width):
            for layer, (a, b) in enumerate(zip(*(_unit_features(x, rows, columns) for x in (sr, hr)), strict=True)):
                found = np.square(a - b).sum(axis=0, dtype=np.float64)
                sums[layer] += found.sum()
                counts[layer] += found.size
    return float(np.mean(sums / counts))


def _windows(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, stop, first, last) of the windows along an axis: pixels that are seen, and those that count."""
    first = 0
    while first < length:
        start = max(0, min(first - _MARGIN, length - _SIDE))
        stop = min(start + _SIDE, length)
        last = length if stop == length else stop - _MARGIN
        yield start, stop, first, last
        first = last


def _unit_features(
    picture: np.ndarray, rows: tuple[int, int, int, int], columns: tuple[int, int, int, int]
) -> list[np.ndarray]:
    """Return the features of a window's core, of each layer (C, H, W) float32, each position's of length 1."""
    seen = picture[rows[0] : rows[1], columns[0] : columns[1]].astype(np.float32)
    request, found = _network().create_infer_request(), []
    for values in request.infer(np.ascontiguousarray(seen.transpose(2, 0, 1))[None]).values():
        step = seen.shape[0] // values.shape[2]
        down, across = (
            slice((first - start) // step, (last - start) // step) for start, _, first, last in (rows, columns)
        )
        core = values[0, :, down, across]
        found.append(core / (np.sqrt(np.square(core).sum(axis=0)) + 1e-10))
    return found


@lru_cache(maxsize=1)
def _network() -> Any:
    """Compile the network for pictures of any size; threads may share it, each with requests of its own."""
    openvino = import_openvino()
    op, weights = openvino.opset13, load_file(WEIGHTS)

    def conv(x: Any, name: str, stride: int = 1) -> Any:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        depthwise = weight.shape[1] == 1
        convolve = op.group_convolution if depthwise else op.convolution
        kernel = weight[:, None] if depthwise else weight
        # As TensorFlow's SAME for sides that the stride divides: the odd pixel of padding is on the right and below.
        padding = weight.shape[2] - stride if weight.shape[2] > 1 else 0
        ends = [padding // 2] * 2, [padding - padding // 2] * 2
        return op.add(convolve(x, kernel, [stride] * 2, *ends, [1, 1]), bias.reshape(1, -1, 1, 1))

    picture = op.parameter([1, 3, -1, -1], np.float32)
    x = op.clamp(conv(op.divide(op.subtract(picture, np.float32(0.498)), np.float32(0.502)), "stem", 2), 0.0, 6.0)
    compared = [x]
    for number, stride in enumerate(STRIDES):
        wide = x if number == 0 else op.clamp(conv(x, f"{number}.expand"), 0.0, 6.0)
        wide = op.clamp(conv(wide, f"{number}.depthwise", stride), 0.0, 6.0)
        if number in COMPARED:
            compared.append(wide)
        if number == max(COMPARED):
            break
        narrow = conv(wide, f"{number}.project")
        x = op.add(x, narrow) if stride == 1 and number > 0 else narrow
    options = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    return openvino.Core().compile_model(openvino.Model(compared, [picture]), "CPU", options)
