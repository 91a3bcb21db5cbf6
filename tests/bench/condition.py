"""Accuracy of an upload's measured condition on real photographs, and how its thresholds were found.

python -m tests.bench.condition values DATA     # each value on pictures of known condition
python -m tests.bench.condition blocks DATA     # pictures with blocks by JPEG quality, and grids found right
python -m tests.bench.condition kind DATA       # photographs and graphics: confusion table
python -m tests.bench.condition rule DATA       # clean or degraded: thresholds from one half, errors of the other
python -m tests.bench.condition soft DATA       # photographs called soft, as they are and enlarged by 2
python -m tests.bench.condition time            # CPU seconds for 12 and 48 megapixels

DATA is the folder of the data sets, which holds natural/train, natural/Set5 and natural/Set14.
"""

import io
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import sr_core as sr
from sr_core.condition.condition import STRONGEST_BLOCKS
from sr_core.training.real_world import degrade_real_world

PHOTOGRAPHS = ("cid*", "photo_n*", "photo_w*", "photo_x*", "clicx*")
GRAPHICS = ("art_clip*", "art_line*", "text_text*", "text_ui*", "text_code*")
SIDE = 96
"""Side in pixels of the part that the network enlarges."""
LEAST_GAIN = 0.2
"""Gain over bicubic in dB below which a network for clean pictures does not suit a picture."""

Change = Callable[[Image.Image], Image.Image]


def pictures(data: Path, patterns: Sequence[str], count: int, sets: Sequence[str] = ()) -> list[Image.Image]:
    """Read `count` training pictures of each pattern, spread over the folder, and all of the given test sets."""
    paths = []
    for pattern in patterns:
        found = sorted((data / "natural" / "train").glob(pattern + ".avif"))
        paths += found[:: max(1, len(found) // count)][:count]
    paths += [path for name in sets for path in sorted((data / "natural" / name).glob("*.png"))]
    return [Image.open(path).convert("RGB") for path in paths]


def jpeg(quality: int) -> Change:
    def change(picture: Image.Image) -> Image.Image:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        return Image.open(buffer).convert("RGB")

    return change


def noise(sigma: float) -> Change:
    """Noise of the luma, the same in all channels."""

    def change(picture: Image.Image) -> Image.Image:
        values = np.asarray(picture, np.float32)
        added = np.random.default_rng(0).normal(0.0, sigma, (*values.shape[:2], 1))
        return Image.fromarray(np.rint(np.clip(values + added, 0, 255)).astype(np.uint8))

    return change


def blur(sigma: float) -> Change:
    return lambda picture: picture.filter(ImageFilter.GaussianBlur(sigma))


def enlarged(factor: int, kernel: Image.Resampling) -> Change:
    return lambda picture: picture.resize((picture.width * factor, picture.height * factor), kernel)


def shrunk(picture: Image.Image) -> Image.Image:
    """Half the size, cut at odd pixels: whatever grid the picture had is gone."""
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BICUBIC)
    return half.crop((3, 5, half.width, half.height))


def condition(picture: Image.Image) -> sr.Condition:
    return sr.measure_condition(sr.DecodedImage(np.asarray(picture)))


def spread(values: Sequence[float]) -> str:
    return " ".join(f"{value:6.2f}" for value in np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95)))


def values(data: Path) -> None:
    """Print the 5th, 25th, 50th, 75th and 95th percentile of each value."""
    sharp = [shrunk(picture) for picture in pictures(data, PHOTOGRAPHS, 3, ("Set5",))]
    kernels = Image.Resampling
    shapes: dict[str, Change] = {"sharp": lambda picture: picture}
    shapes |= {f"blur {sigma}": blur(sigma) for sigma in (1, 2, 3)}
    shapes |= {f"bicubic x{factor}": enlarged(factor, kernels.BICUBIC) for factor in (2, 3, 4)}
    shapes |= {f"bilinear x{factor}": enlarged(factor, kernels.BILINEAR) for factor in (2, 3, 4)}
    shapes |= {f"nearest x{factor}": enlarged(factor, kernels.NEAREST) for factor in (2, 3, 4)}
    after: dict[str, Change] = {"": lambda picture: picture, ", noise 5": noise(5), ", noise 10": noise(10)}
    after |= {f", JPEG {quality}": jpeg(quality) for quality in (90, 75, 60, 40)}
    after[", noise 5, JPEG 40"] = lambda picture: jpeg(40)(noise(5)(picture))
    print(f"{len(sharp)} pictures; percentiles 5, 25, 50, 75, 95 of: factor to shrink by | noise | blocks | repeats")
    for (shape, make), (end, finish) in itertools.product(shapes.items(), after.items()):
        found = [condition(finish(make(picture))) for picture in sharp]
        columns = ([c.shrinkable for c in found], [c.noise for c in found], [c.blocks.strength for c in found])
        repeats = ", ".join(f"{n} of {r}" for r, n in sorted(Counter(c.repeat for c in found).items()))
        print(f"{shape + end:28}", " | ".join(map(spread, columns)), "|", repeats, flush=True)


