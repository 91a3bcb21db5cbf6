import gzip
from pathlib import Path

import numpy as np
import pytest

from sr_core.digits.digits import digits_from_idx, digits_in_folder
from sr_core.errors import DecodeError

from ..support.idx_file import idx_bytes, write_digits

PIXELS = np.random.default_rng(0).integers(0, 256, (3, 28, 28)).astype(np.uint8)
LABELS = np.array([7, 0, 9], np.uint8)


def test_digits_are_read_in_either_order_of_their_files() -> None:
    images, labels = gzip.compress(idx_bytes(PIXELS)), idx_bytes(LABELS)
    for pair in ((images, labels), (labels, images)):
        found = digits_from_idx(*pair, "mine")
        np.testing.assert_array_equal(found.pixels, PIXELS)
        assert found.labels.tolist() == [7, 0, 9]
        assert len(found.first(2)) == 2


@pytest.mark.parametrize(
    ("pixels", "labels", "match"),
    [
        (PIXELS[:, :27], LABELS, "pictures of 28 x 28 bytes, found an array of 3 x 27 x 28"),
        (PIXELS, np.array([1, 2, 10]), "labels from 0 to 9"),
        (PIXELS, LABELS[:2], "found 2 labels and 3 pictures"),
        (PIXELS[:0], LABELS[:0], "at least one"),
        (LABELS, LABELS, "pictures of 28 x 28"),
    ],
)
def test_files_that_are_no_digits_are_refused(pixels: np.ndarray, labels: np.ndarray, match: str) -> None:
    with pytest.raises(DecodeError, match=match):
        digits_from_idx(idx_bytes(pixels), idx_bytes(labels), "mine")


def test_a_folder_without_the_files_says_which_is_missing(tmp_path: Path) -> None:
    write_digits(tmp_path / "mnist", "t10k", PIXELS, LABELS)
    assert digits_in_folder(tmp_path / "mnist").name == "mnist/test"
    with pytest.raises(DecodeError, match=r"train-images-idx3-ubyte or train-images-idx3-ubyte\.gz"):
        digits_in_folder(tmp_path / "mnist", "train")
