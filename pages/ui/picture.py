"""The picture of this session: uploaded or taken from the samples, and possibly cut."""

import hashlib
from dataclasses import dataclass, replace

import streamlit as st

import sr_core as sr

from .samples import sample_gallery, sample_image
from .session import release, upload_key
from .text import plain

TYPES = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"]
CUT_SIDES = (128, 256, 512, 1024)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What the user brought."""

    image: sr.DecodedImage
    """As decoded."""
    digest: str
    """sha256 of the uploaded bytes, or the sample's name."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a picture that is worked on."""

    side: int
    """Of the square in pixels."""
    across: float
    """Position, 0 (left) to 1 (right)."""
    down: float
    """Position, 0 (top) to 1 (bottom)."""

    def of(self, image: sr.DecodedImage) -> sr.DecodedImage:
        """Cut the part out; a side shorter than the square is kept whole."""
        top = round(max(0, image.height - self.side) * self.down)
        left = round(max(0, image.width - self.side) * self.across)
        rows, cols = slice(top, top + self.side), slice(left, left + self.side)
        alpha = None if image.alpha is None else image.alpha[rows, cols].copy()
        return replace(image, pixels=image.pixels[rows, cols].copy(), alpha=alpha)


def pick_picture() -> Picture | None:
    """Show uploader and samples; return the current picture, which a file that cannot be read does not replace."""
    # A replaced file passes through None, so that None alone means nothing.
    upload = st.file_uploader(
        "Your picture, or a sample below", type=TYPES, key=upload_key("upload"), help=f"Up to 32 MB, {sr.LIMITS}."
    )
    sample = sample_gallery()
    if sample is not None:
        st.session_state.picture = Picture(sample_image(sample), sample)
        st.session_state.pop("upload_error", None)
    elif upload is None:
        st.session_state.pop("upload_error", None)
        st.session_state.pop("upload_seen", None)
    elif st.session_state.get("upload_seen") != upload.file_id:
        _take_upload(upload.getvalue(), upload.name, upload.file_id)
    if "upload_error" in st.session_state:
        st.error(st.session_state.upload_error)
    picture: Picture | None = st.session_state.get("picture")
    if picture is not None:
        st.button("Forget this picture and its result", key="forget", on_click=_forget, width="stretch")
    return picture


def _forget() -> None:
    for key in ("picture", "outcome", "comparison", "upload_seen", "upload_error"):
        st.session_state.pop(key, None)
    release("upload")


def _take_upload(data: bytes, name: str, file_id: str) -> None:
    st.session_state.upload_seen = file_id
    st.session_state.pop("upload_error", None)
    try:
        image = sr.decode(data, name, as_picture=True)
    except sr.SRError as error:
        kept = " The picture before it stays." if "picture" in st.session_state else ""
        st.session_state.upload_error = f"{plain(str(error))}.{kept}"
        return
    st.session_state.picture = Picture(image, hashlib.sha256(data).hexdigest())


def describe(image: sr.DecodedImage) -> str:
    """Say what was decoded: size, colours, depth, transparency."""
    colours = "grey" if image.channels == 1 else "colour"
    alpha = ", with transparency" if image.alpha is not None else ""
    return f"{image.shape_text} pixels, {colours}, {image.bit_depth} bit{alpha}"


def pick_cut(image: sr.DecodedImage, *, suggested: bool) -> Cut | None:
    """Offer to work on a part only; on by default when `suggested`. None is the whole picture."""
    sides = [side for side in CUT_SIDES if side < max(image.height, image.width)]
    if not sides or not st.toggle("Only a part of it", value=suggested, key=f"cut_{suggested}"):
        return None
    with st.container(border=True):
        side = st.segmented_control(
            "Side of the part",
            sides,
            default=sides[min(1, len(sides) - 1)],
            format_func=lambda n: f"{n} px",
            key="cut_side",
            required=True,
        )
        across = st.slider("Position, left to right", 0, 100, 50, format="%d %%", key="cut_across")
        down = st.slider("Position, top to bottom", 0, 100, 50, format="%d %%", key="cut_down")
    return Cut(side, across / 100, down / 100)
