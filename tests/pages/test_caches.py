"""A cache that all sessions share holds nothing of a visitor; one that may is the session's own."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = {
    "photo/samples.py:sample_image": "a sample's name",
    "photo/samples.py:_thumbnail_html": "a sample's name",
    "thermal/thermogram.py:phantom": "scale and noise of the simulated thermogram",
    "xray/radiograph.py:_chest": "side of the simulated chest",
    "xray/radiograph.py:chest_truth": "scale of the simulated chest",
    "xray/upload.py:_chest": "nothing",
    "lesson/scene.py:side": "a sample's name, a method, a degradation of the lesson",
    "compare/shared.py:shared": "nothing: results that are kept under the name of a sample only",
    "lesson/ballot.py:ballots": "nothing: votes on samples under the name of a class, which are there to be shared",
    "models/example.py:_made": "nothing: what networks made of samples",
    "shell/gate.py:gate": "nothing: the queue, which holds tickets",
}
"""Cached functions without scope="session", and what they are given: nothing that a visitor brought."""


def decorated(file: Path) -> list[tuple[str, bool]]:
    """List a file's functions that Streamlit caches, and whether the cache is the session's."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for decorator in getattr(node, "decorator_list", []):
            text = ast.unparse(decorator)
            if text.startswith(("st.cache_data", "st.cache_resource")):
                found.append((f"{file.parent.name}/{file.name}:{node.name}", "scope='session'" in text))
    return found


def test_shared_caches_are_the_ones_that_were_looked_at() -> None:
    files = [ROOT / "home.py", *(ROOT / "pages").rglob("*.py")]
    every = [entry for file in files for entry in decorated(file)]
    assert {name for name, own in every if not own} == set(SHARED)
    assert any(own for _, own in every)
