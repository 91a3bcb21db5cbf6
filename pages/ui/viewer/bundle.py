"""JavaScript of a component: its modules joined into the one script that Streamlit takes."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import [^;]* from "\./(?P<name>[\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def join_modules(entry: Path) -> str:
    """Return the module and all it imports, what is imported first; only the default export of `entry` stays one.

    Modules import names from files beside them, as they are exported, and no two files may declare the same name.
    """
    joined: dict[Path, str] = {}
    _add(entry, joined)
    return "\n".join(joined.values())


def _add(path: Path, joined: dict[Path, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(text):
        if (imported := path.parent / found["name"]) not in joined:
            _add(imported, joined)
    joined[path] = _EXPORT.sub("", _IMPORT.sub("", text))
