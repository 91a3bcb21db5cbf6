"""The one typed home of what a session keeps besides the values of its widgets.

Streamlit's session state is one dictionary for all pages and all widgets, where a widget's key can overwrite a
picture. Here it holds a single entry of ours, `Kept`, under a name that no widget may have: objects by their type.
`kept(Thermal)` is what the Thermal page keeps; the type stands in that page's folder, and this file knows no page. No
other module reads or writes `st.session_state`, since Streamlit may end a run whenever it is read. Keys of widgets
begin with the name of their page (`PREFIXES`), and a setting that should outlive a visit to another page says
`persist_state="session"`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PREFIXES = ("home_", "models_", "compare_", "benchmark_", "thermal_", "xray_", "frame_")
"""How a widget's key begins: with its page, or with "frame_" where it stands on every page."""
_PLACE = "_kept"
T = TypeVar("T")


class Kept:
    """Objects by their type, one of each; made, by the type itself, when first asked for."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._objects: dict[type, Any] = {}

    def of(self, kind: type[T]) -> T:
        """Return the object of a type."""
        if kind not in self._objects:
            self._objects[kind] = kind()
        found: T = self._objects[kind]
        return found

    def drop_all_but(self, kind: type) -> None:
        """Drop the objects of all other types."""
        self._objects = {known: found for known, found in self._objects.items() if known is kind}


@dataclass(slots=True)
class Upload:
    """One upload field."""

    round: int = 0
    """Part of the field's key; another round is an empty field in the browser."""
    seen: str | None = None
    """File of the field that was read last; None when the field was empty, or is new since the page was left."""


@dataclass(slots=True)
class Shell:
    """What is kept on behalf of every page."""

    page: str = ""
    """Name of the page that was shown last."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    """Upload fields by name."""
    drawn: dict[str, int] = field(default_factory=dict)
    """Viewer's key -> serial number of the last region the page has got from it."""
    lost: bool = False
    """True where the browser had another session before, which is gone, until a file is chosen again."""
    first_round: int = 0
    """Of upload fields; after a lost session one that the browser has not seen, so that no field names a lost file."""


def kept(kind: type[T]) -> T:
    """Return what this session keeps of a type."""
    return _home().of(kind)


def _home() -> Kept:
    found: Kept | None = st.session_state.get(_PLACE)
    if found is None:
        found = st.session_state[_PLACE] = Kept()
    return found


def browser_was_here() -> bool:
    """True in the first run of a session whose browser shows widgets of another one already, which is gone."""
    context = get_script_run_ctx()
    assert context is not None
    # What the browser has sent, before this run has widgets of its own; private, see `session.py`.
    return _PLACE not in st.session_state and bool(context.session_state._state._new_widget_state.states)


def clear() -> None:
    """Keep nothing but the page, what the viewers have told, and the upload fields, which all become empty."""
    home = _home()
    shell = home.of(Shell)
    uploads = {name: Upload(upload.round + 1) for name, upload in shell.uploads.items()}
    renew(shell, page=shell.page, uploads=uploads, drawn=shell.drawn)
    home.drop_all_but(Shell)


def renew(part: DataclassInstance, **values: Any) -> None:
    """Make what is kept as new but for these values; the object stays the same for whoever holds it."""
    fresh = type(part)(**values)
    for each in fields(part):
        setattr(part, each.name, getattr(fresh, each.name))


def upload(name: str) -> Upload:
    """Return an upload field."""
    shell = kept(Shell)
    return shell.uploads.setdefault(name, Upload(shell.first_round))


def widget(key: str) -> Any:
    """Return the value of a widget as the last run left it; None for one that has none."""
    assert key.startswith(PREFIXES)
    return st.session_state.get(key)


def set_widget(key: str, value: object) -> None:
    """Give a widget a value, before it is shown or in a callback."""
    assert key.startswith(PREFIXES)
    st.session_state[key] = value
