"""The values that travel through the front door: numpy arrays and plain numbers, no torch."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import EngineError
from .dicom import DicomInfo, Spacing
from .part import Part
from .radiometry import Radiometry
from .read_as import ReadAs
from .size import Size

__all__ = [
    "SCALES",
    "UNITS",
    "Correction",
    "DecodedImage",
    "Degradation",
    "OnProgress",
    "Part",
    "Progress",
    "Protocol",
    "ReadAs",
    "Score",
    "Size",
    "UpscaleOptions",
    "UpscaleResult",
]

SCALES = (2, 3, 4, 8)
"""Enlargements per side that are offered."""

DIGIT_SIDE = 28
"""Height and width in pixels of a handwritten digit, as in MNIST."""

UNITS = ("degC", "HU", "OD", "US")
"""Units of measured values: temperatures, and what DICOM's Modality LUT or Rescale gives (PS3.3 C.11.1.1.2): Hounsfield
units, thousandths of optical density, and "US" for values without a specified unit, as of most radiographs."""

_HASHED_ROWS = 64
"""Rows that are hashed at once, so that a transparent picture is not copied as a whole."""
_AS_IT_SAYS = ReadAs()
"""How a file is read where nobody chose."""


@dataclass(frozen=True, slots=True, eq=False)
class DecodedImage:
    """One picture in memory, at its native depth.

    DecodedImage(pixels)                      # (H, W, 1) grey or (H, W, 3) sRGB
    DecodedImage(pixels, alpha=alpha)         # with a separate (H, W) alpha plane
    DecodedImage(celsius, unit="degC")        # measured values, (H, W, 1) float32
    DecodedImage(hu, unit="HU", dicom=info)   # of a CT; `dicom` also stands beside the colours of a colour DICOM
    """

    pixels: np.ndarray
    """(H, W, C). Display values: C = 1 (grey) or 3 (sRGB), uint8 in 0..255 or uint16 in 0..65535. Measured values:
    C = 1, float32 in `unit`, never clipped; NaN where nothing was measured."""
    name: str = "image"
    """File name as given, for labels and download names only."""
    alpha: np.ndarray | None = None
    """(H, W), same dtype as `pixels`; 0 is transparent. None for an opaque picture, and for measured values."""
    notes: tuple[str, ...] = ()
    """Notes on how the file was read, one sentence each ("Rotated as its EXIF orientation says.")."""
    scale: int = 1
    """Enlargement per side since the file was read; 4 after an x4 enlargement."""
    unit: str = ""
    """Unit of measured values, a key of `UNITS`: "degC". Empty for display values."""
    radiometry: Radiometry | None = None
    """Parameters on which the temperatures of a radiometric file depend; None where the file holds finished
    temperatures."""
    dicom: DicomInfo | None = None
    """Facts of a DICOM file for showing and measuring its picture; None for any other file."""
    unread: str = ""
    """One sentence on temperatures of a thermal camera that the file holds, or may hold, beside this picture and that
    this app cannot read; it is also among `notes`. Empty if there are none."""
    dpi: int | None = None
    """Pixels per inch that were asked for with the size of this result; None for any other picture."""
    read_as: ReadAs = _AS_IT_SAYS
    """How its file was read."""

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] not in (1, 3) or 0 in self.pixels.shape:
            raise ValueError(f"pixels must be (H, W, 1) or (H, W, 3) and not empty, got {self.pixels.shape}")
        if self.unit and self.unit not in UNITS:
            raise ValueError(f"unit must be one of {UNITS} or empty, got {self.unit!r}")
        if self.unit and (self.pixels.dtype != np.float32 or self.pixels.shape[2] != 1 or self.alpha is not None):
            raise ValueError(f"measured values must be (H, W, 1) float32 without alpha, got {self.pixels.dtype}")
        if not self.unit and self.pixels.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"pixels must be uint8 or uint16, got {self.pixels.dtype}")
        if self.alpha is not None and (
            self.alpha.shape != self.pixels.shape[:2] or self.alpha.dtype != self.pixels.dtype
        ):
            raise ValueError(f"alpha must be {self.pixels.shape[:2]} {self.pixels.dtype}, got {self.alpha.shape}")

    @property
    def height(self) -> int:
        """Number of rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.pixels.shape[1])

    @property
    def channels(self) -> int:
        """Number of channels: 1 for grey, 3 for RGB; alpha is not counted."""
        return int(self.pixels.shape[2])

    @property
    def shape_text(self) -> str:
        """Size for people: "640 x 480" (width first, as files are described)."""
        return f"{self.width} x {self.height}"

    @property
    def bit_depth(self) -> int:
        """Bits per channel: 8 or 16; 32 for measured values."""
        return 8 * int(self.pixels.dtype.itemsize)

    @property
    def value_range(self) -> tuple[float, float]:
        """Range (low, high): 0 and 255 or 65535 of display values; the smallest and the largest of measured ones.

        A picture without a measured value or with a single one has a range of 1.
        """
        if not self.unit:
            return 0.0, float(np.iinfo(self.pixels.dtype).max)
        found = self.pixels[np.isfinite(self.pixels)]
        low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
        return low, high if high > low else low + 1.0

    @property
    def missing(self) -> int:
        """Number of pixels where nothing was measured; 0 of display values."""
        return int(np.count_nonzero(~np.isfinite(self.pixels))) if self.unit else 0

    @property
    def spacing(self) -> Spacing | None:
        """Distance between pixels as they are now: that of the file over `scale`; None where the file gives none."""
        if self.dicom is None or self.dicom.spacing is None:
            return None
        found = self.dicom.spacing
        return replace(found, row_mm=found.row_mm / self.scale, column_mm=found.column_mm / self.scale)

    @property
    def peak(self) -> int:
        """Largest display value: 255 or 65535."""
        return int(np.iinfo(self.pixels.dtype).max)

    def as_measured(self) -> "DecodedImage":
        """Return the numbers of a grey picture as measured values without a specified unit; measured ones as they are.

        Transparency is left out, and so is `dicom`, which says how to show other values.
        """
        if self.unit:
            return self
        return replace(self, pixels=self.pixels.astype(np.float32), alpha=None, unit="US", dicom=None)

    def sha256(self) -> str:
        """Return the sha256 of size, depth and values, alpha beside the colours, whatever file they come from."""
        samples = self.channels + (self.alpha is not None)
        found = hashlib.sha256(f"{self.pixels.dtype} {(self.height, self.width, samples)}".encode())
        for top in range(0, self.height, _HASHED_ROWS):
            rows = self.pixels[top : top + _HASHED_ROWS]
            if self.alpha is not None:
                rows = np.concatenate((rows, self.alpha[top : top + _HASHED_ROWS, :, None]), axis=2)
            found.update(np.ascontiguousarray(rows).data)
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Degradation:
    """Degradation from HR to LR: blur, shrinking, noise and JPEG, in this order.

    Degradation(scale=4)                      # the benchmarks' bicubic, nothing else
    Degradation(scale=4, blur_sigma=1.2)      # Gaussian blur before shrinking
    Degradation(scale=2, noise_sigma=5, jpeg_quality=60)
    """

    scale: int
    """Integer factor by which both sides shrink."""
    kernel: str = "bicubic"
    """Resampling kernel: bicubic (MATLAB imresize), lanczos, box or nearest."""
    blur_sigma: float = 0.0
    """Gaussian standard deviation in HR pixels; 0 for none."""
    noise_sigma: float = 0.0
    """Gaussian noise standard deviation in 8-bit grey levels, or in the unit of measured values; 0 for none."""
    jpeg_quality: int | None = None
    """JPEG quality 1..100 applied to the LR picture; None for none."""
    seed: int = 0
    """Seed of the noise, so that a picture degrades the same way each time."""

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            raise EngineError(f"scale must be one of {SCALES}, got {self.scale!r}")
        if self.kernel not in ("bicubic", "lanczos", "box", "nearest"):
            raise EngineError(f"kernel must be bicubic, lanczos, box or nearest, got {self.kernel!r}")
        if not 0 <= self.blur_sigma <= 20:
            raise EngineError(f"blur_sigma must be 0 to 20 HR pixels, got {self.blur_sigma!r}")
        if not 0 <= self.noise_sigma <= 100:
            raise EngineError(f"noise_sigma must be 0 to 100 grey levels, got {self.noise_sigma!r}")
        if self.jpeg_quality is not None and not 1 <= self.jpeg_quality <= 100:
            raise EngineError(f"jpeg_quality must be 1 to 100 or None, got {self.jpeg_quality!r}")


