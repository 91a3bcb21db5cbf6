"""One file out of an uploaded ZIP archive, chosen by name; it then counts as the upload."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import streamlit as st

import sr_core as sr

from ..shell.text import plain


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive, as an upload: with what Streamlit's uploads have that we use."""

    file_id: str
    """Of the archive, and the file's place in it."""
    name: str
    """Its own name."""
    data: bytes
    """Unpacked."""

    def getvalue(self) -> bytes:
        """Return the file."""
        return self.data


def choose_file(upload: Any, key: str) -> Any:
    """Return an upload as it is, or the chosen file of a ZIP archive; None where the archive holds no usable one.

    Args:
        upload: of `st.file_uploader`; None for none.
        key: of the picker's widget.
    """
    if upload is None or not sr.is_archive(upload.getvalue()):
        return upload
    try:
        found = [file for file in sr.list_archive(upload.getvalue(), upload.name) if file.may_be_radiograph]
        if not found:
            st.error(
                f"{plain(upload.name)}: expected a radiograph in the ZIP archive, found none; add one and zip it again."
            )
            return None
        place = 0
        if len(found) > 1:
            labels = _labels([file.name for file in found])
            place = st.selectbox(
                f"File in the archive, of {len(found)}", range(len(found)), format_func=labels.__getitem__, key=key
            )
        return Member(f"{upload.file_id} {place}", found[place].name, found[place].read())
    except sr.SRError as error:
        st.error(f"{plain(str(error))}.")
        return None


def _labels(names: list[str]) -> list[str]:
    """Number the names that occur more than once: they come from different folders."""
    seen: Counter[str] = Counter()
    labels = []
    for name in names:
        seen[name] += 1
        labels.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return labels
