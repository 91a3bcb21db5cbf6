"""Pictures brought for a benchmark: several files or ZIP archives, decoded within limits, kept in the session only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

import sr_core as sr

from ..photo.upload import TYPES
from ..shell.state import kept
from ..shell.text import plain
from ..shell.uploads import is_fresh, note, upload_key, was_removed

_FIELD = "benchmark_own_uploads"
MAX_PICTURES = 20
SIDES = (256, 512, 1024)
"""Largest part taken from a picture, pixels on each side."""
MAX_SECONDS = 300.0
"""Longest run as estimated."""

LIMITS = (
    f"Up to {MAX_PICTURES} pictures: several files, or a ZIP, 32 MB per upload and 256 MB unpacked. Of a larger "
    f"picture the middle part is taken, at most {max(SIDES)} × {max(SIDES)}. A run may take "
    f"{MAX_SECONDS / 60:.0f} minutes, as estimated on this machine before it starts."
)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What was brought."""

    key: tuple[object, ...]
    """Uploads and side; another key means decoding again."""
    pictures: tuple[sr.DecodedImage, ...]
    """Decoded and cut, each with a name of its own."""
    problems: tuple[str, ...]
    """What could not be used, one sentence each."""

    @property
    def digests(self) -> list[str]:
        """Of the pictures, in their order."""
        return [picture.sha256() for picture in self.pictures]


@dataclass(frozen=True, slots=True, eq=False)
class OwnResult:
    """What a run gave; kept in the session until the next one succeeds."""

    done: sr.Benchmark
    """Figures of every method on every picture."""
    side: int
    """Of the part taken from larger pictures."""


@dataclass(slots=True)
class OwnBenchmark:
    """What the Benchmark page keeps."""

    batch: Batch | None = None
    """Pictures that were brought."""
    result: OwnResult | None = None
    """Figures of the last run on them."""


def pick_pictures() -> Batch | None:
    """Show the uploader and the size of the part; return what was brought, None for nothing."""
    uploads = st.file_uploader(
        "Your pictures, or a ZIP of them",
        type=[*TYPES, "zip"],
        accept_multiple_files=True,
        key=upload_key(_FIELD),
        help=f"Up to 32 MB, {sr.LIMITS}; in a ZIP up to 1,000 files of 256 MB together.",
    )
    side = st.segmented_control(
        "Use at most the central",
        SIDES,
        default=512,
        format_func=lambda n: f"{n} × {n}",
        key="benchmark_own_side",
        persist_state="session",
        required=True,
    )
    key = (side, *(upload.file_id for upload in uploads))
    here = kept(OwnBenchmark)
    if not uploads:
        here.batch = None
        if was_removed(_FIELD, None):
            here.result = None
        note(None, _FIELD)
        return None
    before = here.batch
    if is_fresh(uploads[0], _FIELD):
        here.result = None
    if here.batch is None or here.batch.key != key:
        with st.spinner("Reading the pictures"):
            here.batch = read_batch(uploads, int(side), key)
        # Other files: the result stays only if they hold the same pictures, as with one that cannot be read.
        if before is not None and before.key[1:] != key[1:] and before.digests != here.batch.digests:
            here.result = None
    note(uploads[0], _FIELD)
    batch = here.batch
    for problem in batch.problems:
        st.warning(plain(problem))
    return batch


def read_batch(uploads: Sequence[Any], side: int, key: tuple[object, ...] = ()) -> Batch:
    """Decode uploads (with `name` and `getvalue()`) and cut the middle out; what cannot be used becomes a sentence."""
    pictures: list[sr.DecodedImage] = []
    problems: list[str] = []
    seen: Counter[str] = Counter()
    left_out = 0
    for file in _files(uploads, problems):
        if len(pictures) == MAX_PICTURES:
            left_out += 1
            continue
        try:
            whole = sr.decode_shown(file.read(), file.name)
            image = sr.Part.square(whole, side, across=0.5, down=0.5).of(whole)
        except sr.UnitNeeded as error:
            problems.append(
                f"{error}; or open it on the Thermal page, which asks for the unit, and download it as CSV."
            )
            continue
        except sr.SRError as error:
            problems.append(f"{error}.")
            continue
        seen[file.name] += 1
        again = f" ({seen[file.name]})" if seen[file.name] > 1 else ""
        pictures.append(replace(image, name=file.name + again))
    if left_out:
        problems.append(f"Only the first {MAX_PICTURES} pictures were taken; {left_out} more were left out.")
    return Batch(key, tuple(pictures), tuple(problems))


def _files(uploads: Sequence[Any], problems: list[str]) -> Iterator[sr.ArchiveFile]:
    for upload in uploads:
        data = upload.getvalue()
        if not sr.is_archive(data):
            yield sr.ArchiveFile(upload.name, upload.getvalue)
            continue
        try:
            yield from sr.list_archive(data, upload.name)
        except sr.SRError as error:
            problems.append(f"{error}.")


def large_enough(pictures: Sequence[sr.DecodedImage], scale: int, methods: Sequence[str]) -> list[sr.DecodedImage]:
    """Return the pictures on which all methods can be scored; say which cannot."""
    side = max(sr.smallest_test(method, scale) for method in methods)
    good = [p for p in pictures if min(p.height, p.width) >= side]
    for picture in pictures:
        if min(picture.height, picture.width) < side:
            st.warning(
                f"{plain(picture.name)} is {picture.shape_text}; a benchmark at {scale}× needs {side} × {side}, "
                "so it is left out."
            )
    return good
