"""What came of one file: decoded to a picture that holds together, refused in a sentence, or anything else."""

import numpy as np

from sr_core.decode import decode, decode_visible
from sr_core.errors import SRError
from sr_core.files.archive import is_archive, list_archive
from sr_core.types import DecodedImage

DECODED, REFUSED = "decoded", "refused"


def outcome_of(data: bytes, *, as_picture: bool = False) -> str:
    """Return `DECODED`, `REFUSED`, or in words what is wrong; a ZIP is refused if none of its files can be read.

    An error that is not SRError is described and not raised, so that a run goes on.
    """
    try:
        if not is_archive(data):
            visible = _visible(data)
            return visible or _check(decode(data, "fuzz", as_picture=as_picture))
        found = [_member(file.read) for file in list_archive(data, "fuzz.zip")]
        return next((outcome for outcome in found if outcome not in (DECODED, REFUSED)), min(found))
    except SRError as error:
        return _check_sentence(str(error))
    except Exception as error:  # the very thing that is looked for
        return f"raised {error!r}"


def _visible(data: bytes) -> str:
    """Return in words what is wrong with the visible picture of a thermogram; empty if nothing is."""
    try:
        found = decode_visible(data, "fuzz")
    except SRError as error:
        outcome = _check_sentence(str(error))
    else:
        outcome = DECODED if found is None else _check(found.image)
        if found is not None and found.frame is not None:
            found.frame.of(found.image)
    return "" if outcome in (DECODED, REFUSED) else outcome


def _member(read) -> str:  # type: ignore[no-untyped-def]
    try:
        return _check(decode(read(), "member"))
    except SRError as error:
        return _check_sentence(str(error))


def _check(image: DecodedImage) -> str:
    if image.unit and not np.isfinite(image.pixels).any():
        return "no measured value is a number"
    if any("\n" in note or len(note) > 300 for note in image.notes):
        return f"a note is no sentence: {image.notes!r}"
    return DECODED


def _check_sentence(text: str) -> str:
    bad = "\n" in text or not 20 <= len(text) <= 400 or "Error" in text
    return f"no sentence: {text!r}" if bad else REFUSED
