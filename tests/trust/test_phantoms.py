"""Judgement of error bars on phantoms, its file, and the tables of the documentation."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sr_core.checkpoints.store import checkpoints, find_card
from sr_core.cli import main
from sr_core.engine.upscale import upscale
from sr_core.errors import CardError, SRError
from sr_core.trust import phantoms as subject
from sr_core.trust.calibration import TRUST_FILE, read_calibration
from sr_core.trust.phantom_tables import BEGIN, END, tables, with_tables
from sr_core.trust.phantoms import PHANTOMS_FILE, PlaceCoverage, judge, read_phantoms, write_phantoms
from sr_core.trust.scenes import discs_scene
from sr_core.types import UpscaleOptions

METHOD = "thermal-lite-x2"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "phantoms.md"
HOLDS = PlaceCoverage("discs", "rims", 100, (0.9, 0.96), 2.0, 0.95)
FAILS = PlaceCoverage("discs", "flat parts", 50, (0.712, 0.8), 2.0, 2.5)


def test_each_place_is_counted_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    card, scene = find_card(METHOD), discs_scene(2, "degC")
    calibration = read_calibration(card)
    assert calibration is not None
    constant = 0.03
    monkeypatch.setattr(subject, "half_widths", lambda *_: np.full((scene.lr.height, scene.lr.width), constant))
    found = judge(card, calibration, scene)
    options = UpscaleOptions(keep_measured=calibration.keep_measured)
    sr = upscale(scene.lr, METHOD, options=options).image
    errors = np.abs(sr.pixels[..., 0].astype(float) - scene.truth.pixels[..., 0])
    assert [each.place for each in found] == list(scene.places)
    for each, mask in zip(found, scene.places.values(), strict=True):
        assert each.pixels == np.count_nonzero(mask)
        for level, share in zip((0.9, 0.95), each.inside, strict=True):
            width = constant * calibration.at(level).factor
            assert share == pytest.approx(np.mean(errors[mask] <= width), abs=2e-3)
        assert each.half_width == pytest.approx(constant * calibration.at(0.9).factor, rel=1e-3)
        wider = errors[mask] <= each.times * constant * calibration.at(0.9).factor * (1 + 1e-3)
        assert np.mean(wider) >= 0.9
        assert np.mean(errors[mask] < 0.97 * each.times * constant * calibration.at(0.9).factor) < 0.91


def test_bars_hold_from_their_level_on() -> None:
    assert HOLDS.holds
    assert not FAILS.holds
    assert not replace(HOLDS, inside=(0.8999, 1.0)).holds


def test_results_are_read_as_they_were_written_until_the_bars_change(tmp_path: Path) -> None:
    card = replace(find_card(METHOD), folder=tmp_path)
    trust = (find_card(METHOD).folder / TRUST_FILE).read_text("utf-8")
    assert read_phantoms(card) == ()
    (tmp_path / TRUST_FILE).write_text(trust, "utf-8")
    write_phantoms(card, (HOLDS, FAILS))
    assert read_phantoms(card) == (HOLDS, FAILS)
    (tmp_path / TRUST_FILE).write_text(trust.replace('"cost"', ' "cost"'), "utf-8")
    assert read_phantoms(card) == ()


@pytest.mark.parametrize("damage", ["{", '{"calibration": 3}', "[]"])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, damage: str) -> None:
    card = replace(find_card(METHOD), folder=tmp_path)
    (tmp_path / TRUST_FILE).write_text((find_card(METHOD).folder / TRUST_FILE).read_text("utf-8"), "utf-8")
    (tmp_path / PHANTOMS_FILE).write_text(damage, "utf-8")
    if damage.startswith('{"'):
        assert read_phantoms(card) == ()
        return
    with pytest.raises(CardError, match=r"phantoms\.json is damaged"):
        read_phantoms(card)


def test_an_impossible_share_is_refused(tmp_path: Path) -> None:
    card = replace(find_card(METHOD), folder=tmp_path)
    (tmp_path / TRUST_FILE).write_text((find_card(METHOD).folder / TRUST_FILE).read_text("utf-8"), "utf-8")
    write_phantoms(card, (HOLDS,))
    table = json.loads((tmp_path / PHANTOMS_FILE).read_text("utf-8"))
    table["places"][0]["inside"] = [1.2, 0.9]
    (tmp_path / PHANTOMS_FILE).write_text(json.dumps(table), "utf-8")
    with pytest.raises(CardError, match="from 0 to 1"):
        read_phantoms(card)


def test_the_table_says_plainly_where_bars_do_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [find_card(METHOD), find_card("thermal-lite-x4")]
    kept = {METHOD: (HOLDS, FAILS), "thermal-lite-x4": (HOLDS, replace(FAILS, inside=(0.93, 0.97)))}
    monkeypatch.setattr("sr_core.trust.phantom_tables.read_phantoms", lambda card: kept[card.id])
    text = tables(cards)
    assert "| network | rims | flat parts |" in text
    assert f"| `{METHOD}` | 90.0 % | **71.2 %** |" in text
    assert "**The bars do not hold**" in text
    assert f"flat parts (1 of 2 networks; lowest 71 %, `{METHOD}`, whose bars would have to be 2.5 times" in text


def test_tables_stand_between_their_marks() -> None:
    page = f"# Heading\n{BEGIN}old\n{END}after\n"
    found = with_tables(page, [])
    assert found == f"# Heading\n{BEGIN}\nNo network has been judged yet.\n\n{END}after\n"
    assert with_tables(found, []) == found
    with pytest.raises(SRError, match="add them"):
        with_tables("# Heading\n", [])


def test_the_documented_tables_are_those_of_the_kept_results() -> None:
    """After new calibrations: python -m sr_core phantoms --write, then phantoms --tables docs/phantoms.md."""
    page = PAGE.read_text("utf-8")
    assert with_tables(page, checkpoints()) == page


def test_every_calibrated_network_was_judged() -> None:
    assert [card.id for card in checkpoints() if read_calibration(card) and not read_phantoms(card)] == []


def test_the_command_judges_and_keeps(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {}
    monkeypatch.setattr("sr_core.cli.phantoms.judge_on_phantoms", lambda card, calibration: (HOLDS, FAILS))
    monkeypatch.setattr("sr_core.cli.phantoms.write_phantoms", lambda card, found: kept.update({card.id: found}))
    assert main(["phantoms", METHOD, "--write"]) == 0
    assert kept == {METHOD: (HOLDS, FAILS)}
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("does not hold")
