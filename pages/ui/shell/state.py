"""The one typed home of what a session keeps besides the values of its widgets.

Streamlit's session state is one dictionary for all pages and all widgets, where a widget's key can overwrite a
picture. Here it holds a single entry of ours, `Kept`, under a name that no widget may have; no other module reads or
writes `st.session_state`. Keys of widgets begin with the name of their page (`PREFIXES`), and a setting that should
outlive a visit to another page says `persist_state="session"`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    import sr_core as sr

    from ..benchmark.own_pictures import Batch
    from ..benchmark.own_run import OwnResult
    from ..compare.session import Session
    from ..photo.outcome import PhotoOutcome
    from ..photo.picture import Picture
    from ..thermal.outcome import ThermalOutcome
    from ..thermal.picture import Thermogram
    from ..workbench.work import Work
    from ..xray.outcome import XrayOutcome
    from ..xray.picture import Radiograph

PREFIXES = ("home_", "models_", "compare_", "benchmark_", "thermal_", "xray_", "frame_")
"""How a widget's key begins: with its page, or with "frame_" where it stands on every page."""
_PLACE = "_kept"


@dataclass(slots=True)
class Upload:
    """One upload field."""

    round: int = 0
    """Part of the field's key; another round is an empty field in the browser."""
    seen: str | None = None
    """File of the field that was read last; None when the field was empty, or is new since the page was left."""


@dataclass(slots=True)
class Photo:
    """What Home and Compare share: one picture."""

    picture: Picture | None = None
    """Shown on both pages."""
    problem: str = ""
    """Why the file in the field is no picture."""
    emptied: bool = False
    """True after a file was removed or failed: no sample takes its place by itself."""
    outcome: PhotoOutcome | None = None
    """Last result on Home."""
    family: str = ""
    """Network chosen on Home, whatever its scale."""
    comparison: Session | None = None
    """Results on Compare."""


@dataclass(slots=True)
class Benchmark:
    """What the Benchmark page keeps."""

    batch: Batch | None = None
    """Pictures that were brought."""
    result: OwnResult | None = None
    """Figures of the last run on them."""


@dataclass(slots=True)
class Thermal:
    """What the Thermal page keeps."""

    thermogram: Thermogram | None = None
    """Shown on the page."""
    problem: str = ""
    """Why the file in the field is no thermogram."""
    asked: tuple[bytes, str, sr.ScalingNeeded] | None = None
    """File, name and question of numbers whose scale is not known."""
    colours: Picture | None = None
    """The file's picture, where it holds colours."""
    outcome: ThermalOutcome | None = None
    """Last result."""
    regions: list[sr.Region] = field(default_factory=list)
    """Drawn, typed or mirrored, oldest first."""
    radiometry_round: int = 0
    """Part of the keys of the radiometric fields."""
    units: dict[str, str] = field(default_factory=dict)
    """sha256 of a file that names no unit -> the unit chosen for it."""
    celsius: dict[str, float] = field(default_factory=dict)
    """Key of a field of degrees -> its value in degC, kept when the unit changes."""


@dataclass(slots=True)
class Xray:
    """What the X-ray page keeps."""

    radiograph: Radiograph | None = None
    """Shown on the page."""
    problem: str = ""
    """Why the file in the field is no radiograph."""
    outcome: XrayOutcome | None = None
    """Last result."""
    done: str = ""
    """Name of a result that has just come and is still to be announced."""
    lines: list[sr.Region] = field(default_factory=list)
    """Drawn with the ruler."""
    lines_place: str = ""
    """Picture and part that the lines belong to."""


@dataclass(slots=True)
class Kept:
    """All of one session."""

    page: str = ""
    """Name of the page that was shown last."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    """Upload fields by name."""
    drawn: dict[str, int] = field(default_factory=dict)
    """Viewer's key -> serial number of the last region the page has got from it."""
    work: Work[Any] | None = None
    """The run in progress."""
    lost: bool = False
    """True where the browser had another session before, which is gone, until a file is chosen again."""
    first_round: int = 0
    """Of upload fields; after a lost session one that the browser has not seen, so that no field names a lost file."""
    stopped: str = ""
    """Page whose run was stopped because the page was left."""
    photo: Photo = field(default_factory=Photo)
    benchmark: Benchmark = field(default_factory=Benchmark)
    thermal: Thermal = field(default_factory=Thermal)
    xray: Xray = field(default_factory=Xray)


def kept() -> Kept:
    """Return what this session keeps."""
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
    found = kept()
    uploads = {name: Upload(upload.round + 1) for name, upload in found.uploads.items()}
    renew(found, page=found.page, uploads=uploads, drawn=found.drawn)


def renew(part: Kept | Photo | Thermal | Xray, **values: Any) -> None:
    """Make a part as new but for these values; the object stays the same for whoever holds it."""
    fresh = type(part)(**values)
    for each in fields(part):
        setattr(part, each.name, getattr(fresh, each.name))


def upload(name: str) -> Upload:
    """Return an upload field."""
    return kept().uploads.setdefault(name, Upload(kept().first_round))


def widget(key: str) -> Any:
    """Return the value of a widget as the last run left it; None for one that has none."""
    assert key.startswith(PREFIXES)
    return st.session_state.get(key)


def set_widget(key: str, value: object) -> None:
    """Give a widget a value, before it is shown or in a callback."""
    assert key.startswith(PREFIXES)
    st.session_state[key] = value
