"""The result as files."""

import hashlib
from functools import partial
from pathlib import PurePath

import streamlit as st

import sr_core as sr

from .picture import PhotoOutcome

DOWNLOADS = ("png", "tiff")


def file_name(outcome: PhotoOutcome, extension: str) -> str:
    """Name a download by picture, method and scale; the digest keeps pictures, parts and settings apart."""
    stem, task = PurePath(outcome.lr.name).stem or "picture", outcome.task
    method = task.method if sr.path_cards(task.method) else f"{task.method}-x{task.scale}"
    marks = "-ensemble" * outcome.result.self_ensemble + "-test" * task.test
    digest = hashlib.sha256(f"{outcome.digest} {task!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{marks}_{digest}{extension}"


def show_downloads(outcome: PhotoOutcome) -> None:
    """Offer the result at its full depth; a file is made when its button is pressed."""
    image = outcome.result.image
    with st.container(horizontal=True):
        for name in DOWNLOADS:
            known = sr.FORMATS[name]
            st.download_button(
                f"Download {name.upper()}",
                # The viewer's PNG of an 8-bit picture is the file.
                data=partial(outcome.png, "sr")
                if (name, image.bit_depth) == ("png", 8)
                else partial(sr.encode, image, name),
                file_name=file_name(outcome, known.extension),
                mime=known.mime,
                key=f"home_download_{name}",
                icon="⬇",
                on_click="ignore",
            )
