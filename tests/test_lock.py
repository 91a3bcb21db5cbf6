"""The lock that `make app` installs is that of requirements.txt: whoever changes one runs `make lock`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9_-]+)==(\S+)", re.M)


def pins(file: str) -> dict[str, str]:
    """Return name -> version of the lines that pin one."""
    return {name.lower().replace("_", "-"): version for name, version in PIN.findall((ROOT / file).read_text("utf-8"))}


def test_lock_has_every_requirement_at_its_version() -> None:
    wanted, locked = pins("requirements.txt"), pins(".ci/requirements.lock") | pins(".ci/torch.lock")
    assert {name: locked.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("file", [".ci/requirements.lock", ".ci/torch.lock"])
def test_every_locked_package_has_a_hash(file: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / file).read_text("utf-8"))
    assert [e.splitlines()[0] for e in entries if PIN.match(e) and "--hash=sha256:" not in e] == []


def test_every_requirement_has_a_reason() -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if "==" in line and "  # " not in line] == []
