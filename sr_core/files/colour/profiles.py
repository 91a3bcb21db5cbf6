"""ICC profiles and CMYK: every colour becomes sRGB, every grey stays one channel.

Transforms run in Little CMS through imagecodecs, perceptual intent. Source: ICC.1:2010 (header fields).
"""

import io
from functools import cache

import imagecodecs
import numpy as np
from PIL import ImageCms

from ..text import short_label

SPACES: dict[bytes, str] = {b"GRAY": "gray", b"RGB ": "rgb", b"CMYK": "cmyk"}
"""Colour space in the profile header (bytes 16..19) -> name in imagecodecs."""
_MAGIC = b"acsp"  # bytes 36..39 of every profile
_CHANNELS = {1: "grey", 3: "RGB", 4: "CMYK"}
_FITS = {1: (b"GRAY", b"RGB "), 3: (b"RGB ",), 4: (b"CMYK",)}
_ROWS = 64  # samples whose inks are mixed at a time
_SAME = 257
"""A profile that moves no colour by more than one 8-bit level (in 16-bit levels) counts as sRGB itself."""


@cache
def srgb_profile() -> bytes:
    """Return an sRGB profile of about 600 bytes, the same on every day: its creation date is fixed."""
    made = imagecodecs.cms_profile("srgb")
    return made[:24] + b"\x07\xd0\0\x01\0\x01\0\0\0\0\0\0" + made[36:]  # 2000-01-01 00:00:00


def to_srgb(samples: np.ndarray, profile: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    """Convert samples to sRGB, or to grey with the sRGB tone curve.

    Args:
        samples: (H, W, C) uint8 or uint16; C = 1 grey, 3 RGB, 4 CMYK with 0 as no ink.
        profile: embedded ICC profile; empty for none, and then grey and RGB count as sRGB.

    Returns:
        (H, W, 1) for grey, else (H, W, 3), same dtype, and a note for each thing done. Pixels are untouched if
        the profile is sRGB. A profile that is damaged or of another colour space is ignored, and a note says so.
    """
    channels = samples.shape[2]
    notes: tuple[str, ...] = ()
    if profile and profile[16:20] not in _FITS[channels]:
        reason = f"it is not for {_CHANNELS[channels]} pictures" if profile[36:40] == _MAGIC else "it is damaged"
        notes = (f"The embedded colour profile was ignored: {reason}.",)
    elif profile:
        try:
            if channels != 4 and _is_srgb(profile, channels):
                return samples, ()
            name = profile_name(profile)
            source = f"CMYK to sRGB with {name}" if channels == 4 else f"{name} to sRGB"
            return _transform(samples, profile), (f"The colours were converted from {source}.",)
        except (imagecodecs.CmsError, ValueError, TypeError):
            notes = ("The embedded colour profile was ignored: it is damaged.",)
    if channels == 4:
        return _mix_inks(samples), (*notes, "The colours were converted from CMYK to sRGB.")
    return samples, notes


def profile_name(profile: bytes) -> str:
    """Return the description of a profile in quotes, or "an unnamed profile"."""
    try:
        name = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.profile_description or ""
    except (OSError, ValueError, TypeError):
        name = ""
    label = short_label(name, "")
    return f"'{label}'" if label else "an unnamed profile"


def _transform(samples: np.ndarray, profile: bytes) -> np.ndarray:
    space = SPACES[profile[16:20]]
    if samples.shape[2] == 1:  # the green channel of a grey in sRGB is that grey
        grey = samples[..., 0] if space == "gray" else np.repeat(samples, 3, axis=2)
        return np.ascontiguousarray(_lcms(grey, profile, space)[..., 1:2])
    return _lcms(samples, profile, space)


def _lcms(values: np.ndarray, profile: bytes, space: str) -> np.ndarray:
    # Little CMS approximates 16-bit transforms by a coarse grid (errors of 7 % near black) unless told not to.
    # Optimised 8-bit RGB stays within one level and is 20 times faster; grey is cheap either way.
    flags = None if values.dtype == np.uint8 and space != "gray" else imagecodecs.CMS.FLAGS.NOOPTIMIZE
    return imagecodecs.cms_transform(
        np.ascontiguousarray(values), profile, srgb_profile(), colorspace=space, outcolorspace="rgb", flags=flags
    )


def _is_srgb(profile: bytes, channels: int) -> bool:
    steps = np.linspace(0, 65535, 9 if channels == 3 else 256).astype(np.uint16)
    axes = np.meshgrid(*[steps] * channels, indexing="ij")
    probe = np.stack(axes, axis=-1).reshape(1, -1, channels)
    return int(np.abs(_transform(probe, profile).astype(np.int64) - probe).max()) <= _SAME


def _mix_inks(cmyk: np.ndarray) -> np.ndarray:
    """Convert CMYK without a profile: R = (peak - C) * (peak - K) / peak, rounded, and so on."""
    peak = int(np.iinfo(cmyk.dtype).max)
    out = np.empty((*cmyk.shape[:2], 3), cmyk.dtype)
    for top in range(0, len(cmyk), _ROWS):
        light = (peak - cmyk[top : top + _ROWS]).astype(np.uint32)  # holds 65535 * 65535 + 32767
        out[top : top + _ROWS] = (light[..., :3] * light[..., 3:] + peak // 2) // peak
    return out
