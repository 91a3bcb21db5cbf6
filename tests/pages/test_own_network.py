"""A visitor's network on the Compare and Benchmark pages, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.compare.comparison import Entry, Measured
from pages.ui.compare.shared import SharedEntries
from pages.ui.photo import upload as photo_upload
from pages.ui.workbench.methods import title
from pages.ui.workbench.own_network import OwnNetwork

from ..support.onnx_file import from_torch, small_net
from ..support.pictures import png, smooth_picture
from ..support.visitor import kept_by, shared_words, texts
from ..support.zoo import own_models, write_tiny_checkpoint

PAGES = Path(__file__).resolve().parents[2] / "pages"
FILE = from_torch(small_net(2))
NAME = "<b>mine<b>[x](http:evil).onnx"
SHOWN = "_b_mine_b__x_(http_evil) x2 (own network)"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_models(tmp_path_factory.mktemp("own")) as folder:
        write_tiny_checkpoint(folder)
        yield


@pytest.fixture(autouse=True)
def small_sample(monkeypatch: pytest.MonkeyPatch, models: None) -> None:
    monkeypatch.setattr(photo_upload, "sample_image", lambda name: sr.DecodedImage(smooth_picture(40, 48), name))


def compare() -> AppTest:
    at = AppTest.from_file(str(PAGES / "5_Compare.py"), default_timeout=180)
    at.query_params["scale"] = "2"
    return at.run()


def bring(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    brought = [(*file, "application/octet-stream") for file in files]
    return at.file_uploader(key="frame_own_network_0").set_value(brought).run()


def methods(at: AppTest) -> dict[str, dict[str, object]]:
    rows = next(d for d in at.dataframe if "Method" in d.value).value.to_dict("records")
    return {str(row["Method"]): row for row in rows}


@pytest.fixture(scope="module")
def brought(models: None) -> AppTest:
    """The Compare page with a network of the visitor that has run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photo_upload, "sample_image", lambda name: sr.DecodedImage(smooth_picture(40, 48), name))
        at = bring(compare(), (NAME, FILE))
        at.multiselect(key="compare_x2").set_value([]).run()
        return at.button(key="compare_run_selected").click().run()


def test_it_stands_in_the_table_beside_ours_and_claims_nothing(brought: AppTest) -> None:
    assert not brought.exception
    row = methods(brought)[SHOWN]
    assert (row["Training goal"], row["Parameters"]) == ("unknown", 1100)
    assert np.isfinite(float(str(row["PSNR, dB"])))
    assert "Its training is unknown here" in texts(brought)
    assert not [each for each in brought.markdown if "<b>" in each.value or "](http" in each.value]


def test_its_file_is_held_once_and_goes_with_it(brought: AppTest) -> None:
    guest = kept_by(brought, OwnNetwork).guest
    assert guest is not None
    assert guest.data == FILE
    assert title(guest) == SHOWN


def test_its_results_are_in_no_link_and_are_not_shared(brought: AppTest) -> None:
    guest = kept_by(brought, OwnNetwork).guest
    assert guest is not None
    store, task = SharedEntries(), sr.Task(guest, guest.scale)
    store.keep(("coffee", task), Entry(task, sr.DecodedImage(smooth_picture(8, 8)), b"", Measured(0.0, 0.0, 0.0)))
    assert store.find(("coffee", task)) is None
    assert "own" not in shared_words(brought).get("networks", "")


def test_another_session_does_not_see_it(brought: AppTest) -> None:
    other = compare()
    assert kept_by(other, OwnNetwork).guest is None
    assert SHOWN not in methods(other)
    assert "mine" not in texts(other)
    with pytest.raises(sr.CheckpointError, match="unknown checkpoint"):
        sr.upscale(sr.DecodedImage(smooth_picture(20, 20), "x"), "own-network-x2")


def test_benchmark_offers_it_and_measures_it(brought: AppTest) -> None:
    at = AppTest.from_file(str(PAGES / "2_Benchmark.py"), default_timeout=180).run()
    kept_by(at, OwnNetwork).guest = kept_by(brought, OwnNetwork).guest
    at.segmented_control(key="benchmark_own_scale").set_value(2).run()
    at.multiselect(key="benchmark_own_methods_2").set_value([]).run()
    photo = ("a.png", png(smooth_picture(60, 80)), "image/png")
    at.file_uploader(key="benchmark_own_uploads_0").set_value([photo]).run()
    at.button(key="benchmark_own_run").click().run()
    assert not at.exception
    tables = [table.value for table in at.dataframe if {"Method", "Parameters"} <= set(table.value)]
    rows = [row for table in tables for row in table.to_dict("records")]
    assert [row["Parameters"] for row in rows if row["Method"] == SHOWN] == [1100]
    assert "your network was not checked for training pictures" in texts(at)


def test_what_is_no_network_is_one_sentence_and_the_page_goes_on() -> None:
    at = bring(compare(), ("net.pt", b"\x80\x02}q\x00."))
    assert [error.value for error in at.error if "pickle" in error.value]
    assert "Bicubic" in methods(at)
    assert not at.exception


def test_network_that_is_ended_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object, **__: object) -> sr.Guest:
        raise sr.WorkerError("this was not done within the 60 s that it may take")

    monkeypatch.setattr(sr, "read_guest", ended)
    at = bring(compare(), ("slow.onnx", FILE))
    assert [error.value for error in at.error if "not done within" in error.value]
    assert "Bicubic" in methods(at)


def test_network_of_another_scale_says_so(brought: AppTest) -> None:
    at = compare()
    kept_by(at, OwnNetwork).guest = kept_by(brought, OwnNetwork).guest
    at.segmented_control(key="compare_scale").set_value(4).run()
    assert "own-network-x2 enlarges by 2, not by 4" in texts(at)
    at.button(key="compare_own_network_remove").click().run()
    assert kept_by(at, OwnNetwork).guest is None


def test_host_can_switch_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "0")
    at = compare()
    assert "This server has switched off networks of visitors" in texts(at)
    assert [field.key for field in at.file_uploader] == ["compare_upload_0"]
