"""How often the fingerprint misses a training picture, or takes another picture for one.

python -m tests.bench.fingerprint DATA [COUNT]     # DATA holds natural/train, Set5 and Set14
"""

import io
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image

from sr_core.benchmark.fingerprint import MAX_DISTANCE, distance
from sr_core.benchmark.training_data import read_training_data
from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.signature import PICTURE_SUFFIXES
from sr_core.types import DecodedImage


def changed(rgb: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the picture as others might have it, with the name of the change."""
    picture, (height, width) = Image.fromarray(rgb), rgb.shape[:2]
    half = picture.resize((width // 2, height // 2), Image.Resampling.BICUBIC)
    yield "PNG", saved(picture, "PNG")
    yield "JPEG, quality 50", saved(picture, "JPEG", quality=50)
    yield "half size", np.asarray(half)
    yield "quarter size", np.asarray(picture.resize((width // 4, height // 4), Image.Resampling.LANCZOS))
    yield "mirrored", rgb[:, ::-1]
    yield "half size, turned, JPEG 50", np.rot90(saved(half, "JPEG", quality=50), rng.integers(1, 4))
    for name, share in (("90 % of the area", 0.9**0.5), ("90 % of each side", 0.9), ("80 % of each side", 0.8)):
        h, w = round(height * share), round(width * share)
        top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
        yield f"crop, {name}, anywhere", rgb[top : top + h, left : left + w]
        yield f"crop, {name}, corner", rgb[:h, :w]


def saved(picture: Image.Image, kind: str, **options: int) -> np.ndarray:
    """Write and read again."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return np.asarray(Image.open(buffer))


def strangers(data: Path) -> Iterator[tuple[str, DecodedImage]]:
    """Yield pictures that were not trained on."""
    samples = [Path(str(p)) for p in files("skimage.data").iterdir()]
    for path in sorted([*data.glob("Set*/*.png"), *(p for p in samples if p.suffix in PICTURE_SUFFIXES)]):
        try:
            yield path.name, decode(path.read_bytes(), path.name)
        except DecodeError as error:
            print(f"left out: {error}")


def main(data: Path, count: int) -> None:
    """Print both rates."""
    known = read_training_data("natural/train")
    assert known is not None
    rng = np.random.default_rng(0)
    found = sorted((distance(image, known.prints), name) for name, image in strangers(data))
    taken = sum(d <= MAX_DISTANCE for d, _ in found)
    print(f"{len(found)} other pictures, {taken} taken for training pictures; nearest {found[:5]}")
    paths = sorted(p for p in (data / "train").iterdir() if p.suffix in PICTURE_SUFFIXES)
    results: dict[str, list[int]] = {}
    for index in rng.permutation(len(paths))[:count]:
        rgb = np.asarray(Image.open(paths[index]).convert("RGB"))
        for name, pixels in changed(rgb, rng):
            results.setdefault(name, []).append(distance(DecodedImage(pixels), known.prints))
    for name, values in results.items():
        missed = np.mean(np.array(values) > MAX_DISTANCE)
        print(f"{name:<36} missed {missed:7.2%}  99 % within {np.quantile(values, 0.99):.0f}, most {max(values)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "natural", int(sys.argv[2]) if len(sys.argv) > 2 else 200)
