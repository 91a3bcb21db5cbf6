import shutil
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from sr_core.checkpoints import store
from sr_core.checkpoints.graph import TYPICAL
from sr_core.cli import main
from sr_core.engine.torch import net
from sr_core.errors import RecipeError
from sr_core.training.campaign import Campaign, read_campaign

from ..support.recipes import RECIPE

CAMPAIGN = """
[[runs]]
id = "edsr-tiny-x2"
hours = 0.00011
sets = ["photos-test"]
floor = 20.0
aim = 30.0
"""


@pytest.fixture
def campaign(data: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of one run of 20 steps, its test pictures, and no checkpoint yet.

    Its clocks are 0.02 s later at each look, of which there is one a step: a budget is the same on every machine.
    """
    clocks = SimpleNamespace(monotonic=count(0, 0.02).__next__, process_time=count(0, 0.02).__next__)
    for module in ("campaign", "clock", "loop"):
        monkeypatch.setattr(f"sr_core.training.{module}.time", clocks)
    monkeypatch.setattr("os.nice", lambda _increment: 0)
    monkeypatch.setattr("sr_core.training.engine_form.measure_speed", lambda _card: TYPICAL)
    (data / "photos").rename(data / "photos-test")
    (data / "photos").mkdir()
    for path in (data / "photos-test").iterdir():
        path_for_training = data / "photos" / path.name
        path_for_training.write_bytes(path.read_bytes())
    folder = tmp_path / "campaign"
    folder.mkdir()
    (folder / "edsr-tiny-x2.toml").write_text(RECIPE.replace("warmup = 2", 'warmup = 2\nschedule = "wsd"'))
    (folder / "campaign.toml").write_text(CAMPAIGN)
    return folder / "campaign.toml"


def test_campaign_trains_exports_and_tells_where_it_stands(
    campaign: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["campaign", str(campaign), "--data", str(data), "--out", str(tmp_path / "runs")]) == 0
    card = store.find_card("edsr-tiny-x2")
    assert card.results[0].set == "photos-test"
    assert card.training.seconds >= 0.00011 * 3600
    row = capsys.readouterr().out.splitlines()[-1].split()
    assert row[0] == "edsr-tiny-x2"
    assert float(row[5]) == pytest.approx(
        card.results[0].psnr, abs=0.02
    )  # judged by PyTorch, shipped by the app's engine
    assert float(row[6]) == pytest.approx(card.results[0].psnr, abs=0.01)


def test_judging_gives_training_its_threads_back(
    campaign: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = torch.get_num_threads()
    monkeypatch.setattr("sr_core.engine.torch.net.thread_count", lambda: threads + 1)
    net._set_threads.cache_clear()
    Campaign(campaign, data, tmp_path / "runs").go_on()
    assert net._set_threads.cache_info().misses == 1
    assert torch.get_num_threads() == threads


def test_finished_run_is_not_trained_again(campaign: Path, data: Path, tmp_path: Path) -> None:
    runs = Campaign(campaign, data, tmp_path / "runs")
    runs.go_on()
    steps = [standing.steps for standing in runs.standings()]
    runs.go_on()
    assert [standing.steps for standing in runs.standings()] == steps


def test_longer_budget_goes_on_from_before_the_decay(campaign: Path, data: Path, tmp_path: Path) -> None:
    Campaign(campaign, data, tmp_path / "runs").go_on()
    before = (tmp_path / "runs" / "edsr-tiny-x2" / "log.csv").read_text().splitlines()
    campaign.write_text(CAMPAIGN.replace("0.00011", "0.00044"))
    Campaign(campaign, data, tmp_path / "runs").go_on()
    after = (tmp_path / "runs" / "edsr-tiny-x2" / "log.csv").read_text().splitlines()
    steps = [int(line.split(",")[0]) for line in after[1:]]
    rates = {int(line.split(",")[0]): float(line.split(",")[2]) for line in after[1:]}
    assert steps == sorted(steps)
    assert steps[-1] > int(before[-1].split(",")[0])
    decayed = int(before[-1].split(",")[0])
    assert max(rate for step, rate in rates.items() if step >= decayed) == max(rates.values())


def test_time_budget_stops_between_slices_and_the_run_goes_on(campaign: Path, data: Path, tmp_path: Path) -> None:
    campaign.write_text(CAMPAIGN.replace("0.00011", "0.00044"))
    runs = Campaign(campaign, data, tmp_path / "runs")
    runs.go_on(time_budget=0.5)
    first = next(runs.standings()).hours
    Campaign(campaign, data, tmp_path / "runs").go_on()
    assert 0 < first < 0.00044 <= next(runs.standings()).hours


def test_run_whose_folder_is_lost_goes_on_from_its_weights(campaign: Path, data: Path, tmp_path: Path) -> None:
    Campaign(campaign, data, tmp_path / "runs").go_on()
    before = store.find_card("edsr-tiny-x2").training
    campaign.write_text(CAMPAIGN.replace("0.00011", "0.00022"))
    runs = Campaign(campaign, data, tmp_path / "new-machine")
    runs.go_on()
    standing = next(runs.standings())
    assert before.steps < standing.steps
    assert before.seconds / 3600 < 0.00022 <= standing.hours < before.seconds / 3600 + 0.00022
    logged = (tmp_path / "new-machine" / "edsr-tiny-x2" / "log.csv").read_text().splitlines()
    old = (tmp_path / "runs" / "edsr-tiny-x2" / "log.csv").read_text().splitlines()
    assert logged[: len(old)] == old
    assert len(logged) > len(old)


def test_run_waits_for_what_it_starts_from(campaign: Path, data: Path, tmp_path: Path) -> None:
    recipe = campaign.parent / "edsr-tiny-x2.toml"
    recipe.write_text(recipe.read_text().replace("steps = 12", 'steps = 12\nstart = "edsr-mother-x2"'))
    runs = Campaign(campaign, data, tmp_path / "runs")
    runs.go_on()
    assert next(runs.standings()).steps == 0


def test_worse_weights_do_not_replace_better_ones(
    campaign: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Campaign(campaign, data, tmp_path / "runs").go_on()
    weights = (store.models_folder() / "edsr-tiny-x2" / "weights.safetensors").read_bytes()
    monkeypatch.setattr("sr_core.training.campaign._measured", lambda found, measure: 1.0)
    campaign.write_text(CAMPAIGN.replace("0.00011", "0.00022"))
    Campaign(campaign, data, tmp_path / "other-runs").go_on()
    assert (store.models_folder() / "edsr-tiny-x2" / "weights.safetensors").read_bytes() == weights


def test_export_that_fails_leaves_the_checkpoint_as_it_was(
    campaign: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    folder = store.models_folder() / "edsr-tiny-x2"
    with monkeypatch.context() as patched:
        patched.setattr("sr_core.training.campaign.run_benchmark", fail)
        with pytest.raises(KeyboardInterrupt):
            Campaign(campaign, data, tmp_path / "runs").go_on()
    assert not folder.exists()
    campaign.write_text(CAMPAIGN.replace("0.00011", "0.00022"))
    Campaign(campaign, data, tmp_path / "runs").go_on()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    campaign.write_text(CAMPAIGN.replace("0.00011", "0.00033"))
    monkeypatch.setattr("sr_core.training.campaign._measured", lambda found, measure: 99.0)
    monkeypatch.setattr("sr_core.training.campaign.run_benchmark", fail)
    with pytest.raises(KeyboardInterrupt):
        Campaign(campaign, data, tmp_path / "runs").go_on()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_export_cut_by_a_kill_is_undone_at_the_next_start(campaign: Path, data: Path, tmp_path: Path) -> None:
    runs = Campaign(campaign, data, tmp_path / "runs")
    runs.go_on()
    folder, before = store.models_folder() / "edsr-tiny-x2", tmp_path / "runs" / "edsr-tiny-x2" / "before"
    shutil.copytree(folder, before)
    (folder / "weights.safetensors").write_bytes(b"half")
    runs.go_on()
    assert (folder / "weights.safetensors").read_bytes() != b"half"
    assert not before.exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hours", "hour", "unknown key 'hour'"),
        ("0.00011", "0", "needs hours above 0"),
        ('"edsr-tiny-x2"', '"edsr-tiny-x3"', r"has no recipe edsr-tiny-x3\.toml beside it"),
        ("aim = 30.0", "", "key 'aim' is missing"),
        (CAMPAIGN, "", r"holds no \[\[runs\]\]"),
        ("id =", "id", "not valid TOML"),
    ],
)
def test_campaign_rejects(campaign: Path, old: str, new: str, message: str) -> None:
    campaign.write_text(CAMPAIGN.replace(old, new))
    with pytest.raises(RecipeError, match=message):
        read_campaign(campaign)
