"""State of a session, as typed objects, besides the values of its widgets.

Streamlit's session state is one dictionary for all pages and all widgets, where a widget's key can overwrite a
picture. Here it holds a single entry of ours, `Kept`, under a name that no widget may have: objects by their type.
`kept(Thermal)` is the state of the Thermal page; its type is defined in that page's folder, and this file knows no
page. No other module reads or writes `st.session_state`, since Streamlit may end a run whenever it is read. Keys of
widgets begin with the name of their page (`PREFIXES`), and a setting that should outlive a visit to another page has
`persist_state="session"`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from streamlit.runtime.app_session import AppSession

PREFIXES = ("home_", "models_", "compare_", "benchmark_", "thermal_", "xray_", "lesson_", "frame_")
"""Beginnings of widgets' keys: the name of the page, or "frame_" for widgets on every page."""
_PLACE = "_kept"
T = TypeVar("T")


class Kept:
    """Objects by their type, one of each type; an object is made when it is first asked for."""

    def __init__(self) -> None:
        """Begin without objects."""
        self._objects: dict[type, Any] = {}

    def of(self, kind: type[T]) -> T:
        """Return the object of a type."""
        if kind not in self._objects:
            self._objects[kind] = kind()
        found: T = self._objects[kind]
        return found

    def size(self) -> int:
        """Return the bytes of all files and pictures that the objects hold; what several of them hold counts once."""
        size, seen, left = 0, set(), list[Any](self._objects.values())
        while left:
            entry = left.pop()
            if id(entry) in seen:
                continue
            seen.add(id(entry))
            if is_dataclass(entry) and not isinstance(entry, type):
                left += [getattr(entry, each.name) for each in fields(entry)]
            elif isinstance(entry, Kept):
                left += entry._objects.values()
            elif isinstance(entry, Mapping):
                left += entry.values()
            elif isinstance(entry, (list, tuple)):
                left += entry
            elif isinstance(entry, BytesIO):
                size += entry.getbuffer().nbytes
            else:
                size += len(entry) if isinstance(entry, bytes) else getattr(entry, "nbytes", 0)
        return size

    def drop_all_but(self, kind: type) -> None:
        """Drop the objects of all other types."""
        self._objects = {known: found for known, found in self._objects.items() if known is kind}


@dataclass(slots=True)
class Upload:
    """State of one upload field."""

    round: int = 0
    """Part of the field's key; with another number the field is empty in the browser."""
    seen: str | None = None
    """Id of the file that was read last; None when the field was empty, or the page was left since."""


class Source(Protocol):
    """Upload of Streamlit, or one that another page has handed over."""

    file_id: str
    name: str

    def getvalue(self) -> bytes:
        """Return the bytes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Files that another page has handed over."""

    page: str
    """Name of the page that they were opened on."""
    sources: tuple[Source, ...]
    """Uploads."""
    place: int
    """Index of the chosen file among the files of all uploads, those of archives included."""
    said: str
    """Sentence, as Markdown, that says why the page was opened."""


@dataclass(slots=True)
class Shell:
    """State that all pages share."""

    page: str = ""
    """Name of the page that was shown last."""
    asked: dict[str, str] = field(default_factory=dict)
    """Words in the address with which the page was opened, until they were followed or the page is left; see
    `read_address`."""
    unknown: tuple[str, ...] = ()
    """Names in that address that the page does not know."""
    refused: dict[str, str] = field(default_factory=dict)
    """Name of a word that asks for what is not offered -> sentence that says so."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    """Upload fields by name."""
    arrival: Arrival | None = None
    """Files that another page has handed over to the one that is shown."""
    drawn: dict[str, int] = field(default_factory=dict)
    """Key of a viewer -> serial number of the last region that the page has got from it."""
    lost: bool = False
    """True after the server dropped the browser's earlier session, until a file is chosen again."""
    token: str = field(default_factory=partial(secrets.token_urlsafe, 32))
    """Secret of 256 random bits by which the browser tab proves after a reload that this session was its own."""
    first_round: int = 0
    """First round of new upload fields; after a lost session a new number, so that no field names a lost file."""


def kept(kind: type[T]) -> T:
    """Return this session's object of a type."""
    return _home().of(kind)


def _home() -> Kept:
    found: Kept | None = st.session_state.get(_PLACE)
    if found is None:
        found = st.session_state[_PLACE] = Kept()
    return found


def browser_was_here() -> bool:
    """True in the first run of a session whose browser still shows widgets of an earlier, dropped session."""
    context = get_script_run_ctx()
    assert context is not None
    # These are the values that the browser has sent; the attributes are private, see `session.py`.
    return _PLACE not in st.session_state and bool(context.session_state._state._new_widget_state.states)


def kept_in(session: AppSession) -> Kept | None:
    """Return what another session keeps; None before its first run."""
    try:
        found: Kept = session.session_state[_PLACE]
    except KeyError:
        return None
    return found


def settings_in(session: AppSession) -> dict[str, Any]:
    """Return the values of another session's widgets, by key, where a widget keeps its value when its page is left."""
    state = session.session_state
    # Which widgets these are, only private attributes tell; see `session.py`.
    keeping = {
        key
        for widget, key in state._key_id_mapper.id_key_mapping.items()
        if state._persist_tracker.scope_of(widget) == "session"
    }
    return {key: state[key] for key in keeping if key in state}


def take_over(home: Kept, settings: Mapping[str, object]) -> None:
    """Keep what another session kept, with the values of its settings, and let the page be opened anew.

    The upload fields are then taken for empty, as after a visit to another page.
    """
    shell, here = home.of(Shell), kept(Shell)
    shell.page, shell.token = "", here.token
    st.session_state[_PLACE] = home
    for key, value in settings.items():
        set_widget(key, value)


def clear() -> None:
    """Drop all state but page, token, serial numbers of the viewers, and upload fields, which become empty."""
    home = _home()
    shell = home.of(Shell)
    uploads = {name: Upload(upload.round + 1) for name, upload in shell.uploads.items()}
    renew(shell, page=shell.page, token=shell.token, uploads=uploads, drawn=shell.drawn)
    home.drop_all_but(Shell)


def renew(part: DataclassInstance, **values: Any) -> None:
    """Reset an object to its defaults, except for these values; the object itself stays the same one."""
    fresh = type(part)(**values)
    for each in fields(part):
        setattr(part, each.name, getattr(fresh, each.name))


def upload(name: str) -> Upload:
    """Return an upload field."""
    shell = kept(Shell)
    return shell.uploads.setdefault(name, Upload(shell.first_round))


def widget(key: str) -> Any:
    """Return the value of a widget after the last run; None for a widget without a value."""
    assert key.startswith(PREFIXES)
    return st.session_state.get(key)


def set_widget(key: str, value: object) -> None:
    """Set the value of a widget, before it is shown or in a callback."""
    assert key.startswith(PREFIXES)
    st.session_state[key] = value
