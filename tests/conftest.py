"""Fixtures that several test files use: small, seeded, synthetic."""

import logging
import os
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Before PyTorch reads it: the processes of a run share the cores, and threads that wait for each other only heat them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch

from sr_core.types import DecodedImage

from .support.data import DATA
from .support.pictures import smooth_picture
from .support.zoo import own_models, write_tiny_checkpoint

# Both engines use as many threads as this process has cores: one, for the same reason.
os.sched_getaffinity = lambda _process: {0}  # type: ignore[assignment]

BROWSERS = {
    "viewers": (
        "test_quick_slider",
        *(f"test_viewer{part}" for part in ("", "_lens", "_measure", "_single", "_window")),
    ),
    "pages": ("test_compare", "test_evidence", "test_thermal", "test_xray"),
    "servers": ("test_deployment", "test_privacy", "test_session_end", "test_stream"),
}
"""Group -> files of tests/e2e that share a browser and servers; all others are in the group "visits"."""
LONG_ONES = ("e2e", "test_every_checkpoint.py", "training", "pages")
"""Folders and files that are begun first, so that no process is left alone with a long one at the end."""
TRACED_CASES = 3
"""Parameters of one test whose lines are counted."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first, and the tests of a checkpoint together, so that each net is read and compiled once."""
    items.sort(key=_turn)
    places = [n for n, item in enumerate(items) if item.path.name == "test_every_checkpoint.py"]
    by_checkpoint = sorted((items[n] for n in places), key=lambda item: item.callspec.params["checkpoint"])
    for place, item in zip(places, by_checkpoint, strict=True):
        items[place] = item
    _trace_first_cases(items)


def _turn(item: pytest.Item) -> int:
    return next((n for n, name in enumerate(LONG_ONES) if name in item.path.parts), len(LONG_ONES))


class GroupScheduling(LoadScopeScheduling):
    """Runs the tests of a file in one process, and those of the browser in four, each with its browser and servers."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0])
        if file.parent.name != "e2e":
            return str(file)
        return next((name for name, files in BROWSERS.items() if file.stem in files), "visits")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling:
    """Let `--dist loadfile` send whole groups of files to a process."""
    return GroupScheduling(config, log)


def _trace_first_cases(items: list[pytest.Item]) -> None:
    """Count the lines that the first cases of each test of the core execute: counting doubles the time of a test."""
    cases: Counter[tuple[Path, str]] = Counter()
    for item in items:
        case = item.path, item.name.partition("[")[0]
        cases[case] += 1
        if cases[case] > TRACED_CASES or "pages" in item.path.parts or "e2e" in item.path.parts:
            item.add_marker(pytest.mark.no_cover)


_SHOW_WARNING = warnings.showwarning


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """Put the log back as it was: a page that runs takes the words out of every record of this process.

    Before the test, too, since a fixture of its module may have run a page.
    """
    _plain_log()
    yield
    _plain_log()


def _plain_log() -> None:
    logging.setLogRecordFactory(logging.LogRecord)
    warnings.showwarning = _SHOW_WARNING


@pytest.fixture(scope="session")
def set5() -> Path:
    """Folder of the five Set5 pictures; skips where the data is absent."""
    folder = DATA / "natural" / "Set5"
    if not folder.is_dir():
        pytest.skip("Set5 is not here; set SR_DATA to the data folder")
    return folder


@pytest.fixture
def hr_image() -> DecodedImage:
    """48 x 60 colour picture, 8 bit."""
    return DecodedImage(smooth_picture(48, 60), "hr.png")


@pytest.fixture
def lr_image() -> DecodedImage:
    """23 x 31 colour picture, 8 bit: odd sides."""
    return DecodedImage(smooth_picture(23, 31, seed=1), "lr.png")


@pytest.fixture
def models(tmp_path: Path) -> Iterator[Path]:
    """A models folder of the test's own, without any checkpoint."""
    with own_models(tmp_path) as folder:
        yield folder


@pytest.fixture
def tiny_checkpoint(models: Path) -> str:
    """A random EDSR x2 of 2 blocks, the only checkpoint of a models folder of its own; returns its id."""
    return write_tiny_checkpoint(models).id


@pytest.fixture
def every_picture_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give error bars to every picture, also to one that is drawn for a test and unlike a chest."""
    monkeypatch.setattr(sys.modules["sr_core.trust.error_bars"], "guard", lambda image, method: None)
