"""The picture of this session: uploaded or taken from the samples, and possibly cut."""

import hashlib
from dataclasses import dataclass, replace

import streamlit as st

import sr_core as sr

from .samples import sample_gallery, sample_image
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
    uploaded: bool
    """False for a sample."""


def pick_picture() -> Picture | None:
    """Show uploader and samples; return the current picture, which a file that cannot be read does not replace."""
    upload = st.file_uploader(
        "Your picture, or a sample below", type=TYPES, key="upload", help="Up to 32 MB and 64 megapixels."
    )
    sample = sample_gallery()
    if sample is not None:
        st.session_state.picture = Picture(sample_image(sample), sample, uploaded=False)
        st.session_state.pop("upload_error", None)
    elif upload is None:
        _forget_upload()
    elif st.session_state.get("upload_seen") != upload.file_id:
        _take_upload(upload.getvalue(), upload.name, upload.file_id)
    elif "upload_error" in st.session_state:
        st.error(st.session_state.upload_error)
    picture: Picture | None = st.session_state.get("picture")
    return picture


def _forget_upload() -> None:
    """Drop an uploaded picture and its result: who takes the file out of the field wants it gone."""
    for key in ("upload_seen", "upload_error"):
        st.session_state.pop(key, None)
    picture = st.session_state.get("picture")
    if picture is not None and picture.uploaded:
        del st.session_state.picture
        st.session_state.pop("outcome", None)


def _take_upload(data: bytes, name: str, file_id: str) -> None:
    st.session_state.upload_seen = file_id
    st.session_state.pop("upload_error", None)
    try:
        image = sr.decode(data, name)
    except sr.SRError as error:
        kept = " The picture before it stays." if "picture" in st.session_state else ""
        st.session_state.upload_error = plain(str(error)) + kept
        st.error(st.session_state.upload_error)
        return
    st.session_state.picture = Picture(image, hashlib.sha256(data).hexdigest(), uploaded=True)


def describe(image: sr.DecodedImage) -> str:
    """Say what was decoded: size, colours, depth, transparency."""
    colours = "grey" if image.channels == 1 else "colour"
    alpha = ", with transparency" if image.alpha is not None else ""
    return f"{image.shape_text} pixels, {colours}, {image.bit_depth} bit{alpha}"


def cut(image: sr.DecodedImage, *, side: int, across: float, down: float) -> sr.DecodedImage:
    """Cut a square of at most `side` pixels at a relative position, 0 (left, top) to 1 (right, bottom)."""
    top, left = round(max(0, image.height - side) * down), round(max(0, image.width - side) * across)
    rows, cols = slice(top, top + side), slice(left, left + side)
    alpha = None if image.alpha is None else image.alpha[rows, cols].copy()
    return replace(image, pixels=image.pixels[rows, cols].copy(), alpha=alpha)


def pick_cut(image: sr.DecodedImage, *, suggested: bool) -> sr.DecodedImage:
    """Offer to enlarge only a part; on by default when `suggested`. Return the picture to work on."""
    sides = [side for side in CUT_SIDES if side < max(image.height, image.width)]
    if not sides:
        return image
    if not st.toggle("Only a part of it", value=suggested, key=f"cut_{suggested}"):
        return image
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
    return cut(image, side=side or sides[0], across=across / 100, down=down / 100)
