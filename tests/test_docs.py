"""What README, docs and the other Markdown files say is true: links, paths, commands, names and figures."""

import importlib.util
import re
import shlex
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sr_core as sr
from sr_core.cli import parser

from .support.pictures import smooth_picture

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS = [
    *sorted((ROOT / "pages").rglob("*.md")),
    ROOT / "NOTICE",
    ROOT / "Makefile",
    ROOT / "pyproject.toml",
    ROOT / "requirements.txt",
    ROOT / "requirements-dev.txt",
]
"""Further texts that name files."""
NAMED = re.compile(r"(?<![\w/.-])(?:sr_core|pages|tests|models|docs|\.streamlit|\.ci)/[\w./*-]*+(?![<$])")
"""A path inside the repository; not one with a placeholder, such as models/<id>/card.toml."""
MADE_LATER = {".streamlit/secrets.toml"}
"""Files that an administrator makes."""
PLACEHOLDERS = {"N": "4", "S": "60", "R": "0.001", "...": ""}
"""What documented commands write for numbers, and a number in its place."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def headings(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    lines = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def broken_links(path: Path) -> list[str]:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(f"{relative(path)}: {link}")
    return broken


def missing_paths(path: Path) -> list[str]:
    found = {match.rstrip(".") for match in NAMED.findall(path.read_text("utf-8"))} - MADE_LATER
    return [f"{relative(path)}: {name}" for name in sorted(found) if not any(ROOT.glob(name.rstrip("/")))]


@cache
def commands() -> tuple[str, ...]:
    """Return every documented call of our command line, without its comment."""
    calls = []
    for path in PAGES:
        text = path.read_text("utf-8")
        for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S):
            calls += re.findall(r"^(?:python -m sr_core|honest-pixels) .*", block, re.M)
        calls += re.findall(r"`((?:python -m sr_core|honest-pixels) [^`\n]+)`", text)
    return tuple(re.sub(r"\s+# .*", "", call) for call in calls)


def arguments(call: str, *, with_optional: bool) -> list[str]:
    """Return the words after the program, with or without what stands in square brackets."""
    call = call.replace("[", "").replace("]", "") if with_optional else re.sub(r"\[.*?\]", "", call)
    call = re.sub(r"^(python -m sr_core|honest-pixels) ", "", call)
    return [word for word in (PLACEHOLDERS.get(word, word) for word in shlex.split(call)) if word]


def test_readme_is_one_screen() -> None:
    assert len(README.read_bytes()) <= 6000


def test_readme_says_first_what_it_is_not_for() -> None:
    assert "**Not for diagnostic use.**" in README.read_text("utf-8")[:800]


@pytest.mark.parametrize("path", [*PAGES, *OTHERS], ids=relative)
def test_links_and_named_paths_exist(path: Path) -> None:
    assert broken_links(path) + missing_paths(path) == []


def test_a_missing_path_and_a_broken_link_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n`sr_core/imaging/`, [x](gone.md), [y](#another), [z](#a-heading), `models/<id>/card.toml`\n"
    )
    assert broken_links(page) + missing_paths(page) == [
        "page.md: gone.md",
        "page.md: #another",
        "page.md: sr_core/imaging/",
    ]


def test_docs_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    assert [p.name for p in (ROOT / "docs").glob("*.md") if p.name != "README.md" and f"({p.name})" not in index] == []


def test_no_page_names_a_private_machine() -> None:
    private = re.compile(r"(?<![\w.])/(?:home|root|work|mnt|Users)/|[A-Z]:\\Users|\b(?:10|192\.168)\.\d+\.\d+")
    assert [(relative(p), m) for p in [*PAGES, *OTHERS] for m in private.findall(p.read_text("utf-8"))] == []


def test_every_documented_module_exists() -> None:
    named = {(relative(p), m) for p in PAGES for m in re.findall(r"python -m ([\w.]+)", p.read_text("utf-8"))}
    assert [(page, name) for page, name in sorted(named) if importlib.util.find_spec(name) is None] == []


def test_every_documented_make_target_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {m for p in PAGES for m in re.findall(r"(?:`|^)make ([a-z-]+)", p.read_text("utf-8"), re.M)}
    assert named - targets == set()


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    block = re.search(r"^```\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)
    assert block is not None
    assert "make test" in [line.split(" #")[0].strip() for line in block[1].splitlines()]
    assert (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1] == "make test"


@pytest.mark.parametrize("call", [call for call in commands() if len(call.split()) > 4])
@pytest.mark.parametrize("with_optional", [True, False])
def test_documented_command_parses(call: str, with_optional: bool) -> None:
    assert callable(parser().parse_args(arguments(call, with_optional=with_optional)).run)


def test_every_verb_is_documented() -> None:
    verbs = next(action.choices for action in parser()._actions if action.choices)
    assert verbs is not None
    assert {arguments(call, with_optional=True)[0] for call in commands()} == set(verbs)


def test_every_documented_name_of_the_front_door_exists() -> None:
    named = {m for p in PAGES for m in re.findall(r"\bsr\.(\w+)", p.read_text("utf-8"))}
    assert len(named) > 40
    assert named - set(sr.__all__) == set()


@pytest.mark.parametrize("path", [README, ROOT / "docs" / "api.md"], ids=relative)
def test_python_example_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
    assert block is not None
    photo = sr.DecodedImage(smooth_picture(24, 32), "photo.png")
    (tmp_path / "photo.png").write_bytes(sr.encode(photo, "png"))
    monkeypatch.chdir(tmp_path)
    exec(compile(block[1], relative(path), "exec"), {})
    larger = sr.decode((tmp_path / "larger.png").read_bytes(), "larger.png")
    assert larger.pixels.dtype == np.uint8
    assert (larger.height, larger.width) in {(96, 128), (24, 32)}  # enlarged; or shrunk before and back again


def test_readme_figures_are_those_of_the_cards() -> None:
    rows = re.findall(r"\| ×(\d) \| `(\S+)` \| (\S+) \| (\S+) dB \| \+(\S+) dB \|$", README.read_text("utf-8"), re.M)
    cards = {card.id: card for card in sr.checkpoints()}
    found = []
    for _, name, data, _, _ in rows:
        result = next(result for result in cards[name].results if result.set == data)
        found.append((str(cards[name].scale), name, data, f"{result.psnr:.2f}", f"{result.gain:.2f}"))
    assert len(rows) == 6
    assert found == rows


@pytest.mark.parametrize("page", ["benchmarks.md", "xray.md"])
def test_tables_of_results_are_those_of_the_cards(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    rows = re.findall(r"^\| `(\S+)` \|.*? (\d\d\.\d\d) / (0\.\d{4}) \| \+(\d\.\d\d) dB", text, re.M)
    cards = {card.id: card for card in sr.checkpoints()}
    first = {name: cards[name].results[0] for name, *_ in rows}
    assert len(rows) >= 9
    assert rows == [(name, f"{r.psnr:.2f}", f"{r.ssim:.4f}", f"{r.gain:.2f}") for name, r in first.items()]
