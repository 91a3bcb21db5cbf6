"""Judge checkpoints on a folder of HR pictures under the published protocol."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..degradations import crop_to_scale, degrade
from ..engine.upscale import upscale
from ..errors import SRError
from ..imaging.decode import decode
from ..types import DecodedImage, Degradation, Protocol, UpscaleOptions
from .score import LUMA, score

SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif"}


@dataclass(frozen=True, slots=True)
class ImageResult:
    """One method on one picture."""

    name: str
    """File name."""
    psnr: float
    """dB."""
    ssim: float
    """-1..1."""
    mae: float
    """8-bit grey levels."""
    seconds: float
    """Wall time of the enlargement, loading of weights excluded."""


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method on all pictures."""

    model: str
    """Checkpoint id, bicubic or lanczos."""
    images: tuple[ImageResult, ...]
    """In file order."""

    def mean(self, field: str) -> float:
        """Mean of a field of ImageResult over the pictures."""
        return float(np.mean([getattr(image, field) for image in self.images]))


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All methods on one folder at one scale."""

    data: str
    """The folder as given."""
    scale: int
    """Enlargement per side."""
    protocol: Protocol
    """Channel, border and range of every number."""
    results: tuple[MethodResult, ...]
    """In the order asked for."""


def read_folder(folder: Path) -> list[tuple[str, DecodedImage]]:
    """Decode all pictures of a folder, sorted by name.

    Raises:
        SRError: if the folder does not exist or holds no pictures, or one does not decode.
    """
    if not folder.is_dir():
        raise SRError(f"benchmark folder {str(folder)!r} does not exist; give --data a folder of HR pictures")
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES)
    if not paths:
        raise SRError(f"benchmark folder {str(folder)!r} holds no pictures ({', '.join(sorted(SUFFIXES))})")
    return [(p.name, decode(p.read_bytes(), p.name)) for p in paths]


def _sixteen_bit(image: DecodedImage) -> DecodedImage:
    return replace(image, pixels=image.pixels.astype(np.uint16) * np.uint16(257), alpha=None)


def run_benchmark(
    folder: Path,
    scale: int,
    methods: Iterable[str],
    *,
    options: UpscaleOptions | None = None,
    on_image: Callable[[str, ImageResult], None] | None = None,
) -> Benchmark:
    """Shrink each HR picture, enlarge it with each method, and measure.

    LR is MATLAB's bicubic imresize of the HR cut to a multiple of the scale, rounded to 8 bit. An 8-bit LR is handed on
    with 16 bits (value * 257, the same picture), so that SR is rounded once, to the 8-bit Y that is measured: this is
    how the published bicubic figures come out (Set5 33.66, 30.39, 28.42 dB).

    Args:
        folder: HR pictures.
        scale: enlargement per side.
        methods: checkpoint ids, "bicubic", "lanczos".
        options: tiles and self-ensemble.
        on_image: called with (method, result) after each picture.
    """
    pictures = [(name, crop_to_scale(hr, scale)) for name, hr in read_folder(folder)]
    results = []
    for method in methods:
        images = []
        for name, hr in pictures:
            lr = degrade(hr, Degradation(scale=scale))
            lr = _sixteen_bit(lr) if lr.bit_depth == 8 else lr
            result = upscale(lr, method, scale=scale, options=options)
            values = {s.name: s.value for s in score(result.image, hr)}
            images.append(ImageResult(name, values["PSNR"], values["SSIM"], values["MAE"], result.seconds))
            if on_image is not None:
                on_image(method, images[-1])
        results.append(MethodResult(method, tuple(images)))
    protocol = Protocol(f"{LUMA}, or grey", scale, 255.0, "rounded to 8 bit once, from 16-bit SR")
    return Benchmark(str(folder), scale, protocol, tuple(results))
