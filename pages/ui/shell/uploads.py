"""Upload fields: a page shows the file in its field, and drops what was made of a file that is removed."""

from typing import Protocol, TypeGuard, TypeVar

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from .state import Shell, kept, upload, widget
from .text import plain


class Identified(Protocol):
    """File with the id of its upload."""

    @property
    def file_id(self) -> str:
        """Return the id."""


T = TypeVar("T", bound=Identified)


def upload_key(name: str) -> str:
    """Return the key of an upload field; `release` and `forget` change it, which empties the field."""
    return f"{name}_{upload(name).round}"


def is_fresh(file: T | None, name: str) -> TypeGuard[T]:
    """True for a file that is new in a field, until `note` is called."""
    return file is not None and upload(name).seen != file.file_id


def was_removed(name: str, file: Identified | None) -> bool:
    """True when a field that held a file is empty, until `note` is called: the file was removed or is being replaced.

    A field is also empty when its page is opened again, though no file was removed; see `arrive`.
    """
    return file is None and upload(name).seen is not None


def note(file: Identified | None, name: str) -> None:
    """Note which file is in a field, after the page has acted on it.

    Streamlit may end a run before, as after a click elsewhere. Then the next run acts again, so that no chosen file is
    lost and no removed file is shown.
    """
    known, shell = upload(name), kept(Shell)
    if is_fresh(file, name):
        shell.lost = False
    known.seen = None if file is None else file.file_id


def arrive(page: str) -> None:
    """Note that a page is opened, whose fields Streamlit shows empty although their files were not removed."""
    here = kept(Shell)
    for known in here.uploads.values():
        known.seen = None
    if here.arrival is not None and here.arrival.page != page:
        here.arrival = None


def release(name: str) -> None:
    """Free the files of an upload field and empty it, those that another page handed over among them."""
    free(name)
    kept(Shell).arrival = None


def free(name: str) -> None:
    """Free the files of an upload field and empty it."""
    context = get_script_run_ctx()
    assert context is not None
    files = widget(upload_key(name)) or []
    manager = context.uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    for file in files if isinstance(files, list) else [files]:
        manager.remove_file(context.session_id, file.file_id)
    known = upload(name)
    known.round, known.seen = known.round + 1, None


def name_shown(name: str, file: object | None) -> None:
    """Name the file that is shown where its field is empty, as after a visit to another page."""
    if file is None:
        st.caption(f"Shown: **{plain(name)}**")
