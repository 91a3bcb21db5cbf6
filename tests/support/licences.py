"""Which licence each locked dependency has, by its own metadata: `python -m tests.support.licences`."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from .server import ROOT


def locked() -> list[str]:
    """List the names in the locks."""
    locks = [(ROOT / ".ci" / name).read_text("utf-8") for name in ("requirements.lock", "torch.lock")]
    return sorted({name for lock in locks for name in re.findall(r"^([a-z0-9-]+)==", lock, re.M)})


def licence(name: str) -> str:
    """Return what a package says: its expression, else its classifiers, else the first line of its licence."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    classifiers = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License")]
    text = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or ", ".join(classifiers) or (text[0] if text else "not said")


if __name__ == "__main__":
    for package in locked():
        print(f"{package:32} {licence(package)}")
