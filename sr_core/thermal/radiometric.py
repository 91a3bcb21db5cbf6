"""Radiometric files: raw counts of a thermal camera to degC, by flyr's Planck formula, for checked constants only."""

import numpy as np
from flyr import FlyrThermogram

from ..errors import DecodeError, UnreadTemperatures
from ..files.exif import TURNS
from ..files.jpeg import exif_orientation
from ..files.signature import RECORDING, identify
from ..types import DecodedImage
from ..types.radiometry import ABSOLUTE_ZERO, Radiometry
from .fff import is_flir, list_frames
from .flir import FlirData, read_fff, read_flir
from .makers import EXPORT, program_of, radiometric_maker
from .temperatures import checked_celsius, limit_notes

_BOUNDS = {
    "planck_r1": (1.0, 1e8),
    "planck_r2": (1e-6, 1e3),
    "planck_b": (500.0, 2e4),  # 14388 / wavelength in micrometres
    "planck_f": (1e-3, 1e3),
    "planck_o": (-1e6, 1e6),
    "ir_window_transmission": (0.01, 1.0),
    "atmospheric_trans_alpha1": (-0.1, 0.1),
    "atmospheric_trans_alpha2": (-0.1, 0.1),
    "atmospheric_trans_beta1": (-0.1, 0.1),
    "atmospheric_trans_beta2": (-0.1, 0.1),
    "atmospheric_trans_x": (-5.0, 5.0),
}
"""Constant of a camera -> range of possible values; those of known cameras lie far inside."""
_HIGHEST_COUNT = 65535
_HIGHEST_SHARE = 2.0
"""Relative humidity above which a file means percent, as some recordings do. Source: exiftool's FLIR tag table."""
_SHORT = "The recording ends within its last frame, which is left out."


def maker_of(data: bytes) -> str:
    """Return the maker of a radiometric JPEG: "FLIR", or a maker that `radiometric_maker` knows; empty otherwise.

    Raises:
        DecodeError: for a JPEG that ends before its pixels.
    """
    return "FLIR" if is_flir(data) else radiometric_maker(data)


def read_radiometric(data: bytes, name: str, maker: str, radiometry: Radiometry | None) -> DecodedImage:
    """Decode the temperatures of a FLIR radiometric JPEG.

    Args:
        data: the whole file.
        name: name for `DecodedImage.name`.
        maker: maker from `maker_of`.
        radiometry: parameters of object and air; None for those in the file.

    Returns:
        Temperatures in degC in the orientation of the sensor: as in exiftool and flyr, and unlike in picture viewers,
        not turned by an EXIF orientation (a note says so). NaN where a count is too low for any temperature.
        `radiometry` holds the parameters that were used.

    Raises:
        DecodeError: for a damaged file, constants and temperatures that cannot be, or another maker than FLIR.
    """
    if maker != "FLIR":
        raise UnreadTemperatures(
            f"expected a radiometric JPEG of FLIR, found one of {maker}, whose temperatures this app cannot read; "
            f"{EXPORT} {program_of(maker)}, or open it as an ordinary picture"
        )
    notes: tuple[str, ...] = ()
    if exif_orientation(data) in TURNS:
        notes = (
            "The picture is shown as the sensor recorded it. Picture viewers turn this file as its EXIF orientation "
            "says.",
        )
    return _image(read_flir(data), name, radiometry, notes)


def read_recording(data: bytes, name: str, frame: int, radiometry: Radiometry | None) -> DecodedImage:
    """Decode the temperatures of one frame of a FLIR recording (.seq, .csq), or of a bare FLIR picture (.fff).

    Args:
        data: the whole file.
        name: name for `DecodedImage.name`.
        frame: index of the frame, from 0; see `count_frames`.
        radiometry: parameters of object and air; None for those in the frame.

    Raises:
        DecodeError: for a frame that is not there or is damaged, and as `read_radiometric`.
    """
    frames, is_cut = list_frames(data)
    if not frames:
        raise DecodeError("expected raw counts of a thermal camera in this FLIR recording, found none; export it again")
    if not 0 <= frame < len(frames):
        raise DecodeError(f"expected a frame from 1 to {len(frames):,}, found {frame + 1:,}; choose another one")
    notes: tuple[str, ...] = (_SHORT,) if is_cut else ()
    if len(frames) > 1:
        notes = (f"This is frame {frame + 1:,} of the {len(frames):,} frames of this recording.", *notes)
    place = frames[frame]
    return _image(read_fff(data[place.start : place.end]), name, radiometry, notes)


