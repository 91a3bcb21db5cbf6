"""Links to the Compare page: the results of a sample are made at once, and shared by all who open the link."""

import json
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.compare import shared as compare_shared
from pages.ui.compare.comparison import Comparison, Entry, Measured
from pages.ui.compare.shared import SharedEntries, shared
from pages.ui.photo import upload as photo_upload
from pages.ui.photo.picture import Photo, Picture
from pages.ui.shell.state import Shell

from ..support.pictures import smooth_picture
from ..support.visitor import ROOT, kept_by, shared_words

OWN = Picture(sr.DecodedImage(smooth_picture(40, 40)), "the digest of a file")


def open_page(**words: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages/5_Compare.py"), default_timeout=60)
    at.query_params.update(words)
    return at.run()


def table(at: AppTest, figure: str) -> dict[str, float]:
    """Return a figure of each method in the table."""
    rows = next(d for d in at.dataframe if "Method" in d.value).value.to_dict("records")
    return {row["Method"]: row[figure] for row in rows}


LINK = {"sample": "cat", "scale": "2", "networks": "edsr-other-x2,edsr-gan-x2"}


@pytest.fixture(autouse=True)
def _small_samples(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Samples of 40 x 40 pixels, of which nobody has made anything."""
    monkeypatch.setattr(photo_upload, "sample_image", lambda name: sr.DecodedImage(smooth_picture(40, 40), name))
    shared.clear()
    yield
    shared.clear()


def test_link_makes_the_results_of_a_sample_at_once_and_once_for_all_visitors(folder: None, counted: list[str]) -> None:
    first = table(open_page(**LINK), "PSNR, dB")
    assert set(first) == {"Bicubic", "Other x2", "Gan x2"}
    assert sorted(counted) == ["edsr-gan-x2", "edsr-other-x2"]
    assert table(open_page(**LINK), "PSNR, dB") == first
    at = open_page(sample="cat", scale="2")
    assert set(table(at, "PSNR, dB")) == {"Bicubic"}
    at.button(key="compare_run_selected").click().run()
    assert set(table(at, "PSNR, dB")) == {"Bicubic", "Other x2", "Gan x2", "Tiny x2"}
    assert sorted(counted) == ["edsr-gan-x2", "edsr-other-x2", "edsr-tiny-x2"]


def test_link_to_a_degraded_sample_also_says_the_loss_unless_it_says_not_to(folder: None, counted: list[str]) -> None:
    loss = "Loss against clean input, dB"
    assert all(np.isfinite(fall) for fall in table(open_page(**LINK, noise="9"), loss).values())
    assert len(counted) == 4
    at = open_page(**LINK, noise="8", loss="0")
    assert not at.toggle(key="compare_loss").value
    assert len(counted) == 6


def test_link_neither_replaces_nor_runs_an_own_picture_and_says_so(folder: None, counted: list[str]) -> None:
    at = open_page()
    kept_by(at, Photo).picture = OWN
    kept_by(at, Shell).page = ""  # as after a visit to another page
    at.query_params.update(LINK)
    at.run()
    assert kept_by(at, Photo).picture is OWN
    assert "Your own picture is kept instead" in at.warning[0].value
    assert at.multiselect(key="compare_x2").value == ["edsr-other-x2", "edsr-gan-x2"]
    assert counted == []
    link = next(json.loads(e.proto.json) for e in at.get("bidi_component") if "link" in e.proto.component_name)
    assert link["note"] == "The link carries the settings, not your picture."
    at.button(key="compare_run_selected").click().run()
    own = [key for key in kept_by(at, Photo).made.of(Comparison).entries if key[0] == OWN.digest]
    assert (len(counted), len(own)) == (2, 3)
    assert all(shared().find(key) is None for key in own)


def test_part_of_a_sample_and_what_is_drawn_on_it_are_in_the_link(
    folder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_upload, "sample_image", lambda name: sr.DecodedImage(smooth_picture(140, 140), name))
    words = {"sample": "cat", "scale": "2", "part": "10,20,64,48", "region": "0.25,0.25,0.75,0.75", "noise": "3"}
    at = open_page(**words)
    comparison = kept_by(at, Photo).made.of(Comparison)
    assert comparison.subject.task.part == sr.Part(10, 20, 64, 48)
    assert comparison.box == sr.Region("box", 0.25, 0.25, 0.75, 0.75)
    assert {name: word for name, word in shared_words(at).items() if word} == words
    for part in ("10,20,64", "0,0,141,10", "0,0,1,1", "-1,0,64,64", "a,b,c,d"):
        at = open_page(sample="cat", part=part)
        assert kept_by(at, Photo).made.of(Comparison).subject.task.part is None
        assert "The whole picture is used instead" in at.warning[0].value


def test_shared_results_stay_within_their_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_shared, "MOST_BYTES", 1000)
    store, image = SharedEntries(), sr.DecodedImage(smooth_picture(10, 10))
    keys = [("cat", sr.Task("bicubic", scale)) for scale in (2, 3, 4, 8)]
    for key in keys:
        store.keep(key, Entry(key[1], image, bytes(100), Measured(0.0, 0.0, 0.0)))
        store.find(keys[0])
    assert [store.find(key) is not None for key in keys] == [True, False, False, True]