def blocks(data: Path) -> None:
    """Print the share of the pictures whose blocks are found, and whose grid is, after they were cut at odd pixels."""
    clean = [
        picture.resize((int(0.9 * picture.width), int(0.9 * picture.height)), Image.Resampling.BICUBIC)
        for picture in pictures(data, PHOTOGRAPHS, 20, ("Set5", "Set14"))
    ]
    for quality in (None, 95, 90, 85, 80, 70, 60, 50, 40, 30):
        saved = [jpeg(quality)(picture) if quality else picture for picture in clean]
        found = [condition(picture.crop((3, 5, picture.width, picture.height))).blocks for picture in saved]
        share = np.mean([blocks.strength > STRONGEST_BLOCKS for blocks in found])
        right = np.mean([(blocks.row, blocks.column) == (3, 5) for blocks in found])
        strengths = spread([blocks.strength for blocks in found])
        print(f"JPEG {quality}: {len(found)} pictures, blocks in {share:.1%}, grid right in {right:.1%}; {strengths}")


def drawn(seed: int) -> Image.Image:
    """A screen with windows, lines of text and buttons."""
    rng = np.random.default_rng(seed)
    light, dark = rng.integers(200, 256, 3), rng.integers(0, 60, 3)
    ground, ink = (light, dark) if rng.random() < 0.7 else (dark, light)
    picture = Image.new("RGB", (480, 360), tuple(map(int, ground)))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(int(rng.integers(10, 20)))
    for row in range(8, 350, int(rng.integers(16, 40))):
        text = "".join(rng.choice(list("abcdefghijklm nopqrstu vwxyz"), int(rng.integers(10, 60))))
        draw.text((int(rng.integers(5, 60)), row), text, tuple(map(int, ink)), font)
    for _ in range(int(rng.integers(2, 8))):
        x, y = map(int, rng.integers(0, 300, 2))
        box = (x, y, x + int(rng.integers(20, 120)), y + int(rng.integers(10, 50)))
        draw.rectangle(box, tuple(map(int, rng.integers(0, 256, 3))), tuple(map(int, ink)))
    return picture


def kind(data: Path) -> None:
    """Print how many photographs and graphics of each sort are told right."""
    sorts = {
        "photographs": pictures(data, PHOTOGRAPHS, 40, ("Set5", "Set14")),
        "art, text, interfaces": pictures(data, GRAPHICS, 40),
        "drawn by Pillow": [drawn(seed) for seed in range(40)],
    }
    ends: dict[str, Change] = {"as it is": lambda picture: picture, "JPEG 90": jpeg(90), "JPEG 60": jpeg(60)}
    for (sort, group), (end, change) in itertools.product(sorts.items(), ends.items()):
        found = [condition(change(picture)).content for picture in group]
        told = Counter(content.kind for content in found)
        print(f"{sort:24} {end:9} photograph {told['photograph']:4} graphic {told['graphic']:4}", end="  ")
        print("common", spread([c.common for c in found]), "| hard", spread([c.hard for c in found]), flush=True)


def soft(data: Path) -> None:
    """Print the share of photographs that are called soft, as they are and enlarged by 2."""
    found = pictures(data, PHOTOGRAPHS, 30, ("Set5", "Set14"))
    twice = enlarged(2, Image.Resampling.BICUBIC)
    for name, change in (("as they are", lambda picture: picture), ("enlarged by 2", twice)):
        share = np.mean([condition(change(picture)).soft for picture in found])
        print(f"{name}: {100 * share:.0f} % of {len(found)} photographs are called soft")


