"""Studies of an upload: its files by study and series, as thumbnails of which one is opened.

Header and thumbnail of a file are read once, and kept for as long as it is in the field. Both take time, so that a run
of the page reads only for a moment; the next one goes on.
"""

import base64
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

import sr_core as sr

from ..shell.display import png
from ..shell.door import File, say_left_out
from ..shell.state import kept, renew, set_widget, widget
from ..shell.text import plain
from .strip import Shelf, Tile, show_strip

SECONDS = 1.5
"""Time in which a run of the page reads headers, and then as long again makes thumbnails."""
HEADER = 1 << 18
"""Bytes of the beginning of a file in which its header is looked for first."""
MOST_TILES = 200
"""Most thumbnails that are shown."""
SIDE = 96
"""Longest side of a thumbnail in pixels."""
_NAMED = 5
"""Most files whose problem is told."""
_LATERALITY = {"L": "left", "R": "right", "B": "both sides"}


@dataclass(slots=True)
class Studies:
    """What is known of the files in the field of the X-ray page."""

    key: str = ""
    """Key of the files; with another one, their first is open."""
    open_id: str = ""
    """Id of the file that is open."""
    headers: dict[str, sr.dicom.Instance] = field(default_factory=dict)
    """Id of a DICOM file -> where it belongs."""
    others: set[str] = field(default_factory=set)
    """Ids of files that are no DICOM: pictures, as a rule."""
    texts: set[str] = field(default_factory=set)
    """Ids of files of plain text; they are left out beside DICOM files, and offered where there is nothing else."""
    left_out: set[str] = field(default_factory=set)
    """Ids of DICOM files without a picture, such as the contents of a disc and reports."""
    problems: dict[str, str] = field(default_factory=dict)
    """Id of a file that cannot be read -> sentence about it."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Id of a file -> thumbnail as a data URL."""

    def knows(self, id: str) -> bool:
        """True for a file whose beginning was read."""
        return any(id in known for known in (self.headers, self.others, self.texts, self.left_out, self.problems))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a thumbnail stands for: a picture, or a stack of slices."""

    tile: Tile
    ids: tuple[str, ...]


def choose_from_studies(files: Sequence[File], first: int, key: str) -> int:
    """Show the files as studies and series; return the index of the one that is open.

    Args:
        files: all files of the field, one or more.
        first: index of the file that is open when the files are new.
        key: key of the files, another one for other files.
    """
    here = kept(Studies)
    if len(files) == 1:
        renew(here)
        return 0
    _forget_others(here, {file.file_id for file in files})
    until = time.monotonic() + SECONDS
    for file in files:
        if time.monotonic() < until:
            _read_header(here, file)
    shelves = list(_shelves(here, files))
    entries = [entry for _, found in shelves for entry in found]
    _choose(here, [file.file_id for file in files], entries, first, key)
    _make_pictures(here, {file.file_id: file for file in files}, entries)
    opened = next((entry for entry in entries if here.open_id in entry.ids), None)
    if len(entries) > 1 and opened is not None:
        show_strip("Pictures of the upload", _painted(here, shelves), opened.ids[0], _open)
    if opened is not None and len(opened.ids) > 1:
        _pick_slice(here, opened)
    _tell(here, files, entries)
    return next(place for place, file in enumerate(files) if file.file_id == here.open_id)


def _choose(here: Studies, ids: list[str], entries: Sequence[_Entry], first: int, key: str) -> None:
    """Open the first picture of the newest upload where the files are new, and another one where that is not there."""
    offered = [id for entry in entries for id in entry.ids]
    if here.key != key:
        upload = ids[first].split()[0]
        begins = ids[first] == next(id for id in ids if id.startswith(upload))
        newest = [id for id in offered if id.startswith(upload)] if begins else [ids[first]]
        here.key, here.open_id = key, (newest or [ids[first]])[0]
    if here.open_id not in offered:
        here.open_id = offered[0] if offered else ids[first]


def _open(id: str) -> None:
    kept(Studies).open_id = id


def _forget_others(here: Studies, ids: set[str]) -> None:
    """Forget what is known of files that are no longer in the field."""
    here.others &= ids
    here.texts &= ids
    here.left_out &= ids
    for known in (here.headers, here.problems, here.pictures):
        for id in known.keys() - ids:
            del known[id]


def _read_header(here: Studies, file: File) -> None:
    id = file.file_id
    if here.knows(id):
        return
    try:
        start = file.read_start(HEADER)
        if not sr.dicom.is_dicom(start):
            (here.texts if sr.is_text(start) else here.others).add(id)
            return
        try:
            here.headers[id] = sr.dicom.read_instance(start, id, file.name)
        except sr.SRError:  # a header may be longer than most
            here.headers[id] = sr.dicom.read_instance(file.read(), id, file.name)
    except sr.NoPicture:
        here.left_out.add(id)
    except sr.SRError as error:
        here.problems[id] = str(error)


def _shelves(here: Studies, files: Sequence[File]) -> Iterator[tuple[str, list[_Entry]]]:
    """Yield heading and entries of every study, then of the pictures that are no DICOM, and of files not read yet."""
    studies = sr.dicom.group_studies(here.headers[file.file_id] for file in files if file.file_id in here.headers)
    apart = {*here.headers, *here.left_out, *here.problems, *(here.texts if studies else ())}
    others = [file for file in files if file.file_id not in apart]
    several = len(studies) > 1 or bool(studies and others)
    for n, study in enumerate(studies, 1):
        yield f"Study {n}" * several, [entry for series in study.series for entry in _entries(series)]
    if others:
        entries = [_Entry(Tile(file.file_id, file.name, "", ""), (file.file_id,)) for file in others]
        yield "Other files" * several, entries


def _entries(series: sr.dicom.Series) -> Iterator[_Entry]:
    title = series.description or series.images[0].modality or "Series"
    if series.stack:
        ids = tuple(image.id for image in series.images)
        yield _Entry(Tile(ids[0], title, f"{len(ids)} images", ""), ids)
        return
    for n, image in enumerate(series.images, 1):
        of = f"{n} of {len(series.images)}" if len(series.images) > 1 else ""
        frames = f"{image.frames} frames" if image.frames > 1 else ""
        side = _LATERALITY.get(image.laterality, "")
        details = " · ".join(filter(None, (image.view, side, frames, of)))
        yield _Entry(Tile(image.id, image.description or title, details, ""), (image.id,))


def _make_pictures(here: Studies, files: dict[str, File], entries: Sequence[_Entry]) -> None:
    """Make thumbnails until the time is over, that of the open file first."""
    until = time.monotonic() + SECONDS
    wanted = sorted((entry.ids for entry in entries[:MOST_TILES]), key=lambda ids: here.open_id not in ids)
    for first, *_ in wanted:
        if time.monotonic() >= until:
            return
        if first not in here.pictures:
            here.pictures[first] = _picture(files[first])


def _picture(file: File) -> str:
    """Return a thumbnail as a data URL; empty for a file of which none can be made, as opening it will say."""
    try:
        data = file.read()
        if sr.dicom.is_dicom(data):
            small = sr.dicom.read_thumbnail(data, file.name, SIDE)
        else:
            small = sr.thumbnail(sr.decode(data, file.name, as_picture=True), SIDE)
    except sr.SRError:
        return ""
    return f"data:image/png;base64,{base64.b64encode(png(small)).decode('ascii')}"


def _painted(here: Studies, shelves: Sequence[tuple[str, list[_Entry]]]) -> list[Shelf]:
    """Return the shelves with their thumbnails, as far as they are made."""
    found, room = [], MOST_TILES
    for heading, entries in shelves:
        tiles = [
            Tile(entry.tile.id, entry.tile.title, entry.tile.details, here.pictures.get(entry.tile.id, ""))
            for entry in entries[:room]
        ]
        room -= len(tiles)
        found += [Shelf(heading, tiles)] if tiles else []
    return found


def _pick_slice(here: Studies, opened: _Entry) -> None:
    """Show the slider of a stack."""
    key = "xray_slice"
    set_widget(key, opened.ids.index(here.open_id) + 1)
    st.slider("Image of the series", 1, len(opened.ids), key=key, on_change=partial(_open_slice, opened.ids))


def _open_slice(ids: Sequence[str]) -> None:
    _open(ids[int(widget("xray_slice")) - 1])


def _tell(here: Studies, files: Sequence[File], entries: Sequence[_Entry]) -> None:
    """Say how much is shown, and which files are not."""
    unread = sum(not here.knows(file.file_id) for file in files)
    made = sum(entry.ids[0] in here.pictures for entry in entries)
    if len(entries) > MOST_TILES:
        st.caption(f"{MOST_TILES} of {len(entries)} pictures are shown. Bring fewer files to see the others.")
    elif made < len(entries) or unread:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Thumbnails of {made} of {len(entries)} pictures are shown.", width="stretch")
            st.button("Show more", key="xray_more_thumbnails", help="Makes thumbnails for a moment.")
    unused = here.left_out | (here.texts if here.headers else set())
    say_left_out([file.name for file in files if file.file_id in unused])
    problems = [here.problems[id] for id in here.problems if id != here.open_id]  # the page says why that one is not
    if problems:
        more = [f"So cannot {len(problems) - _NAMED} more."] if len(problems) > _NAMED else []
        named = [f"{plain(problem)}." for problem in problems[:_NAMED]]
        st.warning("  \n".join(["These files cannot be shown.", *named, *more]))
