"""Verification: a bundle's result is made again, and compared value by value."""

from dataclasses import dataclass, replace

import numpy as np

from ..checkpoints.store import find_card
from ..condition.condition import measure_condition, shrink_to_detail
from ..decode import decode_shown
from ..engine.engines import choose_engine
from ..engine.path import path_cards
from ..enlarge import OnStage, Task, enlarge
from ..errors import DecodeError, EngineError, SRError
from ..image.color import to_grey
from ..types import DecodedImage
from .bundle import Bundle, read_bundle
from .provenance import PictureFacts, Provenance

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Change:
    """How the result that was made again differs from that of the bundle."""

    values: int
    """Number of values that differ, alpha included."""
    of: int
    """Number of values in all."""
    largest: float
    """Largest difference: in levels of the picture's own depth, or in its unit; NaN where only one of them is missing a
    value."""
    pixels: int
    """Number of pixels with such a value."""
    top: int
    """First row with one, from 1."""
    bottom: int
    """Last row with one."""
    left: int
    """First column with one, from 1."""
    right: int
    """Last column with one."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found."""

    made_again: bool
    """True if the result was made again from an input."""
    same: bool
    """True if nothing was found that is not as the bundle says."""
    change: Change | None
    """How the results differ; None if they do not, or none was made again."""
    checked: tuple[str, ...]
    """What was checked and is right, one sentence each."""
    problems: tuple[str, ...]
    """What is not the same and why, one sentence each."""
    unchecked: tuple[str, ...]
    """What could not be checked, one sentence each."""


def verify(
    data: bytes,
    source: bytes | None = None,
    *,
    name: str = "bundle.zip",
    engine: str = "",
    on_stage: OnStage | None = None,
) -> Verification:
    """Check a bundle, and with the picture that it was made of make the result again.

    Args:
        data: the bundle.
        source: the picture's file; None to check the files of the bundle only.
        name: name of the bundle, for messages.
        engine: "openvino" or "torch" to make the result in that engine; empty for the one that the bundle names, or the
            one that is there.
        on_stage: see `enlarge`.

    Raises:
        DecodeError: for a bundle that is not as it was written, and an input that cannot be read.
        SRError: if the result cannot be made here, as where a network is not installed.
    """
    bundle = read_bundle(data, name)
    told = bundle.provenance
    checked = ["Every file in the bundle is as its list says, and the result holds the values that the record names."]
    if source is None:
        unchecked = [
            "Whether this result was made from the picture: give the picture, too, and the result is made again."
        ]
        return Verification(False, True, None, tuple(checked), (), (*unchecked, *_missing_here(told)))
    picture = _read_picture(source, told)
    if isinstance(picture, str):
        said = ("The result was not made again, since that needs the picture it was made from.",)
        return Verification(False, False, None, tuple(checked), (picture,), said)
    checked.append("The picture holds the values that the record names.")
    part = told.task.part
    if part is not None and not part.is_inside(picture.height, picture.width):
        raise DecodeError(f"{name}: expected a part inside the picture, found {part.text}; take the bundle as written")
    task = _task_here(told, engine)
    made = enlarge(picture, task, compare=(), agree=False, on_stage=on_stage)
    now = Provenance.of(made)
    reasons = _reasons(told, now)
    change = compare(made.result.image, bundle.result)
    if change is None:
        checked.append(f"The result was made again with the same bytes: {_all_equal(bundle)}.")
        checked += [f"It is the same although there is {reason}." for reason in reasons]
        return Verification(True, True, None, tuple(checked), (), ())
    problems = [_change_text(change, bundle.result), *(f"There is {reason}." for reason in reasons)]
    if not reasons:
        problems.append("All that the record names is the same here, so this processor rounds differently.")
    return Verification(True, False, change, tuple(checked), tuple(problems), ())


def compare(image: DecodedImage, other: DecodedImage) -> Change | None:
    """Return how two results of one kind differ; None if every value is equal, missing ones included.

    Raises:
        EngineError: for results of different sizes or kinds.
    """
    if replace(PictureFacts.of(image, "-"), alpha=False) != replace(PictureFacts.of(other, "-"), alpha=False):
        raise EngineError(
            f"the result that was made again has {image.shape_text} pixels, that of the bundle {other.shape_text}, or "
            "they are of different kinds; the record does not belong to this result"
        )
    here, there = _samples(image), _samples(other)
    if here.shape != there.shape:
        raise EngineError("only one of the two results is transparent; the record does not belong to this result")
    equal = (here == there) | (np.isnan(here) & np.isnan(there))
    if equal.all():
        return None
    distances = np.abs(here - there)
    places = ~equal.all(axis=2)
    rows, columns = np.flatnonzero(places.any(axis=1)), np.flatnonzero(places.any(axis=0))
    known = np.isfinite(distances) & ~equal
    return Change(
        values=int(np.count_nonzero(~equal)),
        of=equal.size,
        largest=float(distances[known].max()) if known.any() else float("nan"),
        pixels=int(np.count_nonzero(places)),
        top=int(rows[0]) + 1,
        bottom=int(rows[-1]) + 1,
        left=int(columns[0]) + 1,
        right=int(columns[-1]) + 1,
    )


