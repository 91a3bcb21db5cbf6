"""Likeness of a picture to the chest radiographs that the chest networks were trained on, by its pixels alone."""

import numpy as np

from ..types import DecodedImage

CELLS = 16
"""Cells per side in which a picture is looked at."""
_LOOKED_AT = 256
"""Pixels of the shorter side that are looked at, about."""
LEAST_LIKENESS = 0.32
"""Likeness below which a picture is called unlike: 2 % of the training radiographs are, each compared with the average
of others (`python -m tests.bench.chest_likeness DATA`)."""
AVERAGE = """
1112236886422222
2333456887543433
4566556886556664
6787555785457876
7897545785346887
7997434896346897
79964359a7446887
7886446ab8546886
6886557bc9656886
6787668bcb867876
578878acdca87875
57999abddcb98875
479abbcdedcba864
469bcddeeddcb964
46acddeeeeddb964
47acdeeeeeddca74
"""
"""Average of the 573 radiographs of `xray/train`, whose cells were ranked from dark to bright: a digit of 0 to f for
each cell. It shows no person: at 16 x 16 cells of 16 steps, lungs and middle are all that is left."""


def chest_likeness(image: DecodedImage) -> float:
    """Return the correlation of a picture with the average chest radiograph, -1 to 1.

    Cells are compared by their ranks, so that window and contrast do not matter, and neither does size. An inverted,
    turned or lateral chest is unlike, too.

    Args:
        image: grey picture of 16 x 16 pixels or more. Small values count as dark unless its header says otherwise;
            pixels without a value count as the darkest.
    """
    average = np.array([[int(digit, 16) for digit in row] for row in AVERAGE.split()], dtype=np.float64)
    return float(np.corrcoef(cell_ranks(image).ravel(), average.ravel())[0, 1])


def cell_ranks(image: DecodedImage) -> np.ndarray:
    """Return (CELLS, CELLS) ranks of the cells' mean values, 0 for the darkest and 1 for the brightest."""
    step = max(1, min(image.height, image.width) // _LOOKED_AT)
    values = image.pixels[::step, ::step, 0].astype(np.float64)
    if image.dicom is not None and image.dicom.inverse:
        values = -values
    known = np.isfinite(values)
    values[~known] = values[known].min() if known.any() else 0.0
    rows, columns = (np.arange(CELLS) * side // CELLS for side in values.shape)
    sums = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
    heights, widths = (np.diff([*starts, side]) for starts, side in zip((rows, columns), values.shape, strict=True))
    means = sums / np.outer(heights, widths)
    return means.ravel().argsort().argsort().reshape(CELLS, CELLS) / (CELLS * CELLS - 1)