def psnr(found: np.ndarray, reference: np.ndarray) -> float:
    difference = (found.astype(np.float64) - reference) @ (0.299, 0.587, 0.114)
    return float(20 * np.log10(255 / np.sqrt(np.square(difference[4:-4, 4:-4]).mean())))


def gain(lr: Image.Image, hr: np.ndarray) -> float:
    """PSNR of edsr-x2 over bicubic in dB, on the middle of the picture."""
    left, top = (lr.width - SIDE) // 2, (lr.height - SIDE) // 2
    part = lr.crop((left, top, left + SIDE, top + SIDE))
    reference = hr[2 * top : 2 * (top + SIDE), 2 * left : 2 * (left + SIDE)]
    network = sr.upscale(sr.DecodedImage(np.asarray(part)), "edsr-x2").image.pixels
    bicubic = np.asarray(part.resize((2 * SIDE, 2 * SIDE), Image.Resampling.BICUBIC))
    return psnr(network, reference) - psnr(bicubic, reference)


def degraded(hr: np.ndarray, seed: int) -> list[Image.Image]:
    """One clean LR picture; one with a JPEG, one with noise, one with blur; three as the networks are trained on."""
    rng = np.random.default_rng(seed)
    picture = Image.fromarray(hr)
    clean = picture.resize((hr.shape[1] // 2, hr.shape[0] // 2), Image.Resampling.BICUBIC)
    changes = (jpeg(int(rng.integers(30, 96))), noise(10 * rng.random()), blur(2 * rng.random()))
    return [clean, *(change(clean) for change in changes)] + [
        Image.fromarray(degrade_real_world(hr, 2, rng)) for _ in range(3)
    ]


def rule(data: Path) -> None:
    """Find the thresholds on every other picture, and print the errors on the others."""
    rows = []
    for seed, picture in enumerate(pictures(data, PHOTOGRAPHS, 6, ("Set5", "Set14"))):
        height, width = (min(side, 400) // 2 * 2 for side in (picture.height, picture.width))
        left, top = (picture.width - width) // 2, (picture.height - height) // 2
        hr = np.asarray(picture.crop((left, top, left + width, top + height)))
        rows += [(seed % 2, gain(lr, hr) < LEAST_GAIN, condition(lr)) for lr in degraded(hr, seed)]
    halves = [[(bad, found) for half, bad, found in rows if half == which] for which in (0, 1)]
    grid = itertools.product((0.03, 0.04, 0.05, 0.06, 0.08, 0.1), (1.5, 2, 2.5, 3, 3.5, 4, 5), (1.5, 2, 2.5, 3))
    best = min(grid, key=lambda thresholds: sum(errors(halves[0], told_by(thresholds))))
    print(f"{len(halves[0])} and {len(halves[1])} pictures; best on the first half: blocks, noise, factor {best}")
    for name, tell in (("best", told_by(best)), ("shipped", lambda found: found.degraded)):
        for half in (0, 1):
            false, missed = errors(halves[half], tell)
            share = np.mean([bad for bad, _ in halves[half]])
            print(f"{name:8} half {half}: {share:.0%} degraded; clean called degraded {false:.1%}, missed {missed:.1%}")


def told_by(thresholds: tuple[float, ...]) -> Callable[[sr.Condition], bool]:
    blocks, most, factor = thresholds
    return lambda found: found.blocks.strength > blocks or found.noise > most or found.shrinkable > factor


def errors(rows: Sequence[tuple[bool, sr.Condition]], tell: Callable[[sr.Condition], bool]) -> tuple[float, float]:
    """Share of the clean pictures that are called degraded, and of the degraded ones that are not."""
    clean = [tell(found) for bad, found in rows if not bad]
    poor = [not tell(found) for bad, found in rows if bad]
    return float(np.mean(clean)), float(np.mean(poor))


def seconds() -> None:
    """Print the CPU seconds of one measurement."""
    for height, width in ((3000, 4000), (6000, 8000)):
        image = sr.DecodedImage(np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8))
        sr.measure_condition(image)
        start = time.process_time()
        sr.measure_condition(image)
        print(f"{height * width / 1e6:.0f} megapixels: {time.process_time() - start:.2f} CPU seconds")


if __name__ == "__main__":
    if sys.argv[1] == "time":
        seconds()
    else:
        {"values": values, "blocks": blocks, "kind": kind, "soft": soft, "rule": rule}[sys.argv[1]](Path(sys.argv[2]))
