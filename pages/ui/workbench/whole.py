"""The whole of a large picture as a file, which the browser receives while it is made."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.state import kept
from ..shell.stream import Stream, Streams
from ..shell.text import duration, figure, plain
from ..shell.work import Told
from .cost import cost, price
from .enlarging import stage_text
from .evidence import FORCE
from .methods import INVENTED
from .outcome import announce
from .saving import offer_stream

MOST_PIXELS = 200_000_000
"""Pixels of the largest file: what 48 megapixels give at x2. The browser holds its bytes, about 400 MB as PNG."""
FILES = {name: (known.extension, known.mime) for name, known in (sr.FORMATS | sr.VALUE_FORMATS).items()}
FILES |= {"dicom": (".dcm", "application/dicom")}
"""Format that `sr.enlarge_into` knows -> end of the file's name, kind of the file for the browser."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is made of."""

    image: sr.DecodedImage
    """The picture."""
    digest: str
    """Digest that differs between all pictures."""
    task: sr.Task
    """Task that is done; its part is that of the whole, None."""
    source: bytes = b""
    """Bytes of the picture's own file, of which a DICOM file is derived."""
    keep_identity: bool = False
    """True to keep patient and study in a DICOM file."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that was made of a whole picture."""

    what: Hashable
    """What the file is of, equal for the same picture with the same settings."""
    digest: str
    """Digest of the picture."""
    told: sr.WrittenFile
    """What was told of the file."""
    token: str
    """Token under which the browser has its tiles; empty where it got none."""


@dataclass(slots=True)
class Wholes:
    """Last file that each page made of a whole picture."""

    made: dict[str, Whole] = field(default_factory=dict)
    """Page -> its file."""
    new: str = ""
    """Page whose file is still to be announced; empty if there is none."""


def pick_format(page: str, formats: dict[str, str], help: str | None = None) -> str:
    """Show the formats, by their names for people; return the chosen one as `sr.enlarge_into` knows it."""
    name = st.segmented_control(
        "Format",
        list(formats),
        default=next(iter(formats)),
        key=f"{page}_whole_format_{len(formats)}",
        required=True,
        persist_state="session",
        help=help,
    )
    return formats[str(name)]


def offer_whole(
    page: str, wanted: Wanted, format: str, name: Callable[[str], str], beside: DeltaGenerator, *, shows: bool = False
) -> None:
    """Offer to make the whole picture as a file, and follow its run; call after all else of the page is written.

    Args:
        page: beginning of the widgets' keys.
        wanted: what the file is made of.
        format: format that is written in bands, a key of `FILES`.
        name: returns the name of the file for its end, such as ".png".
        beside: an empty place at the top of the result's column; see `RunView`.
        shows: True where the page shows the whole, see `whole_in_browser`; the browser then also gets its tiles.
    """
    image, task = wanted.image, wanted.task
    too_large = cost(image, task, most=MOST_PIXELS) == float("inf")
    enforced = task.options.keep_measured is not None
    advice = "Writing the file comes on top. Your browser saves it when it is complete."
    if too_large:
        advice = "Choose a smaller scale."
    elif enforced:
        advice = f"Turn off “{FORCE}”: it needs the whole result in memory."
    st.caption(f"Result: {price(image, task, most=MOST_PIXELS)}. {advice}")
    if sr.is_generated(task.method):
        st.caption(INVENTED)
    pressed = st.button("Make the file", key=f"{page}_whole_run", width="stretch", disabled=too_large or enforced)
    extension, mime = FILES[format]
    what = wanted.digest, task, format, wanted.keep_identity

    def produce(stream: Stream, told: Told) -> Whole:
        size = task.size or sr.Size(image.height * task.scale, image.width * task.scale)

        def tiles_of(picture: int) -> Callable[[sr.DecodedImage], None]:
            pyramid = sr.Pyramid(size.height, size.width)

            def on_band(band: sr.DecodedImage) -> None:
                for tile in pyramid.take(band):
                    stream.put_beside(picture, tile)

            return on_band

        def on_stage(stage: sr.Stage) -> None:
            told.progress(stage.share, stage_text(stage))
            told.let_others()

        made = sr.enlarge_into(
            image,
            task,
            format,
            stream,
            source=wanted.source if format == "dicom" else b"",
            keep_identity=wanted.keep_identity,
            on_stage=on_stage,
            on_band=tiles_of(0) if shows else None,
            on_bicubic=tiles_of(1) if shows and task.method != "bicubic" else None,
        )
        return Whole(what, wanted.digest, made, stream.token if shows else "")

    files = kept(Wholes).made
    try:
        made = offer_stream(f"{page}_whole", what, beside, produce, name=name(extension), mime=mime, wanted=pressed)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    if made is not None:
        files[page] = made
        kept(Wholes).new = page
        st.rerun()
    if page in files and files[page].what == what:
        st.caption(_said(files[page].told, image.unit))


def whole_in_browser(page: str, digest: str) -> Whole | None:
    """Return the last file of this picture, made with `shows`, if the browser has its tiles; else None.

    A new one is announced.
    """
    whole, stream = kept(Wholes).made.get(page), kept(Streams).shown.get(f"{page}_whole")
    if whole is None or stream is None or (stream.what, whole.digest) != (whole.what, digest) or not whole.token:
        return None
    if kept(Wholes).new == page:
        kept(Wholes).new = ""
        announce("The whole picture")
    return whole


def _said(made: sr.WrittenFile, unit: str) -> str:
    """Say what was written: size, time, and how far the result agrees with the picture."""
    by = f"{made.agreement.levels:.2f} grey levels on average (0-255)"
    if unit:
        by = f"{figure(made.agreement.mean, 3)}{'' if unit == 'US' else f' {unit}'} on average"
    return (
        f"Made: {made.shape_text} pixels, {made.bytes / 1e6:,.0f} MB, {duration(made.seconds)}. Shrunk back, it "
        f"differs from your picture by {by}."
    )
