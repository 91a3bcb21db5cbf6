"""The viewer's JavaScript: its pure classes under node, and the scripts that Streamlit gets, joined from modules."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from pages.ui.viewer import viewer
from pages.ui.viewer.viewer import join_modules

JS = Path(viewer.__file__).parent / "js"
TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))
ENTRIES = ("viewer.js", "courier.js")


@pytest.fixture
def node() -> str:
    """Path of node."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("needs node for tests of JavaScript")
    return found


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.mjs"))
def test_pure_classes(node: str, path: Path) -> None:
    done = subprocess.run([node, "--test", str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("entry", ENTRIES)
def test_joined_script_is_one_valid_module(node: str, entry: str, tmp_path: Path) -> None:
    script = tmp_path / "script.mjs"
    script.write_text(join_modules(JS / entry), encoding="utf-8")
    done = subprocess.run([node, "--check", str(script)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("entry", ENTRIES)
def test_joined_script_imports_nothing_and_has_one_export(entry: str) -> None:
    script = join_modules(JS / entry)
    assert re.findall(r"^import\b.*", script, re.MULTILINE) == []
    assert re.findall(r"^export\b.*", script, re.MULTILINE) == [
        line for line in (JS / entry).read_text().splitlines() if line.startswith("export default")
    ]


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_two_modules_declare_one_name(entry: str) -> None:
    names = re.findall(r"^(?:const|let|class|function|async function) (\w+)", join_modules(JS / entry), re.MULTILINE)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_module_reaches_the_browser() -> None:
    scripts = "\n".join(join_modules(JS / entry) for entry in ENTRIES)
    last_parts = {path.name: path.read_text(encoding="utf-8").split("\n\n")[-1] for path in JS.glob("*.js")}
    assert [
        name for name, part in last_parts.items() if re.sub(r"(?m)^export (?!default)", "", part) not in scripts
    ] == []