@dataclass(frozen=True, slots=True)
class UpscaleOptions:
    """How to run a checkpoint.

    UpscaleOptions()                    # the fast engine, tiles that suit it, overlap from the card
    UpscaleOptions(engine="torch")      # the reference engine
    UpscaleOptions(tile_size=None)      # whole image at once
    UpscaleOptions(self_ensemble=True)  # mean of 8 runs, 8 times slower
    """

    tile_size: int | str | None = "auto"
    """Side of the LR tile in pixels, overlap not counted; "auto" by the network's time and memory; None for the whole
    image."""
    tile_overlap: int | None = None
    """Margin in LR pixels read around each tile and cropped afterwards; None for the card's."""
    self_ensemble: bool = False
    """True to average over the 8 flips and rotations."""
    keep_measured: float | None = None
    """Largest difference from the input that is left after the result is corrected, both compared at the size of the
    input, in the unit of the values: the camera's NETD for temperatures. None to leave it as the method drew it."""
    engine: str = "auto"
    """"auto": OpenVINO wherever it can run the network, else PyTorch; "openvino" or "torch" for that one."""
    first: tuple[float, float] | None = None
    """Point of the picture, down and across as shares 0..1, whose tiles run first; None for top to bottom."""

    def __post_init__(self) -> None:
        size = self.tile_size
        if not (size in ("auto", None) or (isinstance(size, int) and size >= 16)):
            raise EngineError(f"tile_size must be at least 16 pixels of the input, 'auto' or None, got {size!r}")
        if self.engine not in ("auto", "openvino", "torch"):
            raise EngineError(f"engine must be auto, openvino or torch, got {self.engine!r}")
        if self.first is not None and not all(0 <= share <= 1 for share in self.first):
            raise EngineError(f"first must be two shares of 0 to 1, got {self.first!r}")
        if self.tile_overlap is not None and self.tile_overlap < 0:
            raise EngineError(f"tile_overlap must be 0 or more pixels of the input, got {self.tile_overlap!r}")
        if self.keep_measured is not None and not self.keep_measured > 0:
            raise EngineError(f"keep_measured must be a difference above 0 or None, got {self.keep_measured!r}")


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a running upscale, handed to `on_progress` after each tile."""

    done: int
    """Number of tiles finished; self-ensemble counts each of its 8 runs."""
    total: int
    """Number of tiles in all, over all steps of a path."""
    seconds: float
    """Wall time in seconds since the start."""
    step: int = 1
    """Number of the step of a path that is running, from 1."""
    steps: int = 1
    """Number of steps in all; 1 for a single checkpoint."""
    share: float | None = None
    """Share of the work that is done, 0..1, where tiles cost differently, as in a path; None if they cost the same."""
    correction: int = 0
    """Number of the correction towards the input that is made after the last tile, from 1 (`keep_measured`); `share`
    and `seconds` are then those of the corrections. 0 while tiles are run."""

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0..1."""
        return self.done / self.total if self.share is None else self.share

    @property
    def seconds_left(self) -> float:
        """Wall time in seconds that is still needed at the present rate."""
        return self.seconds * (1.0 - self.fraction) / self.fraction if self.fraction else float("inf")


