"""A small network that estimates, from local features, how large the error of a pixel may be."""

from dataclasses import dataclass

import numpy as np

FLOOR = 0.25
"""Level of 255 that is added to features and errors before their logarithm is taken."""
_ROWS = 65_536
"""Pixels of the input that are estimated at once."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorHead:
    """A perceptron on the logarithms of features, relative to their mean.

    With all features, its estimate grows in proportion, but for `FLOOR`: so that it holds for faint and for strong
    contrasts, and for values of any unit.
    """

    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    """(weights (outputs, inputs), biases (outputs,)) of each layer, float32; rectified linear units between them."""

    def estimate(self, features: np.ndarray) -> np.ndarray:
        """Estimate the error that 90 % of the pixels of training pictures stay below.

        Args:
            features: (h, w, F) of `local_features`.

        Returns:
            (h, w) float32 in 255ths of the input's value range, above 0.
        """
        height, width, count = features.shape
        flat = features.reshape(-1, count)
        found = [self._estimate(flat[start : start + _ROWS]) for start in range(0, len(flat), _ROWS)]
        return np.concatenate(found).reshape(height, width)

    def _estimate(self, features: np.ndarray) -> np.ndarray:
        values, mean = relative_logarithms(features)
        for number, (weights, biases) in enumerate(self.layers):
            values = (values if number == 0 else np.maximum(values, 0)) @ weights.T + biases
        return np.maximum(np.exp(np.minimum(values[:, 0] + mean, 20)) - FLOOR / 2, FLOOR / 2)


def relative_logarithms(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the head sees of (N, F) features: their logarithms minus the mean of these, and that mean (N,)."""
    logarithms = np.log(features + np.float32(FLOOR))
    mean = logarithms.mean(axis=1)
    return logarithms - mean[:, None], mean
