"""Bundle: a ZIP archive with a result, how it was made, and what is known of it; never with the picture it was made of.

Everything in it is fixed by the result: names, order, times, and no compression, so that the same result gives the same
bytes. What it holds is listed with sha256 in `manifest.json`. The list is not signed: it finds damage, while only a
result that is made again proves how it was made (`verify`).
"""

import hashlib
import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from json import dumps
from typing import Any

import numpy as np

from ..decode import decode
from ..encode import encode
from ..engine.path import path_cards
from ..enlarge import Enlargement
from ..errors import DecodeError, EncodeError
from ..files.archive import ArchiveFile, list_archive
from ..files.limits import LIMITS
from ..files.text import file_label
from ..modalities import is_generated
from ..types import DecodedImage, Score
from .provenance import Provenance
from .record import MAX_JSON, read_json, read_record

MANIFEST, SETTINGS, FIGURES, WARNINGS, README = (
    "manifest.json",
    "settings.json",
    "figures.json",
    "warnings.txt",
    "README.txt",
)
RESULTS = {
    "": ("result.png", "png"),
    "degC": ("result.tiff", "celsius-tiff"),
    **dict.fromkeys(("HU", "OD", "US"), ("result.tiff", "values-tiff")),
}
"""Unit -> name and format of the result in a bundle: each holds every value to the bit."""
MAX_BUNDLE_FILES = 40
"""Largest number of files in a bundle."""

_KIND = "Honest Pixels bundle, version 1"
_FIXED = frozenset({MANIFEST, SETTINGS, FIGURES, WARNINGS, README, *(name for name, _ in RESULTS.values())})
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.[a-z0-9]{1,8}")
_WHEN = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_INVENTS = "The network was trained to look sharp: it invents detail, which is no evidence."
_LATER_STEPS = "Later networks worked on what earlier ones drew, so their detail is less certain."
_ABOUT = """This archive was written by {program}. {notice}

{text}

{result} is the result. {settings} says all that is needed to make it again, {figures} what was
measured, with the protocol of each figure, and {warnings} what to mind. {manifest} lists all files
with their sha256. The picture that was enlarged is not here, only the sha256 of its values.

To make the result again and compare every value, keep your picture and run:

    honest-pixels verify BUNDLE.zip PICTURE

Without PICTURE, only the files in the archive are checked.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A bundle that was read, and whose files are those of its list."""

    provenance: Provenance
    """How the result was made."""
    result: DecodedImage
    """The result; its values are those that the record names."""
    figures: dict[str, Any]
    """What was measured, as in `figures.json`."""
    warnings: tuple[str, ...]
    """What to mind, one sentence each."""
    extras: dict[str, bytes]
    """Further files, such as error bars and what is said of them: name -> content."""


def write_bundle(
    made: Enlargement, *, warnings: Sequence[str] = (), extras: Mapping[str, bytes] | None = None
) -> bytes:
    """Write a result with all that is known of it as a ZIP archive.

    Args:
        made: the enlargement.
        warnings: sentences beyond those that follow from the method.
        extras: further files, name -> content, such as error bars ("bars.tiff") and what is said of their coverage
            ("bars.json"). Names are of small letters, digits, "-" and "_", with a suffix.

    Returns:
        The archive: the same bytes for the same enlargement.

    Raises:
        EncodeError: for a result that is larger than what is read again, and for names that are not allowed.
    """
    provenance, image = Provenance.of(made), made.result.image
    name, format = RESULTS[image.unit]
    more = dict(extras or {})
    if wrong := [each for each in more if each in _FIXED or not _NAME.fullmatch(each)]:
        raise EncodeError(f"a bundle needs file names such as bars.tiff, found {wrong[0]!r:.80}; choose another name")
    if problem := bundle_problem(image):
        raise EncodeError(problem)
    said = (provenance.notice, *_method_warnings(made), *made.result.notes, *warnings)
    names = {"result": name, "settings": SETTINGS, "figures": FIGURES, "warnings": WARNINGS, "manifest": MANIFEST}
    about = _ABOUT.format(program=provenance.about.program, notice=provenance.notice, text=provenance.text, **names)
    files = {
        README: about.encode(),
        SETTINGS: provenance.as_json(1).encode(),
        FIGURES: dumps(_figures(made), indent=1, allow_nan=False).encode(),
        WARNINGS: "".join(f"{_line(each)}\n" for each in said).encode(),
        name: encode(image, format, provenance.about),
        **{each: more[each] for each in sorted(more)},
    }
    listed = {each: hashlib.sha256(content).hexdigest() for each, content in files.items()}
    files[MANIFEST] = dumps({"kind": _KIND, "files": listed}, indent=1).encode()
    data = _zipped(files)
    if len(data) > LIMITS.file_mb * 2**20:
        raise EncodeError(
            f"a bundle holds at most {LIMITS.file_mb} MB, this one would have {len(data) >> 20}; choose a part"
        )
    return data


def bundle_problem(image: DecodedImage) -> str:
    """Say why a bundle of a result could not be read again; empty if it can."""
    channels = image.channels + (image.alpha is not None)
    try:
        LIMITS.check_picture(image.width, image.height, image.bit_depth * channels)
        LIMITS.check_file(image.height * image.width * channels * image.pixels.itemsize)
    except DecodeError as error:
        return f"a bundle holds a result that can be read again: {error}"
    return ""