OnProgress = Callable[[Progress], None]
"""Function that is called after each tile; it may raise to stop the run."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Corrections that were made to keep the measured values (`UpscaleOptions.keep_measured`), and their effect."""

    tolerance: float
    """Largest difference that was asked for, in the unit of the values."""
    mismatch_before: float
    """Largest absolute difference between the shrunk result and the input, as the method drew it."""
    mismatch_after: float
    """Largest absolute difference after the correction; at most `tolerance` wherever that could be reached."""
    iterations: int
    """Number of corrections; 0 if none was needed."""
    seconds: float
    """Wall time of the correction in seconds, part of `UpscaleResult.seconds`."""


@dataclass(frozen=True, slots=True, eq=False)
class UpscaleResult:
    """An enlarged picture and how it was made."""

    image: DecodedImage
    """The SR picture, same depth and channels as the input."""
    method: str
    """Method: a checkpoint id, a path of them, bicubic or lanczos."""
    scale: int
    """Enlargement per side; where a size was asked for, that of the networks."""
    seconds: float
    """Wall time of the enlargement in seconds, without the loading of weights."""
    tiles: int
    """Number of tiles the picture was cut into, over all steps; 0 for bicubic and lanczos."""
    self_ensemble: bool = False
    """True if each tile is the mean of 8 runs."""
    steps: tuple[DecodedImage, ...] = ()
    """Result of each network at the depth of the input; the last is `image` before its correction, if there was one.
    There is one for a single checkpoint and none for bicubic and lanczos. The next step of a path started from 16 bits,
    which is finer than an 8-bit picture kept here."""
    correction: Correction | None = None
    """Correction by `keep_measured`; None if it was not asked for."""
    engines: tuple[str, ...] = ()
    """Engine of each step, "openvino" or "torch"; empty for bicubic and lanczos."""
    notes: tuple[str, ...] = ()
    """Notes on the run for the user: a network that the fast engine could not run."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Protocol of a metric: what it was measured on. No number is shown without it."""

    channel: str
    """"Y (BT.601, 16-235)", "grey", "measured values, the reference's span as range"."""
    crop_border: int
    """Pixels removed on each side before measuring."""
    data_range: float
    """Peak value used by PSNR and SSIM; MAE and MSE are in units of this range."""
    rounding: str = ""
    """Rounding before measuring; empty if nothing was rounded."""

    def __str__(self) -> str:
        rounding = f", {self.rounding}" if self.rounding else ""
        return f"{self.channel}, {self.crop_border} px border removed, range {self.data_range:g}{rounding}"


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of SR against HR."""

    name: str
    """"PSNR", "SSIM", "MAE", "MSE", "GMSD", "MS-SSIM", "Feature distance" or "NIQE"."""
    value: float
    """Value in `unit`; inf for PSNR of identical pictures."""
    unit: str
    """"dB" for PSNR, "grey levels" or "degC" for MAE, the same with "^2" for MSE; "" for all others."""
    higher_is_better: bool
    """True if larger is better, as for PSNR and SSIM."""
    protocol: Protocol = field(repr=False)
    """Channel, border and range with which it was measured."""
