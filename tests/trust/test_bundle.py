"""A bundle holds a result with all that is known of it, and refuses in one sentence what is no bundle as written."""

import hashlib
import io
import json
import zipfile

import numpy as np
import pytest

import sr_core as sr
from sr_core.errors import DecodeError, EncodeError
from sr_core.files.limits import LIMITS, Limits
from sr_core.trust import bundle

from ..support.pictures import smooth_picture

PHOTO = sr.DecodedImage(smooth_picture(40, 48), "Sekret-Doe-Jane.png")
TEST = sr.Task("bicubic", 2, sr.Degradation(scale=2))
NAMES = ["README.txt", "settings.json", "figures.json", "warnings.txt", "result.png", "manifest.json"]


@pytest.fixture(scope="module")
def made() -> sr.Enlargement:
    return sr.enlarge(PHOTO, TEST)


@pytest.fixture(scope="module")
def data(made: sr.Enlargement) -> bytes:
    return sr.write_bundle(made)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def listed(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive with a list that agrees with its files."""
    manifest = json.loads(files["manifest.json"])
    rest = {name: content for name, content in files.items() if name != "manifest.json"}
    manifest["files"] = {name: hashlib.sha256(content).hexdigest() for name, content in rest.items()}
    return zipped({**rest, "manifest.json": json.dumps(manifest).encode()}, method)


def test_bundle_is_the_same_every_time_and_names_nobody(made: sr.Enlargement, data: bytes) -> None:
    assert sr.write_bundle(sr.enlarge(PHOTO, TEST)) == data
    assert list(unpacked(data)) == NAMES
    assert b"Sekret" not in data


def test_zip_is_stored_with_a_fixed_time(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {(entry.date_time, entry.compress_type) for entry in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }


def test_what_is_read_is_what_was_written(made: sr.Enlargement, data: bytes) -> None:
    found = sr.read_bundle(data)
    assert found.provenance == sr.Provenance.of(made)
    np.testing.assert_array_equal(found.result.pixels, made.result.image.pixels)
    assert found.warnings == ("Not for diagnostic use.",)
    assert found.extras == {}


def test_figures_have_their_protocol(made: sr.Enlargement, data: bytes) -> None:
    sides = sr.read_bundle(data).figures["sides"]
    for side in ("sr", "bicubic"):
        first = made.scores[side][0]
        assert sides[side]["scores"][0] == {
            "name": "PSNR",
            "value": first.value,
            "unit": "dB",
            "protocol": str(first.protocol),
        }
        assert sides[side]["agreement_with_input"]["mean"] == made.agreement[side].mean


def test_extras_are_listed_and_read_again(made: sr.Enlargement) -> None:
    extras = {"bars.tiff": b"II*\0", "bars.json": b'{"coverage": 0.91}'}
    found = sr.read_bundle(sr.write_bundle(made, extras=extras, warnings=["Unlike\nthe training."]))
    assert found.extras == extras
    assert found.warnings[-1] == "Unlike the training."


@pytest.mark.parametrize("name", ["result.png", "manifest.json", "../bars.tiff", "a/b.tiff", "bars", "Bars.tiff", ""])
def test_extras_with_other_names_are_refused(made: sr.Enlargement, name: str) -> None:
    with pytest.raises(EncodeError, match=r"needs file names such as bars\.tiff"):
        sr.write_bundle(made, extras={name: b""})


def test_a_network_that_invents_warns(tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "is_generated", lambda method: True)
    found = sr.read_bundle(sr.write_bundle(sr.enlarge(PHOTO, sr.Task(f"{tiny_checkpoint}+{tiny_checkpoint}", 4))))
    assert "it invents detail, which is no evidence" in found.warnings[1]
    assert "Later networks worked on what earlier ones drew" in found.warnings[2]


def test_result_that_could_not_be_read_again_is_refused(made: sr.Enlargement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LIMITS", Limits(side=40))
    with pytest.raises(EncodeError, match="a bundle holds a result that can be read again: expected sides of at most"):
        sr.write_bundle(made)


def test_bundle_that_could_not_be_read_again_is_refused(made: sr.Enlargement) -> None:
    large = {"bars.tiff": bytes(LIMITS.file_mb * 2**20)}
    with pytest.raises(EncodeError, match="a bundle holds at most 128 MB"):
        sr.write_bundle(made, extras=large)


def changes(data: bytes) -> dict[str, tuple[bytes, str]]:
    files = unpacked(data)
    at = data.index(b"IDAT") + 30
    settings = json.loads(files["settings.json"])
    settings["result"]["sha256"] = "0" * 64
    no_result = json.loads(files["settings.json"]) | {"result": None}
    without = {name: content for name, content in files.items() if name != "result.png"}
    return {
        "empty": (b"", "damaged or cut short"),
        "no zip": (b"PK\3\4" + bytes(99), "damaged or cut short"),
        "other zip": (zipped({"a.png": b"x"}), "expected manifest.json in the bundle, found none"),
        "cut": (data[: len(data) // 2], "damaged or cut short"),
        "bit": (data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], "damaged inside the archive"),
        "changed": (zipped(files | {"result.png": files["result.png"] + b"\0"}), "result.png was changed after"),
        "missing": (zipped(without), "found 'result.png' not in the archive"),
        "missing, listed": (listed(without), "expected a result in the bundle, found none"),
        "no settings": (listed({k: v for k, v in files.items() if k != "settings.json"}), "expected settings.json in"),
        "more": (zipped(files | {"more.png": b""}), "found 'more.png' not on its list"),
        "path": (zipped(files | {"../../evil.png": b""}), "expected the files of a bundle, found '../../evil.png'"),
        "absolute": (zipped(files | {"/etc/passwd": b""}), "expected the files of a bundle, found '/etc/passwd'"),
        "backslash": (zipped(files | {"..\\x.png": b""}), "expected the files of a bundle"),
        "many": (zipped(files | {f"a{n}.png": b"" for n in range(60)}), "expected at most 40 files in a bundle"),
        "other values": (listed(files | {"settings.json": json.dumps(settings).encode()}), "does not hold the values"),
        "no values": (listed(files | {"settings.json": json.dumps(no_result).encode()}), "expected a result"),
        "no picture": (listed(files | {"result.png": b"x"}), "result.png: expected a picture"),
        "deep": (listed(files | {"figures.json": b"[" * 99_999}), "expected a record in JSON"),
        "huge": (
            listed(files | {"figures.json": b'"' + b" " * 2**24 + b'"'}, zipfile.ZIP_DEFLATED),
            "expected at most 1024 KB in figures.json, found more",
        ),
        "bomb": (
            listed(files | {f"a{n}.bin": bytes(2**26) for n in range(5)}, zipfile.ZIP_DEFLATED),
            "expected at most 256 MB unpacked",
        ),
        "list": (zipped({"manifest.json": b"[1]"}), "found another list of files"),
        "list of lists": (zipped({"manifest.json": b'{"kind": [], "files": []}'}), "found another list of files"),
    }


CHANGES = changes(sr.write_bundle(sr.enlarge(PHOTO, TEST)))


@pytest.mark.parametrize("change", CHANGES)
def test_anything_else_is_refused_in_one_sentence(change: str) -> None:
    content, said = CHANGES[change]
    with pytest.raises(DecodeError, match=said.replace("/", r"\/")) as refused:
        sr.read_bundle(content)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400