def is_recording(data: bytes) -> bool:
    """Tell a FLIR recording (SEQ, CSQ, FFF), which no viewer of pictures shows, from files of any other kind."""
    return identify(data) == RECORDING


def count_frames(data: bytes) -> int:
    """Return how many frames with raw counts a FLIR recording has; 1 for a file of any other kind.

    Raises:
        DecodeError: for more frames than the limit.
    """
    return len(list_frames(data)[0]) if is_recording(data) else 1


def has_radiometry(data: bytes) -> bool:
    """Tell a file of FLIR whose temperatures are computed from raw counts, so that `decode` takes a `Radiometry`."""
    kind = identify(data)
    try:
        return kind == RECORDING or (kind == "JPEG" and is_flir(data))
    except DecodeError:
        return False


def _image(flir: FlirData, name: str, radiometry: Radiometry | None, notes: tuple[str, ...]) -> DecodedImage:
    camera = flir.camera
    _check(camera)
    radiometry = radiometry or _radiometry(camera)
    celsius = _celsius(flir.counts, camera, radiometry)
    low, high = camera["raw_value_range_min"], camera["raw_value_range_max"]
    low, high = (low, high) if low < high else (0.0, float(_HIGHEST_COUNT))
    too_low = flir.counts <= low
    celsius[too_low & ~(celsius > ABSOLUTE_ZERO)] = np.nan
    if not np.isfinite(celsius[~too_low]).all():
        raise DecodeError("expected a temperature for each count, found counts without one; export the file again")
    notes += limit_notes(int(np.count_nonzero(too_low | (flir.counts >= high))))
    return DecodedImage(checked_celsius(celsius)[..., None], name, notes=notes, unit="degC", radiometry=radiometry)


def _check(camera: dict[str, float]) -> None:
    for name, (low, high) in _BOUNDS.items():
        if not low <= camera[name] <= high:  # nan is refused, too
            words = name.replace("_", " ").replace("planck ", "Planck constant ")
            raise DecodeError(
                f"expected a camera calibration, found {words} of {camera[name]:.6g}, which cannot be; "
                "the file is damaged: export or download it again"
            )


def _radiometry(camera: dict[str, float]) -> Radiometry:
    """Return the file's own values, rounded as the menus of the camera show them."""
    humidity = camera["relative_humidity"]
    return Radiometry(
        emissivity=round(camera["emissivity"], 4),
        reflected_c=round(camera["reflected_apparent_temperature"] + ABSOLUTE_ZERO, 2),
        atmospheric_c=round(camera["atmospheric_temperature"] + ABSOLUTE_ZERO, 2),
        distance_m=round(camera["object_distance"], 3),
        humidity=round(humidity / 100.0 if humidity > _HIGHEST_SHARE else humidity, 4),
    )


def _celsius(counts: np.ndarray, camera: dict[str, float], radiometry: Radiometry) -> np.ndarray:
    kelvin = radiometry.reflected_c - ABSOLUTE_ZERO
    constants = {
        **camera,
        "emissivity": radiometry.emissivity,
        "object_distance": radiometry.distance_m,
        "reflected_apparent_temperature": kelvin,
        "atmospheric_temperature": radiometry.atmospheric_c - ABSOLUTE_ZERO,
        "relative_humidity": radiometry.humidity,
    }
    if camera["ir_window_transmission"] == 1.0:
        constants["ir_window_temperature"] = kelvin  # without a window its temperature has no effect, and may be 0 K
    try:
        with np.errstate(all="ignore"):
            return FlyrThermogram(counts, constants).celsius
    except (ArithmeticError, ValueError) as error:  # errors of math: overflow, division by zero, root of a negative
        raise DecodeError(
            "expected constants that give temperatures, found some that cannot be; check emissivity, distance, "
            "humidity and the temperatures of air and surroundings, or export the file again"
        ) from error
