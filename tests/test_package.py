"""The package as pip installs it: its command, its licence, its types, its dependencies."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

from sr_core.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
PIN = re.compile(r"^([\w-]+)(?:==|>=)([^\s;]+)", re.M)


def test_console_script_runs_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    module, _, name = PROJECT["scripts"]["honest-pixels"].partition(":")
    assert getattr(importlib.import_module(module), name)(["models"]) == 0
    assert "bicubic" in capsys.readouterr().out


def test_version_is_the_one_that_files_tell() -> None:
    assert PROJECT["version"] == VERSION


def test_licence_is_the_one_that_is_declared() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert [file for file in PROJECT["license-files"] if not (ROOT / file).is_file()] == []
    text = " ".join((ROOT / "LICENSE").read_text("utf-8").split())
    assert text.startswith("Apache License Version 2.0, January 2004")
    assert "3. Grant of Patent License." in text


def test_every_bundled_licence_is_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    bundled = [path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").rglob("LICENSE*")]
    assert len(bundled) == 1
    assert [path for path in bundled if path not in notice] == []


def test_types_travel_with_the_package() -> None:
    assert "py.typed" in PYPROJECT["tool"]["setuptools"]["package-data"]["sr_core"]
    assert (ROOT / "sr_core" / "py.typed").is_file()


def test_every_folder_of_the_core_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "sr_core").rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_dependencies_are_those_of_the_requirements() -> None:
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *(line for lines in extras.values() for line in lines)]
    pinned = PIN.findall((ROOT / "requirements.txt").read_text("utf-8"))
    assert dict(PIN.findall("\n".join(declared))) == dict(pinned)
