"""Imports point down (STYLE, section 2)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {
    "types": 0, "errors": 0, "radiometry": 0, "dicom_info": 0,
    "imaging": 1, "color": 1, "resize": 1, "metrics": 1, "degradations": 1, "missing": 1, "transparency": 1,
    "regions": 1, "palettes": 1, "phantom": 1, "chest_anatomy": 1, "chest_phantom": 1,
    "architectures": 2,
    "checkpoints": 3,
    "engine": 4,
    "training": 5, "evaluation": 5, "delivery": 5,
    "cli": 6, "__init__": 6, "__main__": 6,
}  # fmt: skip
SOURCES = sorted((ROOT / "sr_core").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """Yield the full dotted name of everything a file imports."""
    package = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def layer(dotted: str) -> int:
    return LAYERS[dotted.split(".")[1]]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
    above = [name for name in imports(path) if name.startswith("sr_core.") and layer(name) > own]
    assert above == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_core_never_imports_streamlit(path: Path) -> None:
    assert not [name for name in imports(path) if name.split(".")[0] == "streamlit"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_layer_one_does_without_torch(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if layer(".".join(parts)) <= 1 and parts[-1] != "tensor":
        assert not [name for name in imports(path) if name.split(".")[0] == "torch"]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_use_the_front_door_only(path: Path) -> None:
    names = list(imports(path))
    assert not [name for name in names if name.split(".")[0] == "torch"]
    assert not [name for name in names if name.startswith("sr_core.")]


def test_front_door_does_not_load_torch() -> None:
    code = "import sys, sr_core; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.parametrize("path", [*SOURCES, *PAGES], ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_below_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400
