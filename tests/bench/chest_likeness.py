"""How well `chest_likeness` tells chest radiographs from other pictures, and the average that it compares with.

python -m tests.bench.chest_likeness DATA     # DATA holds xray, dicom, natural and thermal

Prints the average of xray/train as it stands in `sr_core/chest/likeness.py`, the likeness below which 1, 2 and 3 % of
these radiographs fall when each is compared with the average of other fifths, and for the present threshold how many
pictures of each kind are called unlike: of held-out chests these are false alarms, of all others hits.
"""

import csv
import sys
from pathlib import Path

import numpy as np

from sr_core.chest.likeness import CELLS, LEAST_LIKENESS, cell_ranks
from sr_core.decode import decode
from sr_core.errors import SRError
from sr_core.image.color import to_grey

FOLDS = 5


def ranks(paths: list[Path]) -> np.ndarray:
    """Ranks of all pictures that can be read and are large enough, (N, CELLS * CELLS)."""
    found = []
    for path in paths:
        try:
            image, _ = to_grey(decode(path.read_bytes(), path.name, as_picture=path.suffix != ".dcm"))
        except SRError:
            continue
        if min(image.height, image.width) >= CELLS:
            found.append(cell_ranks(image).ravel())
    return np.array(found)


def average(of: np.ndarray) -> np.ndarray:
    """Average in 16 steps."""
    return np.rint(of.mean(0) * 15)


def likeness(of: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Correlation of each picture with an average."""
    return np.array([np.corrcoef(one, to)[0, 1] for one in of])


def kinds(data: Path) -> dict[str, list[Path]]:
    """Pictures by kind; DICOM files by the body part in the manifest."""
    rows = list(csv.DictReader((data / "dicom" / "manifest.csv").open(encoding="utf-8")))
    films = [row for row in rows if row["file"].startswith("dicom/radiographs/")]
    chests = [data / row["file"] for row in films if row["body_part"] in ("CHEST", "THORAX")]
    others = [data / row["file"] for row in films if row["body_part"] not in ("CHEST", "THORAX")]
    return {
        "held-out chests (xray/val, xray/test)": sorted(data.glob("xray/val/*.png"))
        + sorted(data.glob("xray/test/*.png")),
        "chests of other sources (dicom/radiographs)": chests,
        "other radiographs (dicom/radiographs)": others,
        "slices and ultrasound (dicom/ct_mr_us_nm)": sorted((data / "dicom" / "ct_mr_us_nm").iterdir()),
        "photographs (natural/train)": sorted(data.glob("natural/train/*.avif"))[:400],
        "thermograms (thermal/test)": sorted(data.glob("thermal/test/*.png")),
    }


def main() -> None:
    """Print average, thresholds and rates."""
    data = Path(sys.argv[1])
    train = ranks(sorted(data.glob("xray/train/*.avif")))
    whole = average(train)
    print("\n".join("".join(f"{int(step):x}" for step in row) for row in whole.reshape(CELLS, CELLS)))
    order = np.random.default_rng(0).permutation(len(train))
    parts = [order[n::FOLDS] for n in range(FOLDS)]
    held_out = [likeness(train[part], average(np.delete(train, part, axis=0))) for part in parts]
    for percent in (1, 2, 3):
        print(f"{percent} % of {len(train)} below {np.percentile(np.concatenate(held_out), percent):.3f}")
    for kind, paths in kinds(data).items():
        found = likeness(ranks(paths), whole)
        print(f"{kind}: {np.count_nonzero(found < LEAST_LIKENESS)} of {len(found)} unlike")


if __name__ == "__main__":
    main()
