"""A network that the visitor brings: its upload, its check, what was found of it; kept in the session's memory only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

import sr_core as sr

from ..shell.state import kept, renew
from ..shell.text import count, plain
from ..shell.uploads import free, upload_key
from ..shell.work import Told, follow, stop

_FIELD = "frame_own_network"
_PEAKS = {1: "0 to 1", 255: "0 to 255"}
CHECKING = "Checking your network"
ACCEPTED = (
    "Choose an ONNX file, or *weights.safetensors* and *card.toml* of a network trained with this project, together or "
    "in a ZIP archive. The network must take one picture of 1 or 3 channels (NCHW) and return it larger or at the same "
    "size. Pickles (.pth, .pt) are never opened."
)
EXPORT = (
    "Export ONNX in float32, with an opset from 9 to 22 and all weights in the file. Height and width of the input may "
    "be free or fixed."
)
PRIVATE = (
    "Your network stays in the memory of this session: it is not written to disk, and no other visitor can use it. It "
    "runs in a process of its own, with limits on memory and time."
)
SWITCHED_OFF = (
    "This server has switched off networks of visitors, since they need a second process. Run the app on your own "
    "computer to use one."
)


@dataclass(slots=True)
class OwnNetwork:
    """The visitor's network."""

    guest: sr.Guest | None = None
    """The network once it is checked."""
    tried: tuple[object, ...] = ()
    """Files and settings that were checked last."""
    problem: str = ""
    """Reason why these are no network that can be used."""


def own_methods(page: str, scale: int) -> tuple[list[sr.Guest], Callable[[], None]]:
    """Show the visitor's network, or the field for one.

    Args:
        page: beginning of the widgets' keys.
        scale: enlargement per side that the page works at.

    Returns:
        The network as a method of this scale, or nothing; and what checks a new one, which the page calls when it has
        shown everything else.
    """
    here = kept(OwnNetwork)
    with st.expander("Bring your own network", expanded=here.guest is not None or bool(here.problem)):
        if not sr.workers_allowed():
            st.info(SWITCHED_OFF)
            return [], _nothing
        if here.guest is None:
            return [], _offer(here, page)
        st.markdown(f"**{plain(here.guest.title)}** · {_said(here.guest)}")
        st.button("Remove your network", on_click=_remove, key=f"{page}_own_network_remove", width="stretch")
        try:
            return [here.guest.at(scale)], _nothing
        except sr.SRError as error:
            st.info(f"{plain(str(error))}.")
            return [], _nothing


def show_guest(guest: sr.Guest) -> None:
    """Say what is known of the visitor's network, in a box among those of ours."""
    st.markdown(f"**{plain(guest.title)}** · own network")
    st.markdown(plain(guest.summary))
    st.markdown("\n".join(f"- {text}" for text in _limits(guest)))


def _nothing() -> None:
    """Check nothing."""


def _offer(here: OwnNetwork, page: str) -> Callable[[], None]:
    """Show the field; return what checks the files in it."""
    st.caption(ACCEPTED)
    peak = st.segmented_control(
        "Values of a picture in your network (ONNX)",
        list(_PEAKS),
        default=1,
        format_func=_PEAKS.__getitem__,
        key=f"{page}_own_network_peak",
        required=True,
        persist_state="session",
        width="stretch",
    )
    files = st.file_uploader("Your network", accept_multiple_files=True, key=upload_key(_FIELD), help=EXPORT)
    tried = (peak, *(file.file_id for file in files))
    if not files:
        here.tried, here.problem = (), ""
    place = st.container()
    if files and tried != here.tried:
        return partial(_check, here, files, int(str(peak)), tried, place)
    if here.problem:
        st.error(f"{plain(here.problem)}.")
    st.caption(PRIVATE)
    return _nothing


def _check(
    here: OwnNetwork, files: Sequence[UploadedFile], peak: int, tried: tuple[object, ...], place: DeltaGenerator
) -> None:
    """Check the files with a bar, or follow the check in progress; then show the page anew."""
    with place:
        st.button("Stop", key="frame_own_network_stop", on_click=_stop, args=(here, tried), width="stretch")
        view = _Bar()
    brought = [(file.name, file.getvalue()) for file in files]

    def job(told: Told) -> sr.Guest:
        return sr.read_guest(brought, peak=peak, check=told.check)

    try:
        guest = follow(("own network", *tried), CHECKING.lower(), job, view, kind="own_network")
    except sr.SRError as error:
        here.tried, here.problem = tried, str(error)
    else:
        renew(here, guest=guest)
        free(_FIELD)  # the network holds its bytes itself
    st.rerun()


class _Bar:
    """Says that the network is being checked; how long that takes is not known."""

    def __init__(self) -> None:
        self._bar = st.progress(0.0, text=CHECKING)

    def progress(self, share: float, text: str) -> None:
        """Show the place in the queue, or that the check goes on."""
        self._bar.progress(share, text=plain(text))

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show nothing."""


def _stop(here: OwnNetwork, tried: tuple[object, ...]) -> None:
    here.tried, here.problem = tried, "the check was stopped; choose the file again"
    stop()


def _remove() -> None:
    renew(kept(OwnNetwork))


def _said(guest: sr.Guest) -> str:
    """Say in one line what a network does."""
    enlarges = "keeps the size, so bicubic enlarges first" if guest.keeps_size else f"enlarges {guest.scale}×"
    colours = "colour" if guest.channels == "rgb" else "brightness only, colour by bicubic"
    return f"{enlarges}, {colours}, {count(guest.parameters)} parameters"


def _limits(guest: sr.Guest) -> list[str]:
    """List what a reader should know of a network of which only its operations are known."""
    found = ["Its training is unknown here, so the picture may be one that it was trained on."]
    if guest.channels == "y":
        found.append("It draws the brightness only; colour is enlarged by bicubic.")
    if guest.keeps_size:
        found.append("It keeps the size of its input, so the picture is enlarged by bicubic before it.")
    if guest.window is not None:
        height, width = guest.window
        found.append(f"It takes {width} × {height} pixels only, so the picture is cut into tiles of that size.")
    if guest.reaches_far:
        found.append("Every pixel depends on distant ones, so the edges of tiles may be seen in large pictures.")
    found.append("Its time is that of a process that gives way to others, without the start of the process.")
    return found