def read_bundle(data: bytes, name: str = "bundle.zip") -> Bundle:
    """Read a bundle in memory, and check every file of it against its list.

    Args:
        data: the whole archive.
        name: name of the file, for messages.

    Raises:
        DecodeError: for anything but a bundle as it was written: files that are missing, changed, too large or not on
            its list, names with folders, and records that do not fit.
    """
    label = file_label(name)
    files = _members(data, label)
    manifest = read_json(_take(files, MANIFEST, label, MAX_JSON), f"{label}, {MANIFEST}")
    if not isinstance(manifest, dict) or manifest.get("kind") != _KIND or not isinstance(manifest.get("files"), dict):
        raise DecodeError(f"{label}: expected a bundle of Honest Pixels, found another list of files; choose a bundle")
    listed = manifest["files"]
    if set(listed) != set(files) - {MANIFEST}:
        odd = sorted(set(listed) ^ (set(files) - {MANIFEST}))[0]
        where = "not in the archive" if odd in listed else "not on its list"
        raise DecodeError(
            f"{label}: expected the files of its list, found {odd!r:.80} {where}; take the bundle as written"
        )
    contents = {}
    for each, sha256 in listed.items():
        contents[each] = _take(files, each, label, MAX_JSON if each in (SETTINGS, FIGURES, WARNINGS, README) else None)
        if hashlib.sha256(contents[each]).hexdigest() != sha256:
            raise DecodeError(f"{label}: {each} was changed after the bundle was written; take the bundle as written")
    for each in (SETTINGS, FIGURES, WARNINGS):
        if each not in contents:
            raise DecodeError(f"{label}: expected {each} in the bundle, found none; take the bundle as written")
    provenance = read_record(contents[SETTINGS], Provenance, f"{label}, {SETTINGS}")
    figures = read_json(contents[FIGURES], f"{label}, {FIGURES}")
    warnings = contents[WARNINGS].decode("utf-8", "replace").splitlines()
    result = _read_result(contents, provenance, label)
    extras = {each: content for each, content in contents.items() if each not in _FIXED}
    return Bundle(provenance, result, figures if isinstance(figures, dict) else {}, tuple(warnings), extras)


def _members(data: bytes, label: str) -> dict[str, ArchiveFile]:
    """List the files of an archive; every name is a plain one, and stands once."""
    LIMITS.check_file(len(data))
    files: dict[str, ArchiveFile] = {}
    listed = list_archive(data, label, most=LIMITS.file_mb * 2**20)
    if len(listed) > MAX_BUNDLE_FILES:
        raise DecodeError(
            f"{label}: expected at most {MAX_BUNDLE_FILES} files in a bundle, found more; choose a bundle"
        )
    for file in listed:
        if not file.path:  # it cannot be used, and reading it says why
            file.read()
        if file.path in files or not (_NAME.fullmatch(file.path) or file.path in _FIXED):
            raise DecodeError(f"{label}: expected the files of a bundle, found {file.path!r:.80}; choose a bundle")
        files[file.path] = file
    return files


def _take(files: Mapping[str, ArchiveFile], name: str, label: str, most: int | None) -> bytes:
    if name not in files:
        raise DecodeError(f"{label}: expected {name} in the bundle, found none; choose a bundle as it was written")
    if most is not None and len(files[name].read_start(most + 1)) > most:
        raise DecodeError(
            f"{label}: expected at most {most >> 10} KB in {name}, found more; take the bundle as written"
        )
    return files[name].read()


def _read_result(contents: Mapping[str, bytes], provenance: Provenance, label: str) -> DecodedImage:
    """Decode the result and compare its values with the record."""
    told = provenance.result
    if told is None or told.unit not in RESULTS or RESULTS[told.unit][0] not in contents:
        raise DecodeError(f"{label}: expected a result in the bundle, found none; take the bundle as written")
    name = RESULTS[told.unit][0]
    found = replace(decode(contents[name], name), notes=())
    if told.alpha and found.alpha is None and not found.unit:  # a file of an opaque picture is read without alpha
        found = replace(
            found, alpha=np.full(found.pixels.shape[:2], np.iinfo(found.pixels.dtype).max, found.pixels.dtype)
        )
    if found.sha256() != told.sha256:
        raise DecodeError(f"{label}: {name} does not hold the values that {SETTINGS} names; take the bundle as written")
    return found


def _method_warnings(made: Enlargement) -> list[str]:
    cards = path_cards(made.task.method)
    said = [_INVENTS] if is_generated(made.task.method) else []
    said += [_LATER_STEPS] if len(cards) > 1 else []
    return said + [limit for card in dict.fromkeys(cards) for limit in card.limits]


def _figures(made: Enlargement) -> dict[str, Any]:
    """Return what was measured, by side, as values that JSON holds; null stands for what is not a finite number."""
    sides: dict[str, dict[str, Any]] = {}
    for side, scores in made.scores.items():
        sides.setdefault(side, {})["scores"] = [_score(score) for score in scores]
    for side, agreement in made.agreement.items():
        sides.setdefault(side, {})["agreement_with_input"] = asdict(agreement)
    for side, error in made.temperature_errors.items():
        sides.setdefault(side, {})["errors_degC"] = asdict(error)
    correction = made.result.correction
    corrected = None if correction is None else {k: v for k, v in asdict(correction).items() if k != "seconds"}
    found: dict[str, Any] = _finite({"sides": sides, "correction": corrected})
    return found


def _score(score: Score) -> dict[str, Any]:
    return {"name": score.name, "value": score.value, "unit": score.unit, "protocol": str(score.protocol)}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _line(text: str) -> str:
    return " ".join(text.split())


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of stored files, the same bytes on every system."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()
