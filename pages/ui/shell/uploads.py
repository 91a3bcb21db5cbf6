"""The upload fields: what is in them is what is shown, and a file that is removed takes what was made of it along."""

from typing import TypeGuard

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from .state import Shell, kept, upload, widget
from .text import plain


def upload_key(name: str) -> str:
    """Return the key of an upload field; another one after each `release` or `forget`, which empties the field."""
    return f"{name}_{upload(name).round}"


def is_fresh(file: UploadedFile | None, name: str) -> TypeGuard[UploadedFile]:
    """True for a file that came into a field, until that is noted."""
    return file is not None and upload(name).seen != file.file_id


def was_removed(name: str, file: UploadedFile | None) -> bool:
    """True when a field that held a file is empty, until that is noted: it was removed, or gives way to the next one.

    A field is also empty when its page is opened again; that removes nothing, see `arrive`.
    """
    return file is None and upload(name).seen is not None


def note(file: UploadedFile | None, name: str) -> None:
    """Note what is in a field, after all that follows from it is done.

    Streamlit may end a run in between, as after a click elsewhere: then the next run does it again, and neither is a
    file lost that was chosen nor one shown that was removed.
    """
    known, shell = upload(name), kept(Shell)
    if is_fresh(file, name):
        shell.lost = False
    known.seen = None if file is None else file.file_id


def arrive() -> None:
    """Note that a page is opened: Streamlit shows its fields empty, though their files were not removed."""
    for known in kept(Shell).uploads.values():
        known.seen = None


def release(name: str) -> None:
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


def name_shown(name: str, file: UploadedFile | None) -> None:
    """Name the file that is shown where the field does not, after a visit to another page."""
    if file is None:
        st.caption(f"Shown: **{plain(name)}**")