def _samples(image: DecodedImage) -> np.ndarray:
    """Return (H, W, C) float32, alpha last; all values of 16 bits are held."""
    pixels = image.pixels if image.alpha is None else np.dstack((image.pixels, image.alpha))
    return pixels.astype(np.float32)


def _all_equal(bundle: Bundle) -> str:
    image = bundle.result
    return f"all {image.pixels.size + (0 if image.alpha is None else image.alpha.size):,} values are equal"


def _change_text(change: Change, image: DecodedImage) -> str:
    unit = image.unit if image.unit not in ("", "US") else "levels" if not image.unit else "stored values"
    largest = f"{change.largest:.6g} {unit}" if change.largest == change.largest else "a missing value"
    return (
        f"The result that was made again is not the same: the largest difference is {largest}, in {change.values:,} of "
        f"{change.of:,} values ({100 * change.values / change.of:.2g} %) of {change.pixels:,} pixels, between rows "
        f"{change.top} and {change.bottom} and columns {change.left} and {change.right}."
    )


def _read_picture(source: bytes, told: Provenance) -> DecodedImage | str:
    """Read the picture as it was read before; return a sentence if it is another one."""
    how = told.read_as
    image = decode_shown(
        source,
        "the picture",
        unit=how.unit,
        scaling=how.scaling,
        radiometry=how.radiometry,
        as_picture=how.as_picture,
        frame=how.frame,
    )
    wanted = told.picture
    for variant in _variants(image, source, wanted):
        if variant.sha256() == wanted.sha256:
            return variant
    found = PictureFacts.of(image)
    here, there = (f"{each.shape_text} pixels of sha256 {each.sha256[:_SHORT]}..." for each in (found, wanted))
    return f"This is not the picture that the result was made from: found {here}, the record names {there}."


def _variants(image: DecodedImage, source: bytes, wanted: PictureFacts) -> list[DecodedImage]:
    """Return the picture as read and as pages change it: a radiograph in grey, a soft photograph made smaller."""
    found = [image]
    if image.channels > wanted.channels:
        found.append(to_grey(image)[0])
    if not image.unit and (wanted.height, wanted.width) != (image.height, image.width):
        found.append(shrink_to_detail(image, measure_condition(image, source)))
    return found


def _task_here(told: Provenance, engine: str) -> Task:
    """Return the task with the engine that made the result, where that is one and is here."""
    if not told.engines:
        return told.task
    wanted = engine or (told.engines[0] if len(set(told.engines)) == 1 else "auto")
    if not engine:
        try:
            for card in path_cards(told.task.method):
                choose_engine(card, wanted)
        except EngineError:
            wanted = "auto"
    return replace(told.task, options=replace(told.task.options, engine=wanted))


def _reasons(told: Provenance, now: Provenance) -> list[str]:
    """Name what is not as it was when the bundle was made."""
    found = []
    if told.input.sha256 != now.input.sha256:
        found.append("another input of the network, made from the same picture")
    for name, sha256 in told.weights.items():
        if (here := now.weights.get(name, "")) != sha256:
            found.append(
                f"a network {name} with other weights: sha256 begins {here[:_SHORT]}, in the bundle {sha256[:_SHORT]}"
            )
    if told.engines != now.engines:
        found.append(f"another engine: {_listed(now.engines)}, in the bundle {_listed(told.engines)}")
    if told.precision != now.precision:
        found.append(f"another precision: {now.precision}, in the bundle {told.precision}")
    for name in sorted(told.versions.keys() & now.versions.keys()):
        if told.versions[name] != now.versions[name]:
            found.append(f"another version of {name}: {now.versions[name]}, in the bundle {told.versions[name]}")
    return found


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(names)) or "none"


def _missing_here(told: Provenance) -> list[str]:
    """Say what would be missing to make the result again here."""
    said = []
    for name, sha256 in told.weights.items():
        try:
            card = find_card(name)
        except SRError as error:
            said.append(f"{error}.")
            continue
        if card.sha256 != sha256:
            said.append(f"The network {name} has other weights here than in the bundle.")
    return said
