"""Session state has one typed home, widgets have keys that cannot collide, and every walk between pages succeeds."""

import ast
from itertools import combinations, pairwise, permutations
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.benchmark.own_pictures import OwnBenchmark
from pages.ui.photo.picture import Photo
from pages.ui.shell.frame import PAGES
from pages.ui.shell.state import PREFIXES, Shell
from pages.ui.thermal.thermogram import Thermal
from pages.ui.xray.radiograph import Xray

from ..support.visitor import bring, kept_by, visits

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "home.py", *sorted((ROOT / "pages").rglob("*.py"))]
OWNERS = {
    "home.py": ("home_",),
    "1_Models.py": ("models_",),
    "2_Benchmark.py": ("benchmark_",),
    "3_Thermal.py": ("thermal_",),
    "6_Lesson.py": ("lesson_",),
    "4_X-ray.py": ("xray_",),
    "5_Compare.py": ("compare_",),
    "models": ("models_",),
    "benchmark": ("benchmark_",),
    "lesson": ("lesson_",),
    "thermal": ("thermal_",),
    "xray": ("xray_",),
    "compare": ("compare_",),
}
"""A page's file, or the folder of what is its own -> how the keys in it begin."""
SHARED = ("home_", "frame_")
"""How the keys of all other files begin."""
QUIET = {page: visit for visit in visits("walker", "WALK") for page in [visit.page]}


def literal_keys(source: Path) -> list[tuple[int, str]]:
    """List line and beginning of every text that is given as `key=`; of a computed one the text it begins with."""
    found = []
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg != "key":
                continue
            value = keyword.value
            if isinstance(value, ast.JoinedStr):
                value = value.values[0]
            if isinstance(value, ast.Constant):
                found.append((value.lineno, str(value.value)))
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_key_begins_with_its_page(source: Path) -> None:
    expected = OWNERS.get(source.name) or OWNERS.get(source.parent.name, SHARED)
    assert [entry for entry in literal_keys(source) if not entry[1].startswith(expected)] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_only_the_state_module_touches_session_state(source: Path) -> None:
    names = {node.attr for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert source.name == "state.py" or "session_state" not in names


def open_app() -> AppTest:
    return AppTest.from_file(str(ROOT / "home.py"), default_timeout=120).run()


def go(at: AppTest, page: str) -> None:
    at.switch_page(page).run()
    assert not at.exception, (page, [e.message for e in at.exception])
    assert [key for key in at.session_state._state.filtered_state if not key.startswith((*PREFIXES, "_kept"))] == []


@pytest.mark.parametrize("brought", [False, True], ids=["empty", "with files"])
def test_walks_between_any_two_pages_succeed(tiny_checkpoint: str, brought: bool) -> None:
    """One walk of one visitor takes every way from one page to another once."""
    pages = list(PAGES.values())
    walk = [page for pair in combinations(pages, 2) for page in pair] + pages[:1]
    assert sorted(pairwise(walk)) == sorted(permutations(pages, 2))
    at = open_app()
    for page in walk:
        go(at, page)
        if brought and page in QUIET:
            field = QUIET[page].upload
            field_round = kept_by(at, Shell).uploads[field].round
            file = (QUIET[page].file_name, QUIET[page].data, "application/octet-stream")
            uploader = at.file_uploader(key=f"{field}_{field_round}")
            uploader.set_value([file]).run()
            assert not at.exception


@pytest.mark.parametrize("page", list(QUIET))
def test_settings_and_results_survive_a_visit_elsewhere(tiny_checkpoint: str, page: str) -> None:
    at = open_app()
    go(at, page)
    bring(at, QUIET[page])
    kinds = (at.segmented_control, at.selectbox, at.multiselect, at.toggle, at.slider, at.number_input)
    before = {widget.key: widget.value for kind in kinds for widget in kind if widget.key}
    results = results_of(at)
    for other in ("pages/1_Models.py", "pages/2_Benchmark.py" if "2_" not in page else "home.py", page):
        go(at, other)
    after = {widget.key: widget.value for kind in kinds for widget in kind if widget.key}
    assert {key: after[key] for key in before if key in after} == {key: before[key] for key in before if key in after}
    assert results_of(at) == results
    assert any(results)


def results_of(at: AppTest) -> list[object]:
    results = [kept_by(at, OwnBenchmark).result]
    return results + [kept_by(at, kind).outcome for kind in (Photo, Thermal, Xray)]
