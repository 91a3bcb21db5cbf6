"""The classifier run with numpy, so that the app needs no PyTorch: scores for each of the ten digits.

The same network as `architectures/digit_cnn.py`, whose names its weights have.
"""

from collections.abc import Mapping

import numpy as np

from ..checkpoints.folder import read_tensors
from ..errors import CheckpointError
from ..types import DIGIT_SIDE
from .card import ClassifierCard

_BATCH = 64
"""Digits read at once: 40 MB of unfolded windows."""
_SHAPES = {
    "first.weight": (32, 1, 5, 5),
    "first.bias": (32,),
    "second.weight": (64, 32, 5, 5),
    "second.bias": (64,),
    "hidden.weight": (None, 64 * (DIGIT_SIDE // 4) ** 2),
    "hidden.bias": (None,),
    "scores.weight": (10, None),
    "scores.bias": (10,),
}
"""Tensor -> its shape; None for the number of hidden units."""


class Classifier:
    """A classifier, ready to read digits.

    Classifier(find_classifier()).read(digits.pixels)      # (N,) uint8, what each is read as
    """

    def __init__(self, card: ClassifierCard) -> None:
        """Load the weights.

        Raises:
            CheckpointError: if they are missing, damaged, or not those of the card.
        """
        self._weights = read_tensors(card.folder, card.sha256)
        _check_shapes(card.id, self._weights)

    def read(self, pixels: np.ndarray) -> np.ndarray:
        """Return what each digit is read as.

        Args:
            pixels: (N, 28, 28) uint8, bright on black.

        Returns:
            (N,) uint8 from 0 to 9.
        """
        return self.scores(pixels).argmax(axis=1).astype(np.uint8)

    def scores(self, pixels: np.ndarray) -> np.ndarray:
        """Return the scores (N, 10) float32 of digits (N, 28, 28) uint8; the highest is what a digit is read as."""
        batches = [self._scores(pixels[n : n + _BATCH]) for n in range(0, len(pixels), _BATCH)]
        return np.concatenate(batches) if batches else np.empty((0, 10), np.float32)

    def _scores(self, pixels: np.ndarray) -> np.ndarray:
        x = pixels[..., None].astype(np.float32) / np.float32(255.0)  # (N, H, W, C)
        for name in ("first", "second"):
            x = _pooled(np.maximum(self._convolved(x, name), 0.0))
        x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)  # channels first, as the weights were trained
        for name in ("hidden", "scores"):
            x = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
            x = np.maximum(x, 0.0) if name == "hidden" else x
        return x

    def _convolved(self, x: np.ndarray, name: str) -> np.ndarray:
        """Convolve (N, H, W, C) with 5 x 5 filters, zeros beyond the edge."""
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        n, height, width, channels = x.shape
        padded = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)))
        windows = np.empty((n, height, width, 5, 5, channels), np.float32)
        for row, column in np.ndindex(5, 5):
            windows[:, :, :, row, column] = padded[:, row : row + height, column : column + width]
        columns = windows.reshape(n * height * width, -1)
        filters = weight.transpose(0, 2, 3, 1).reshape(len(weight), -1)
        answer: np.ndarray = columns @ filters.T + bias
        return answer.reshape(n, height, width, -1)


def _pooled(x: np.ndarray) -> np.ndarray:
    """Return the maximum of each 2 x 2 pixels of (N, H, W, C)."""
    n, height, width, channels = x.shape
    maxima: np.ndarray = x.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
    return maxima


def _check_shapes(classifier_id: str, weights: Mapping[str, np.ndarray]) -> None:
    hidden = len(weights["hidden.bias"]) if "hidden.bias" in weights else 0
    wanted = {name: tuple(hidden if n is None else n for n in shape) for name, shape in _SHAPES.items()}
    found = {name: value.shape for name, value in weights.items()}
    wrong = [name for name in sorted({*wanted, *found}) if wanted.get(name) != found.get(name)]
    if wrong:
        raise CheckpointError(
            f"{classifier_id}: expected {wanted.get(wrong[0], 'none')} as {wrong[0]!r}, found "
            f"{found.get(wrong[0], 'none')}; export the classifier again"
        )
