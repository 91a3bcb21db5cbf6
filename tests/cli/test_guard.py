"""The verb `guard` on made-up descriptions: a kind is a cloud of points of its own."""

import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from sr_core.cli import guard as verb
from sr_core.cli import main
from sr_core.trust.guard import store
from sr_core.trust.guard.domain import DESCRIBED
from sr_core.trust.guard.sets import KINDS, Described
from sr_core.trust.guard.table import table_text

SAME = {"Chest X-rays (test)": "chests to fit", "chests of other sources": "chests to fit"}
SAME |= {"Thermograms (test)": "thermograms to fit", "Set5 and Set14": "photographs to fit"}
SAME |= {"chests to calibrate": "chests to fit"}


def clouds(_data: Path, _tell: object) -> dict[str, Described]:
    found = {}
    for kind in KINDS:
        centre = np.random.default_rng(zlib.crc32(SAME.get(kind, kind).encode())).normal(0, 3, DESCRIBED)
        values = centre + np.random.default_rng(zlib.crc32(kind.encode())).normal(0, 1, (300, DESCRIBED))
        found[kind] = Described(values, tuple(f"{'mhh_' if n % 10 == 0 else 'nih_'}{n}" for n in range(300)))
    return found


def test_guard_writes_what_it_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "xray" / "train").mkdir(parents=True)
    monkeypatch.setattr(store, "FOLDER", tmp_path / "guards")
    monkeypatch.setattr(verb, "describe_all", clouds)
    store.read_domain.cache_clear()
    assert main(["guard", "--data", str(tmp_path / "data"), "--write", "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table == store.read_measured()
    for name in ("radiograph", "thermogram", "photograph"):
        assert store.read_domain(name).rivals
        assert all(row["outside"] <= 0.06 * row["pictures"] for row in table[name]["own"])
    found = {row["kind"]: row for row in table["radiograph"]["outsiders"]}["Set5 and Set14"]
    assert (found["outside"], found["pictures"]) == (300, 300)
    assert found["auroc"] > 0.98
    assert table["other hospital"]["pictures"] == 30
    assert "| radiograph | Set5 and Set14 | 300 of 300 (100.0 %) |" in table_text(table)
    store.read_domain.cache_clear()


def test_guard_needs_the_data_sets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", "--data", str(tmp_path)]) == 2
    assert "expected the folder of the data sets" in capsys.readouterr().err
