"""The guard that stands in the repository: what it says of simulated pictures, of headers, and of real ones."""

from dataclasses import replace

import numpy as np
import pytest

import sr_core as sr
from sr_core.errors import CheckpointError
from sr_core.trust.guard import store
from sr_core.trust.guard.guard import ALARM
from sr_core.trust.guard.sets import KINDS, describe_kind
from sr_core.trust.guard.store import read_domain, read_measured
from sr_core.trust.guard.table import table_text

from ...support.data import DATA
from ...support.zoo import write_checkpoint

CHEST = sr.decode(sr.chest.chest_dicom(256), "chest.dcm")


def about(**changes: object) -> sr.DecodedImage:
    assert CHEST.dicom is not None
    return replace(CHEST, dicom=replace(CHEST.dicom, **changes))


def test_the_simulated_chest_is_inside_as_dicom_and_as_picture() -> None:
    for image in (CHEST, sr.to_8_bit(sr.default_display(CHEST))):
        found = sr.guard(image, modality=sr.RADIOGRAPH)
        assert found is not None
        assert (found.inside, found.sentence, found.feature) == (True, "", "")
        assert found.p_value is not None
        assert found.p_value >= ALARM


@pytest.mark.parametrize(
    "turn", [lambda pixels: pixels[::-1], lambda pixels: -pixels, np.rot90], ids=["upside down", "inverted", "turned"]
)
def test_a_turned_or_inverted_chest_is_outside(turn) -> None:
    found = sr.guard(replace(CHEST, pixels=np.ascontiguousarray(turn(CHEST.pixels))))
    assert found is not None
    assert (found.inside, found.feature) == (False, "its layout")
    assert "not those of an upright frontal chest" in found.sentence


def test_a_noisy_chest_is_outside_for_its_noise() -> None:
    span = np.ptp(CHEST.pixels)
    noise = np.random.default_rng(0).normal(0, 0.15 * span, CHEST.pixels.shape)
    found = sr.guard(replace(CHEST, pixels=(CHEST.pixels + noise).astype(np.float32)))
    assert found is not None
    assert found.feature == "its noise"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"modality": "CT"}, "It is a slice of a body (CT), not a projection."),
        ({"modality": "MG"}, "Its header names another kind of X-ray (MG, mammography)."),
        ({"body_part": "KNEE"}, "Its header names another body part (KNEE)."),
        ({"child": True}, "Its header says that the patient is a child."),
    ],
)
def test_a_header_that_speaks_against_a_picture_is_believed(changes: dict, reason: str) -> None:
    found = sr.guard(about(**changes))
    assert found is not None
    assert found.reasons == (reason,)
    assert found.p_value is None


def test_a_picture_too_small_to_compare_is_outside() -> None:
    found = sr.guard(sr.DecodedImage(np.zeros((20, 40, 3), np.uint8)))
    assert found is not None
    assert (found.inside, found.feature) == (False, "its size")


def test_a_flat_picture_is_no_chest() -> None:
    found = sr.guard(sr.DecodedImage(np.full((64, 64, 1), 90, np.uint8)), modality=sr.RADIOGRAPH)
    assert found is not None
    assert not found.inside


def test_the_network_decides_with_what_a_picture_is_compared() -> None:
    purposes = {"edsr-x4": "photograph", "thermal-x4": "thermogram", "xray-lite-x4": "radiograph"}
    image = sr.DecodedImage(np.zeros((64, 64, 1), np.uint8))
    for method, name in purposes.items():
        found = sr.guard(image, method)
        assert found is not None
        assert found.modality == name
    interpolated = sr.guard(image, "bicubic")
    assert interpolated is not None
    assert interpolated.modality == "photograph"


def test_a_network_of_an_unknown_purpose_has_no_guard(tiny_checkpoint) -> None:
    assert sr.guard(CHEST, write_checkpoint("edsr-odd-x2", purpose="Tests").id) is None


def test_a_missing_domain_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    store.read_domain.cache_clear()
    with pytest.raises(CheckpointError, match="python -m sr_core guard --write"):
        read_domain("photograph")
    store.read_domain.cache_clear()


def test_a_domain_is_read_as_it_was_written(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    domain = read_domain("thermogram")
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    store.write_domain("thermogram", domain)
    again = read_domain("thermogram")
    rows = np.random.default_rng(0).normal(0, 1, (20, 217))
    np.testing.assert_array_equal(again.tests(rows), domain.tests(rows))
    store.read_domain.cache_clear()


def test_the_documentation_shows_what_was_measured() -> None:
    text = (store.FOLDER.parents[1] / "docs" / "guard.md").read_text("utf-8")
    assert table_text(read_measured()) in text


@pytest.mark.parametrize(
    ("modality", "part", "kind"),
    [
        ("radiograph", "own", "chests of other sources"),
        ("radiograph", "outsiders", "other X-ray projections"),
        ("photograph", "outsiders", "photographs, blur"),
    ],
)
def test_what_was_measured_is_found_again(modality: str, part: str, kind: str) -> None:
    if not KINDS[kind].files(DATA):
        pytest.skip(f"needs {KINDS[kind].patterns[0]} in SR_DATA")
    (row,) = (row for row in read_measured()[modality][part] if row["kind"] == kind)
    p_values = read_domain(modality).p_value(describe_kind(DATA, KINDS[kind]).values)
    assert len(p_values) == row["pictures"]
    # One picture may stand at the limit: sums differ in their last digits between processors.
    assert abs(np.count_nonzero(p_values < ALARM) - row["outside"]) <= 1
