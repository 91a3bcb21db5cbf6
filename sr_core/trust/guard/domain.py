"""A domain: training pictures as a few hundred numbers, and how unlike them another picture is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import layout
from .texture import ONE_SIDED, TEXTURE

DESCRIBED = layout.LAYOUT_SIZE + len(TEXTURE)
"""Length of the description of a picture: its layout, then its texture."""
PLACES_OF_LAYOUT = tuple(range(layout.LAYOUT_SIZE))
"""Places of the layout in a description."""
_SHRINKAGE = {True: 0.5, False: 0.2}
"""Share of the mean variance in a covariance, with the layout and without: it can be inverted whatever the number of
pictures, and a layout of few cells is not trusted to the last edge."""


_SHARE = 98
"""Percentile of a test over pictures of the kind that becomes 1; the median becomes 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Rival:
    """Another kind of picture, and the line along which this kind is told from it."""

    name: str
    """What the others are, a key of `guard.RIVALS`: "thermogram", "noise"."""
    places: tuple[int, ...]
    """Places in the description that are looked at."""
    weights: np.ndarray
    """(len(places),) of the unlikeness: the larger, the more like the rival and the less like this kind."""

    def unlikeness(self, descriptions: np.ndarray) -> np.ndarray:
        """Return the unlikeness (...,) of descriptions (..., DESCRIBED)."""
        return np.asarray(descriptions[..., list(self.places)] @ self.weights)


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """The usual texture, and the distance from it."""

    means: np.ndarray
    """(25,)."""
    precision: np.ndarray
    """(25, 25): inverse of the covariance, shrunk."""

    def unlikeness(self, descriptions: np.ndarray) -> np.ndarray:
        """Return the Mahalanobis distance (...,) of descriptions (..., DESCRIBED)."""
        away = self._away(descriptions)
        return np.sqrt(np.maximum(np.einsum("...i,ij,...j->...", away, self.precision, away), 0.0))

    def farthest(self, description: np.ndarray) -> tuple[str, bool]:
        """Return the name of the feature that contributes most to the distance, and whether it is larger than usual."""
        away = self._away(description)
        n = int(np.argmax(away * (self.precision @ away)))
        return list(TEXTURE)[n], bool(away[n] > 0)

    def _away(self, descriptions: np.ndarray) -> np.ndarray:
        away = np.array(descriptions[..., layout.LAYOUT_SIZE :] - self.means)
        single = [list(TEXTURE).index(name) for name in ONE_SIDED]
        away[..., single] = np.maximum(away[..., single], 0.0)
        return away


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """What is known of a kind of picture, fitted to training pictures and calibrated on others of the same kind."""

    rivals: tuple[Rival, ...]
    """Kinds that this kind is told from."""
    usual: Usual | None
    """The usual texture; None where programs that process a picture change it too much."""
    medians: np.ndarray
    """(tests,) median of each unlikeness over pictures of this kind: of each rival, then of the usual texture."""
    spans: np.ndarray
    """(tests,) from the median to the 98th percentile."""
    worst: np.ndarray
    """(N,) largest of the tests of each calibration picture, rising."""

    @property
    def needs_layout(self) -> bool:
        """True if a layout is looked at."""
        return any(rival.places[0] < layout.LAYOUT_SIZE for rival in self.rivals)

    def tests(self, descriptions: np.ndarray) -> np.ndarray:
        """Return (..., tests) of descriptions (..., DESCRIBED): 0 for the median of this kind, 1 for its outermost."""
        return (self._unlikeness(descriptions) - self.medians) / self.spans

    def p_value(self, descriptions: np.ndarray) -> np.ndarray:
        """Return the conformal p-value (...,), above 0 to 1, of descriptions (..., DESCRIBED).

        The share of the calibration pictures, the picture itself counted among them, whose largest test is as large:
        over pictures of this kind, a value of at most p comes with a probability of about p.

        Source: Vovk, Gammerman, Shafer, "Algorithmic learning in a random world", 2005, section 2.2.
        """
        more = len(self.worst) - np.searchsorted(self.worst, self.tests(descriptions).max(axis=-1), side="left")
        return np.asarray((1 + more) / (1 + len(self.worst)))

    def _unlikeness(self, descriptions: np.ndarray) -> np.ndarray:
        found = [rival.unlikeness(descriptions) for rival in self.rivals]
        if self.usual is not None:
            found.append(self.usual.unlikeness(descriptions))
        return np.stack(found, axis=-1)


def places(*names: str) -> tuple[int, ...]:
    """Return the places of features of the texture in a description; of all without names."""
    return tuple(layout.LAYOUT_SIZE + list(TEXTURE).index(name) for name in names or TEXTURE)


def fit(
    own: np.ndarray,
    held_out: np.ndarray,
    rivals: Mapping[str, tuple[Sequence[np.ndarray], tuple[int, ...]]],
    *,
    usual: bool,
) -> Domain:
    """Fit a domain.

    Args:
        own: (N, DESCRIBED) descriptions of training pictures of this kind.
        held_out: (K, DESCRIBED) of other pictures of this kind, for the calibration.
        rivals: name of each rival -> (M, DESCRIBED) descriptions of one or several kinds, which count the same, and the
            places that are looked at.
        usual: True to know the usual texture, too.

    Source: Fisher's linear discriminant with a covariance shrunk by a fixed share, as in Ledoit and Wolf, "A
    well-conditioned estimator for large-dimensional covariance matrices", 2004.
    """
    found = Domain(
        tuple(_rival(name, own, *rivals[name]) for name in rivals),
        _usual(own) if usual else None,
        np.zeros(1),
        np.ones(1),
        np.zeros(0),
    )
    medians, highest = np.percentile(found.tests(np.concatenate([own, held_out])), (50, _SHARE), axis=0)
    scaled = replace(found, medians=medians, spans=highest - medians)
    return replace(scaled, worst=np.sort(scaled.tests(held_out).max(axis=-1)))


def _rival(name: str, own: np.ndarray, others: Sequence[np.ndarray], looked_at: tuple[int, ...]) -> Rival:
    columns = list(looked_at)
    mine, rest = own[:, columns], [other[:, columns] for other in others]
    spread = 0.5 * _covariance(mine) + 0.5 * np.mean([_covariance(other) for other in rest], axis=0)
    # The parts of a layout have one unit; features of a texture do not, and are brought to one.
    scale = np.where(np.array(columns) < layout.LAYOUT_SIZE, 1.0, np.sqrt(np.diag(spread)) + 1e-9)
    apart = np.mean([other.mean(axis=0) for other in rest], axis=0) - mine.mean(axis=0)
    shrunk = _shrunk(spread / np.outer(scale, scale), _SHRINKAGE[columns[0] < layout.LAYOUT_SIZE])
    return Rival(name, looked_at, np.linalg.solve(shrunk, apart / scale) / scale)


def _usual(own: np.ndarray) -> Usual:
    texture = own[:, layout.LAYOUT_SIZE :]
    covariance = _covariance(texture)
    scale = np.sqrt(np.diag(covariance)) + 1e-9
    inverse = np.linalg.inv(_shrunk(covariance / np.outer(scale, scale), _SHRINKAGE[False]))
    return Usual(texture.mean(axis=0), inverse / np.outer(scale, scale))


def _covariance(values: np.ndarray) -> np.ndarray:
    return np.atleast_2d(np.cov(values, rowvar=False))


def _shrunk(covariance: np.ndarray, share: float) -> np.ndarray:
    mean = np.trace(covariance) / len(covariance)
    return np.asarray((1 - share) * covariance + share * mean * np.eye(len(covariance)))
