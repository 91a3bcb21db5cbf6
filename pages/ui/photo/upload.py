"""Choice of the picture: an upload or a sample, and possibly a part of it."""

import hashlib
from collections.abc import Callable

import streamlit as st

import sr_core as sr

from ..shell.address import OWN_KEPT, note, offer_link, read_word, say_refused, share
from ..shell.door import ElsewhereError, follow, pick_file
from ..shell.state import kept, renew
from ..shell.text import plain
from ..shell.uploads import name_shown, release
from ..shell.work import stop
from .picture import Photo, Picture
from .samples import SAMPLES, sample_gallery, sample_image

BELONGS = {sr.THERMOGRAM: ("Thermal", "temperatures"), sr.RADIOGRAPH: ("X-ray", "the values of a radiograph")}
"""Page for a kind of picture, and what a file of this kind holds."""


def pick_picture(page: str, first: str = "") -> Picture | None:
    """Show the upload field and the samples; return the uploaded picture, or the sample that was chosen.

    The address names a sample, and nothing of an upload. A link shows the sample it names, except in place of an
    upload.

    When a file is removed or cannot be read, its picture, results and downloads are dropped: nothing of one file is
    shown under the name of another.

    Args:
        page: "home" or "compare", which share the picture and each have an upload field.
        first: sample that a new visitor begins with where the address names none; "" for none.
    """
    field, photo = f"{page}_upload", kept(Photo)
    wanted = read_word("sample", SAMPLES.__contains__, SAMPLES[first].title if first else "No sample")
    if wanted and photo.picture is not None:
        if photo.picture.digest in SAMPLES:
            _choose_sample(field, wanted)
        else:
            note("sample", OWN_KEPT)
    name = wanted or first
    if name and photo.picture is None and (wanted or not photo.emptied):
        photo.picture = Picture(sample_image(name), name)
    file = pick_file(
        field,
        "Your picture, or a sample below",
        help="Pictures of every usual format, radiographs (DICOM), thermograms, and ZIP archives of them. "
        f"Up to 32 MB, {sr.LIMITS}.",
        camera=True,
    )
    follow(field, file, empty=_empty, take=_take if page == "home" else _take_as_picture)
    chosen = photo.picture.digest if photo.picture and photo.picture.digest in SAMPLES else ""
    sample_gallery(page, chosen, lambda name: _choose_sample(field, name))
    share("sample", chosen)
    offer_link(own=photo.picture is not None and not chosen)
    say_refused("sample")
    if photo.problem:
        st.error(photo.problem)
    if photo.picture is not None:
        if photo.picture.digest not in SAMPLES:
            name_shown(photo.picture.image.name, file)
        st.button(
            "Forget this picture and its result",
            key=f"{page}_forget",
            on_click=_forget,
            args=(field,),
            width="stretch",
        )
    return photo.picture


def show_photo(picture: Picture) -> None:
    """Make this the picture of Home and Compare; what was made of the earlier one is dropped."""
    stop()
    note("sample", "")
    photo = kept(Photo)
    renew(photo, picture=picture, family=photo.family)


def _choose_sample(field: str, name: str) -> None:
    photo = kept(Photo)
    before, made = photo.picture, photo.made
    release(field)
    show_photo(Picture(sample_image(name), name))
    if before is not None and before.digest in SAMPLES:
        photo.made = made


def _empty(problem: str = "") -> None:
    stop()
    note("sample", "")
    photo = kept(Photo)
    renew(photo, problem=problem, emptied=True, family=photo.family)


def _forget(field: str) -> None:
    _empty()
    release(field)


def _take(data: bytes, name: str) -> None:
    """Take a picture; temperatures and values of a radiograph belong on their own pages."""
    try:
        image = sr.decode_shown(data, name)
    except sr.ScalingNeeded:
        raise ElsewhereError("Thermal", "numbers that may be temperatures") from None
    except sr.SRError as error:
        _empty(f"{plain(str(error))}.")
        return
    modality = sr.modality_of(image)
    if modality is not sr.PHOTOGRAPH:
        raise ElsewhereError(*BELONGS[modality])
    show_photo(_picture(image, data))


def _picture(image: sr.DecodedImage, data: bytes) -> Picture:
    return Picture(image, hashlib.sha256(data).hexdigest(), sr.measure_condition(image, data))


def _take_as_picture(data: bytes, name: str) -> None:
    """Take what a viewer shows of a file, whatever it holds: networks for all kinds are compared on it.

    A table, or a TIFF of floats, is shown by no viewer; it is taken as on the first page.
    """
    try:
        show_photo(as_picture(data, name))
    except sr.SRError:
        _take(data, name)


def offer_as_picture(page: str, read: Callable[[], Picture]) -> None:
    """Offer to enlarge a file that holds values as the picture that a viewer shows of it."""
    if st.button("Enlarge it as an ordinary picture", key=f"{page}_as_picture", width="stretch"):
        show_photo(read())
        st.switch_page("home.py")


def as_picture(data: bytes, name: str) -> Picture:
    """Return what a viewer shows of a file, whatever it holds.

    Raises:
        SRError: where it cannot be shown.
    """
    return _picture(sr.decode(data, name, as_picture=True), data)
