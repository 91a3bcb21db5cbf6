"""Own pictures for a benchmark: files or ZIP archives, decoded within limits and kept in the session only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

import sr_core as sr

from ..shell.door import show_door
from ..shell.state import kept
from ..shell.text import plain
from ..shell.uploads import is_fresh, note, upload_key, was_removed

_FIELD = "benchmark_own_uploads"
MAX_PICTURES = 20
SIDES = (256, 512, 1024)
"""Sides in pixels of the central part that is used of a larger picture."""
MAX_SECONDS = 300.0
"""Most seconds that a run may be estimated to take."""

LIMITS = (
    f"You can use up to {MAX_PICTURES} pictures, as files or in ZIP archives, of up to 32 MB for each upload and 256 "
    "MB "
    f"unpacked. Of a larger picture, at most the central {max(SIDES)} × {max(SIDES)} pixels are used. A run may take "
    "up "
    f"to {MAX_SECONDS / 60:.0f} minutes; its time is estimated before it starts."
)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Pictures that were uploaded."""

    key: tuple[object, ...]
    """Uploads and side of the part; with another key the uploads are decoded again."""
    pictures: tuple[sr.DecodedImage, ...]
    """Decoded pictures or their central parts, each with a name of its own."""
    problems: tuple[str, ...]
    """One sentence for each file that cannot be used."""

    @property
    def digests(self) -> list[str]:
        """Digests of the pictures, in their order."""
        return [picture.sha256() for picture in self.pictures]


@dataclass(frozen=True, slots=True, eq=False)
class OwnResult:
    """Outcome of a run; kept in the session until the next run succeeds."""

    done: sr.Benchmark
    """Figures of every method on every picture."""
    side: int
    """Side in pixels of the central part that was used of larger pictures."""
    guest: sr.Guest | None = None
    """The visitor's network that was measured; None without one."""

    def method(self, model: str) -> sr.Method:
        """Return a method of the results by its id."""
        return self.guest if self.guest is not None and model == str(self.guest) else model


@dataclass(slots=True)
class OwnBenchmark:
    """State of the Benchmark page."""

    batch: Batch | None = None
    """Pictures that were uploaded."""
    result: OwnResult | None = None
    """Figures of the last run on them."""


def pick_pictures() -> Batch | None:
    """Show the upload field and the size of the part; return the pictures, or None without any."""
    uploads = st.file_uploader(
        "Your pictures, or a ZIP archive of them",
        accept_multiple_files=True,
        key=upload_key(_FIELD),
        help=f"Up to 32 MB, {sr.LIMITS}. A ZIP archive may hold up to 1,000 files, with 256 MB unpacked.",
    )
    show_door(_FIELD)
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
        # With other files, the result stays only if they hold the same pictures, as when one cannot be read.
        if before is not None and before.key[1:] != key[1:] and before.digests != here.batch.digests:
            here.result = None
    note(uploads[0], _FIELD)
    batch = here.batch
    for problem in batch.problems:
        st.warning(plain(problem))
    return batch


def read_batch(uploads: Sequence[Any], side: int, key: tuple[object, ...] = ()) -> Batch:
    """Decode uploads (with `name` and `getvalue()`) and cut out the middle; a file of no use gives a sentence."""
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
                f"{error}. You can also open it on the Thermal page, which asks for the unit, and download it as CSV."
            )
            continue
        except sr.SRError as error:
            problems.append(f"{error}.")
            continue
        seen[file.name] += 1
        again = f" ({seen[file.name]})" if seen[file.name] > 1 else ""
        pictures.append(replace(image, name=file.name + again))
    if left_out:
        problems.append(f"Only the first {MAX_PICTURES} pictures are used; {left_out} more are left out.")
    return Batch(key, tuple(pictures), tuple(problems))


def _files(uploads: Sequence[Any], problems: list[str]) -> Iterator[sr.ArchiveFile]:
    for upload in uploads:
        data = upload.getvalue()
        if not sr.is_archive(data):
            yield sr.ArchiveFile(upload.name, upload.getvalue, partial(_start, data))
            continue
        try:
            yield from sr.list_archive(data, upload.name)
        except sr.SRError as error:
            problems.append(f"{error}.")


def _start(data: bytes, most: int) -> bytes:
    return data[:most]


def large_enough(
    pictures: Sequence[sr.DecodedImage], scale: int, methods: Sequence[sr.Method]
) -> list[sr.DecodedImage]:
    """Return the pictures on which all methods can be scored; name those that are too small."""
    side = max(sr.smallest_test(method, scale) for method in methods)
    good = [p for p in pictures if min(p.height, p.width) >= side]
    for picture in pictures:
        if min(picture.height, picture.width) < side:
            st.warning(
                f"{plain(picture.name)} has {picture.shape_text} pixels. A benchmark at {scale}× needs at least "
                f"{side} × {side}, "
                "so it is left out."
            )
    return good
