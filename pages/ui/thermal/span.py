"""One span of temperatures for several thermograms: the files of one field, or the frames of one recording."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.door import File
from ..shell.state import kept
from ..shell.text import plain
from .thermogram import Thermal, Thermogram
from .upload import shared_radiometry

MOST = 200
"""Most files, and most frames of a recording, that are read for a span; reading one takes some hundredths of a second.
"""
Ends = tuple[float, float]
"""Lowest and highest temperature, degC."""


_MEANING = ", from the lowest to the highest temperature of all. The same colour is the same temperature in each."


@dataclass(frozen=True, slots=True)
class _Source:
    key: str  # in `Thermal.ranges`
    name: str
    read: Callable[[], bytes]
    radiometry: sr.thermal.Radiometry | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Span of several thermograms."""

    low: float
    """Lowest temperature of all, degC."""
    high: float
    """Highest temperature of all, degC."""
    said: str
    """Sentences, as Markdown, that say what the span is of."""


def offered(thermogram: Thermogram, files: Sequence[File]) -> str:
    """Return what one span can be used for, "files" or "frames"; empty for a single thermogram."""
    if len(files) > 1:
        return "files"
    return "frames" if thermogram.frames > 1 else ""


def common_span(thermogram: Thermogram, files: Sequence[File]) -> Span:
    """Find the lowest and the highest temperature of all files in the field, or of all frames of the recording."""
    known = kept(Thermal).ranges
    if offered(thermogram, files) == "frames":
        key = f"{thermogram.digest[:64]} {thermogram.radiometry!r}"
        sources = [_Source(key, thermogram.image.name, lambda: thermogram.data, thermogram.radiometry)]
    else:
        sources = [_Source(file.file_id, file.name, file.read) for file in files[:MOST]]
    missing = [source for source in sources if source.key not in known]
    if missing:
        with st.spinner("Reading the temperatures of all of them"):
            for source in missing:
                known[source.key] = _ends(source)
    found = [ends for source in sources if (ends := known[source.key]) is not None]
    low, high = thermogram.image.value_range
    low, high = min([low, *(ends[0] for ends in found)]), max([high, *(ends[1] for ends in found)])
    if offered(thermogram, files) == "frames":
        read = f"{thermogram.frames:,}" if thermogram.frames <= MOST else f"the first {MOST:,} of {thermogram.frames:,}"
        return Span(low, high, f"One span for {read} frames of this recording{_MEANING}")
    said = f"One span for {len(found)} thermograms in the field{_MEANING}"
    left_out = [source.name for source in sources if known[source.key] is None]
    return Span(low, high, said + _left_out(left_out, len(files) - len(sources)))


def _left_out(names: Sequence[str], beyond: int) -> str:
    said = ""
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        said += f" Left out, since their temperatures could not be read: {', '.join(names[:3])}{more}."
    if beyond:
        said += f" Only the first {MOST} files were read."
    return plain(said)


def _ends(source: _Source) -> Ends | None:
    """Return the lowest and the highest temperature of a file, of all its frames; None for one without temperatures."""
    try:
        data = source.read()
        unit = kept(Thermal).units.get(hashlib.sha256(data).hexdigest())
        radiometry = source.radiometry or shared_radiometry(data)
        ends = []
        for frame in range(min(sr.thermal.count_frames(data), MOST)):
            image = sr.decode(data, source.name, unit=unit, radiometry=radiometry, frame=frame)
            if image.unit == "degC":
                ends.append(image.value_range)
    except sr.SRError:
        return None
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None
