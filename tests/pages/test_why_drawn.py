"""The explanation of a patch on the Compare page, without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.compare.comparison import Comparison
from pages.ui.compare.why_drawn import patch_mark
from pages.ui.photo import upload as photo_upload
from pages.ui.photo.picture import Photo
from sr_core.attribution import __main__ as job
from sr_core.attribution import attribute as attributing
from sr_core.worker.message import Message

from ..support.pictures import smooth_picture
from ..support.visitor import kept_by, texts
from ..support.zoo import own_models, write_checkpoint, write_tiny_checkpoint

PAGE = Path(__file__).resolve().parents[2] / "pages" / "5_Compare.py"
SPOT = sr.Region("spot", 0.25, 0.5, 0.25, 0.5)
PATCH = sr.Part(32 - 8, 20 - 8, 16, 16)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page with two networks run on a sample, which calculates explanations in this process."""

    def run_here(_: str, request: Message, *, on_message: Callable[[Message], None], **_options: object) -> Message:
        return job.attribute_all(request, on_message)

    sample = sr.DecodedImage(smooth_picture(64, 80), "sample.png")
    torch.manual_seed(0)
    with own_models(tmp_path):
        write_tiny_checkpoint(tmp_path / "models")
        write_checkpoint("edsr-other-x2", title="Other")
        monkeypatch.setattr(photo_upload, "sample_image", lambda name: sample)
        monkeypatch.setattr(attributing, "run_worker", run_here)
        at = AppTest.from_file(str(PAGE), default_timeout=60)
        at.query_params["scale"] = "2"
        yield at.run().button(key="compare_run_selected").click().run()


def compared(at: AppTest) -> Comparison:
    return kept_by(at, Photo).made.of(Comparison)


def set_spot(at: AppTest) -> AppTest:
    compared(at).draw(SPOT)
    return at.run()


def explained(at: AppTest) -> list[dict[str, object]]:
    return next(d for d in at.dataframe if "Diffusion index" in d.value).value.to_dict("records")


def pictures(at: AppTest) -> list[str]:
    return [element.body for element in at.get("html") if "diffusion index" in element.body]


def test_patch_is_chosen_explained_and_chosen_anew(page: AppTest) -> None:
    assert "click on a detail" in texts(page)
    at = set_spot(page)
    kept = compared(at)
    subject = kept.subject
    assert subject is not None
    (mark,) = patch_mark_in(at)
    assert mark.part(subject.part) == PATCH

    at = at.button(key="compare_why_run").click().run()
    assert not at.exception
    methods = ["edsr-tiny-x2", "edsr-other-x2", "bicubic"]
    expected = {each.method: each for each in sr.attribute(subject.lr, methods, PATCH, scale=2)}
    rows = explained(at)
    assert {row["Method"] for row in rows} == {"Tiny x2", "Other x2", "Bicubic"}
    bicubic = next(row for row in rows if row["Method"] == "Bicubic")
    assert bicubic["Diffusion index"] == pytest.approx(expected["bicubic"].diffusion_index)
    assert bicubic["Pixels with 90 % of the influence"] == expected["bicubic"].pixels
    assert len(pictures(at)) == 3
    assert 'alt="Bicubic: ' in "".join(pictures(at))
    assert "compare_why_run" not in {button.key for button in at.button}

    compared(at).draw(sr.Region("spot", 0.75, 0.5, 0.75, 0.5))
    at = at.run()
    assert not any("Diffusion index" in d.value for d in at.dataframe)
    assert "compare_why_run" in {button.key for button in at.button}


def patch_mark_in(at: AppTest) -> list[sr.Region]:
    """The frame of the patch, as it is given to the viewer; a patch has its usual side outside a run of the page."""
    kept = compared(at)
    assert kept.subject is not None
    return patch_mark(kept, kept.subject)


def test_failure_is_one_sentence_and_the_results_stay(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **_options: object) -> None:
        raise sr.WorkerError("this needs more than the 1500 MB; ask for less")

    monkeypatch.setattr(attributing, "run_worker", fail)
    at = set_spot(page).button(key="compare_why_run").click().run()
    assert not at.exception
    assert [warning.value for warning in at.warning] == ["this needs more than the 1500 MB; ask for less\\."]
    assert len(compared(at).entries) == 3


def test_server_that_switched_it_off_says_so(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "0")
    at = set_spot(page)
    assert not at.exception
    assert "has switched explanations off" in texts(at)
    assert "compare_why_run" not in {button.key for button in at.button}
