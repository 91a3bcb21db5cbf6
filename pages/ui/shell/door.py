"""The front door of a page: its upload field takes files of any kind, and hands them to the page they belong on."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit import config

import sr_core as sr

from .frame import PAGES
from .state import Arrival, Shell, Source, kept, widget
from .text import plain
from .uploads import is_fresh, note, upload_key, was_removed

_DOOR = Path(__file__).parent
_NAMED = 5
"""Most files that are named where they are left out."""
_door = st.components.v2.component(
    "honest_pixels_door",
    html='<div class="door"><button type="button" class="photo" hidden>Take a photo</button>'
    '<button type="button" class="folder" hidden>Choose a folder</button><p class="said" role="status"></p>'
    '<p class="hint">You can also drop files or a folder anywhere on this page, or paste a file.</p></div>'
    '<div class="over" hidden>Drop the file here</div>',
    css=(_DOOR / "door.css").read_text(encoding="utf-8"),
    js=(_DOOR / "door.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, slots=True)
class File:
    """File that a visitor brought, by itself or in an archive."""

    file_id: str
    """Id of the upload, with the file's place in it if that is an archive."""
    name: str
    """Name of the file, without that of the archive."""
    read: Callable[[], bytes]
    """Return the bytes; raises SRError for a file of an archive that cannot be unpacked."""
    read_start: Callable[[int], bytes]
    """Return at most so many bytes of the beginning, which costs little; raises as `read` does."""


Choose = Callable[[Sequence[File], int, str], int]
"""Shows the choice where there are several files: files, index of the first choice, key of these files -> index."""


def _choose_by_name(files: Sequence[File], first: int, key: str) -> int:
    if len(files) == 1:
        return 0
    names = _numbered([file.name for file in files])
    return st.selectbox(
        f"File ({len(files)} files)", range(len(files)), index=first, format_func=names.__getitem__, key=key
    )


def pick_file(field: str, label: str, *, help: str, camera: bool = False) -> File | None:
    """Show an upload field, and a choice where it holds several files; return the chosen one, None without any."""
    return pick_one(field, label, help=help, camera=camera)[0]


def pick_one(
    field: str,
    label: str,
    *,
    help: str,
    camera: bool = False,
    folder: bool = False,
    choose: Choose = _choose_by_name,
) -> tuple[File | None, list[File]]:
    """Show an upload field and a choice where it holds several files; return the chosen one, or None, and all of them.

    What a file is, its content tells and not its name, so the field takes every name. Files that another page has
    handed over are in the field, too.

    Args:
        field: name of the field.
        label: text above the field.
        help: text of the question mark beside it.
        camera: True to offer the camera of a phone.
        folder: True to offer the choice of a whole folder.
        choose: shows the choice where there are several files; called for a single one, too.
    """
    uploads = st.file_uploader(label, accept_multiple_files=True, key=upload_key(field), help=help)
    show_door(field, camera=camera, folder=folder)
    arrival = kept(Shell).arrival
    sources: list[Source] = [*(arrival.sources if arrival else ()), *uploads]
    files = [file for source in sources for file in _unpacked(source)]
    if not files:
        return None, []
    newest = sources[-1].file_id
    first = next((i for i, file in enumerate(files) if file.file_id.startswith(newest)), len(files) - 1)
    begin = arrival.place if arrival and not uploads else first
    place = choose(files, begin, f"{field}_file_{len(files)}_{newest}")
    if arrival and files[place].file_id.startswith(tuple(source.file_id for source in arrival.sources)):
        st.info(arrival.said)
    return files[place], files


def show_door(field: str, *, camera: bool = False, folder: bool = False) -> None:
    """Let a file that is dropped anywhere on the page or pasted go to this field, and refuse those that are too large.

    Args:
        field: name of the field.
        camera: True to offer the camera of a phone.
        folder: True to offer the choice of a whole folder.
    """
    megabytes = config.get_option("server.maxUploadSize")
    data = {"field": upload_key(field), "megabytes": megabytes, "camera": camera, "folder": folder}
    _door(key="frame_door", data=data)


class ElsewhereError(Exception):
    """Raised by a page that does not take a file, since it belongs on another one."""

    def __init__(self, page: str, what: str) -> None:
        """Name the page, a key of `PAGES`, and what the file holds, such as "temperatures"."""
        super().__init__(page, what)
        self.page, self.what = page, what


def follow(field: str, file: File | None, *, empty: Callable[[str], None], take: Callable[[bytes, str], None]) -> None:
    """Empty the page where a field's file was removed, let it take a new one, or open the page that takes it.

    Args:
        field: name of the field.
        file: chosen file of the field; None if it is empty.
        empty: drops all that was made of the earlier file, and keeps a sentence that says why ("" if it was removed).
        take: takes bytes and name of a new file and drops what was made of the earlier one, or raises `ElsewhereError`.
    """
    if was_removed(field, file):
        empty("")
    elif is_fresh(file, field):
        try:
            data = file.read()
        except sr.SRError as error:
            empty(f"{plain(str(error))}.")
        else:
            try:
                take(data, file.name)
            except ElsewhereError as found:
                _hand_over(field, file, found)
    note(file, field)


def _hand_over(field: str, file: File, found: ElsewhereError) -> NoReturn:
    """Open the page that a file belongs on, with all files of this page's field in its own."""
    here = kept(Shell)
    sources: Sequence[Source] = [*(here.arrival.sources if here.arrival else ()), *(widget(upload_key(field)) or [])]
    files = [each.file_id for source in sources for each in _unpacked(source)]
    said = f"{plain(file.name)} holds {found.what}, so it was opened here, on the {found.page} page."
    here.arrival = Arrival(found.page, tuple(sources), files.index(file.file_id), said)
    st.switch_page(PAGES[found.page])


def arrived() -> bool:
    """True where the file in the field was handed over by another page."""
    return kept(Shell).arrival is not None


def _unpacked(source: Source) -> Iterator[File]:
    """Yield a file by itself, or those of an archive that may hold a picture; say so where an archive holds none."""
    data = source.getvalue()
    if not sr.is_archive(data):
        yield File(source.file_id, source.name, source.getvalue, lambda most: data[:most])
        return
    try:
        listed = sr.list_archive(data, source.name)
        members = [file for file in listed if file.may_be_picture] or [file for file in listed if file.may_be_table]
        if not members:
            raise sr.DecodeError(
                f"{source.name}: expected a picture in the ZIP archive, found none; add one and zip it again"
            )
    except sr.SRError as error:
        st.error(f"{plain(str(error))}.")
        return
    say_left_out([file.name for file in listed if file not in members])
    for place, member in enumerate(members):
        yield File(f"{source.file_id} {place}", member.name, member.read, member.read_start)


def say_left_out(names: Sequence[str]) -> None:
    """Name files that are not offered, since they hold no picture."""
    if not names:
        return
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    st.caption(f"Left out, since they hold no picture: {plain(', '.join(names[:_NAMED]))}{more}.")


def _numbered(names: list[str]) -> list[str]:
    """Number the names that occur more than once, as in different folders."""
    seen: Counter[str] = Counter()
    labels = []
    for name in names:
        seen[name] += 1
        labels.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return labels
