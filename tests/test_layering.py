"""Imports point down, and files stay small (STYLE, section 2)."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    ("errors", "openvino_import", "version"),
    ("types",),
    ("image", "worker"),
    ("metrics", "chest", "files"),
    ("condition", "dicom", "thermal"),
    ("decode", "encode", "architectures"),
    ("checkpoints",),
    ("guest",),
    ("engine",),
    ("truth",),
    ("attribution", "enlarge", "modalities", "target"),
    ("trust",),
    ("benchmark", "digits", "written_file"),
    ("report", "training"),
    ("__init__", "cli"),
    ("__main__",),
)
"""The rooms of `sr_core` from the ground up: one may use those below it, and no other one beside it."""
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
UI_ROOMS = (
    ("shell",),
    ("plots", "viewer", "workbench"),
    ("photo",),
    ("benchmark", "compare", "lesson", "models", "thermal", "xray"),
)
"""The rooms of `pages/ui`, likewise. A page's own room is used by no other page, but for that of the photograph."""
UI_FLOOR = {room: floor for floor, rooms in enumerate(UI_ROOMS) for room in rooms}
TORCH = {"architectures", "attribution", "checkpoints", "engine", "training", "cli"}
"""Rooms that know PyTorch."""
ARRAYS = {"pages/ui/viewer/panel.py", "pages/ui/viewer/payload.py"}
"""Files of the pages that know numpy: what a viewer is given, and how its values are packed for the browser. Packing is
an encoding: the steps it rounds to are finer than what is shown. All that is computed is computed in `sr_core`."""
SOURCES = sorted((ROOT / "sr_core").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PAGES = [ROOT / "app.py", ROOT / "home.py", *sorted((ROOT / "pages").rglob("*.py"))]


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the full dotted names of everything a file imports."""
    package = list(path.relative_to(ROOT).parent.parts)
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            names |= {".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names}
    return frozenset(names)


def room(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[1]


def using(paths: list[Path], package: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths if package in {name.split(".")[0] for name in imported(path)}]


def test_every_room_has_its_floor() -> None:
    assert {room(path) for path in SOURCES} == set(FLOOR)


def test_imports_point_down() -> None:
    upward = [
        f"{path.relative_to(ROOT)} uses {name}"
        for path in SOURCES
        for name in sorted(imported(path))
        if name.startswith("sr_core.")
        and (other := name.split(".")[1]) != room(path)
        and FLOOR[other] >= FLOOR[room(path)]
    ]
    assert upward == []


def test_imports_in_pages_ui_point_down() -> None:
    files = sorted((ROOT / "pages" / "ui").rglob("*.py"))
    rooms = {path: path.relative_to(ROOT).parts[2] for path in files}
    assert set(rooms.values()) == set(UI_FLOOR)
    upward = [
        f"{path.relative_to(ROOT)} uses {name}"
        for path in files
        for name in sorted(imported(path))
        if name.partition(".")[0] in ("app", "pages")
        and (other := (name.split(".")[2:] or [""])[0]) != rooms[path]
        and UI_FLOOR.get(other, len(UI_ROOMS)) >= UI_FLOOR[rooms[path]]
    ]
    assert upward == []


def test_no_two_files_give_a_class_or_a_constant_the_same_name() -> None:
    """But for the layers of networks, which are named as in their papers."""
    homes: dict[str, list[str]] = {}
    for path in SOURCES:
        if room(path) == "architectures":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
            for name in [node.name] if isinstance(node, ast.ClassDef) else [getattr(t, "id", "") for t in targets]:
                if name[:1].isupper():
                    homes.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_core_never_imports_streamlit() -> None:
    assert using(SOURCES, "streamlit") == []


def test_only_networks_and_training_know_torch() -> None:
    assert using([path for path in SOURCES if room(path) not in TORCH] + PAGES, "torch") == []


def test_pages_use_the_front_door_only() -> None:
    assert [str(path) for path in PAGES if any(name.startswith("sr_core.") for name in imported(path))] == []


def test_pages_do_not_compute() -> None:
    assert set(using(PAGES, "numpy")) == ARRAYS


def test_front_door_does_not_load_torch() -> None:
    code = "import sys, sr_core; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_no_test_is_imported() -> None:
    borrowing = [
        f"{path.relative_to(ROOT)} uses {name}"
        for path in TESTS
        for name in sorted(imported(path))
        if name.startswith("tests.") and re.search(r"\.(test_|conftest\b)", name)
    ]
    assert borrowing == []


def test_files_stay_below_400_lines() -> None:
    assert [str(path) for path in [*SOURCES, *PAGES] if len(path.read_text("utf-8").splitlines()) > 400] == []
