import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from safetensors.torch import load_file

from sr_core.checkpoints import store
from sr_core.checkpoints.graph import read_speed
from sr_core.checkpoints.net import load_net
from sr_core.cli import main
from sr_core.errors import RecipeError
from sr_core.image.resize import resize
from sr_core.training import loop
from sr_core.training.crops import CropSampler
from sr_core.training.export import export
from sr_core.training.loop import Trainer
from sr_core.training.recipe import Recipe, read_recipe
from sr_core.training.validation import split

from ..support.pictures import smooth_picture
from ..support.recipes import ADVERSARIAL, RECIPE


def run(recipe: Recipe, data: Path, out: Path, *, steps: int, resume: bool = False) -> dict[str, torch.Tensor]:
    trainer = Trainer(recipe, data, out, resume=resume)
    trainer.run(steps=steps)
    return {k: v.clone() for k, v in trainer.state.net.state_dict().items()}


@pytest.mark.parametrize("extra", ["", ADVERSARIAL], ids=["plain", "with a discriminator"])
def test_resume_equals_uninterrupted_run(extra: str, data: Path, recipe_path: Path, tmp_path: Path) -> None:
    recipe_path.write_text(RECIPE.replace("[config]", extra or "[config]"))
    recipe = read_recipe(recipe_path)
    straight = run(recipe, data, tmp_path / "a", steps=8)
    run(recipe, data, tmp_path / "b", steps=4)
    resumed = run(recipe, data, tmp_path / "b", steps=8, resume=True)
    assert all(torch.equal(straight[k], resumed[k]) for k in straight)


def test_log_names_every_term_of_the_loss(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    recipe_path.write_text(RECIPE.replace("[config]", ADVERSARIAL))
    Trainer(read_recipe(recipe_path), data, tmp_path / "run").run()
    header, first, *_ = (tmp_path / "run" / "log.csv").read_text().splitlines()
    names = header.split(",")
    assert names[3:] == ["loss", "l1", "adversarial", "tv", "discriminator", "validation_psnr"]
    values = dict(zip(names, (float(cell or "nan") for cell in first.split(",")), strict=True))
    assert values["loss"] == pytest.approx(values["l1"] + 0.01 * (values["tv"] + values["adversarial"]), rel=1e-4)


def test_log_of_a_run_of_any_length_has_a_hundred_lines(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    recipe_path.write_text(RECIPE.replace("steps = 12", "steps = 300000").replace("every = 6", "every = 1000"))
    Trainer(read_recipe(recipe_path), data, tmp_path / "run").run(steps=230)
    with (tmp_path / "run" / "log.csv").open() as file:
        steps = [int(row["step"]) for row in csv.DictReader(file)]
    assert len(steps) >= 100
    assert steps[-1] == 230
    assert steps == sorted(set(steps))


def test_run_stops_early_and_keeps_its_best_weights(
    data: Path, recipe_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe_path.write_text(RECIPE.replace("steps = 12", "steps = 1000\npatience = 2").replace("every = 6", "every = 2"))
    trainer = Trainer(read_recipe(recipe_path), data, tmp_path / "run")
    scores = iter([20.0, 22.0, 21.0, 21.5])
    monkeypatch.setattr(type(trainer.validation), "psnr", lambda _self, _weights: next(scores))
    trainer.run()
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (trainer.state.step, facts["steps"], facts["validation_psnr"]) == (8, 4, 22.0)


def test_export_blends_with_the_net_it_started_from(
    data: Path, recipe_path: Path, tmp_path: Path, tiny_checkpoint: str
) -> None:
    text = RECIPE.replace("edsr-tiny-x2", "edsr-blend-x2").replace("n_resblocks = 1", "n_resblocks = 2")
    recipe_path.write_text(text.replace("steps = 12", f'steps = 12\nstart = "{tiny_checkpoint}"\nblend = 0.25'))
    trainer = Trainer(read_recipe(recipe_path), data, tmp_path / "run")
    trainer.folder.copy_recipe(recipe_path)
    trainer.run()
    export(tmp_path / "run", store.models_folder() / "edsr-blend-x2")
    begun = load_net(store.find_card(tiny_checkpoint)).state_dict()
    trained = load_file(tmp_path / "run" / "weights.safetensors")
    for name, value in load_net(store.find_card("edsr-blend-x2")).state_dict().items():
        # 1e-3: stored as float16.
        torch.testing.assert_close(value, 0.75 * begun[name] + 0.25 * trained[name], rtol=1e-3, atol=1e-3)


def test_fresh_layers_do_not_start_from_another_net(
    data: Path, recipe_path: Path, tmp_path: Path, tiny_checkpoint: str
) -> None:
    text = RECIPE.replace("n_resblocks = 1", "n_resblocks = 2")
    recipe_path.write_text(
        text.replace("steps = 12", f'steps = 12\nseed = 1\nstart = "{tiny_checkpoint}"\nfresh = ["tail"]')
    )
    begun = load_net(store.find_card(tiny_checkpoint)).state_dict()
    own = Trainer(read_recipe(recipe_path), data, tmp_path / "run").state.net.state_dict()
    assert {name for name in begun if name.endswith("weight") and not torch.equal(begun[name], own[name])} == {
        name for name in begun if name.endswith("weight") and name.startswith("tail")
    }


def test_teacher_is_asked_at_every_nth_step(
    data: Path, recipe_path: Path, tmp_path: Path, tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loss = "[loss]\nl1 = 1.0\ndistillation = 2.0\n[config]"
    text = RECIPE.replace("steps = 12", f'steps = 12\nteacher = "{tiny_checkpoint}"\nteacher_every = 3')
    recipe_path.write_text(text.replace("[config]", loss).replace("n_feats = 8", "n_feats = 4"))
    trainer = Trainer(read_recipe(recipe_path), data, tmp_path / "run")
    steps, losses = [], trainer.objective.teacher.losses
    monkeypatch.setattr(
        trainer.objective.teacher, "losses", lambda *given: (steps.append(trainer.state.step), losses(*given))[1]
    )
    trainer.run()
    assert steps == [0, 3, 6, 9]
    with (tmp_path / "run" / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows if row["distillation"]] == ["1", "4", "7", "10"]
    assert float(rows[0]["loss"]) == pytest.approx(
        float(rows[0]["l1"]) + 2.0 * float(rows[0]["distillation"]), rel=1e-4
    )


class KilledError(Exception):
    pass


def test_killed_and_resumed_run_ends_as_if_never_stopped(
    data: Path, recipe_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(step: int, share: float, loss: float) -> None:
        if step == 8:
            raise KilledError

    monkeypatch.setattr(loop, "SAVE_SECONDS", 0.0)
    recipe = read_recipe(recipe_path)
    Trainer(recipe, data, tmp_path / "a").run()
    with pytest.raises(KilledError):
        Trainer(recipe, data, tmp_path / "b").run(on_step=die)
    Trainer(recipe, data, tmp_path / "b", resume=True).run()
    a, b = (load_file(tmp_path / name / "weights.safetensors") for name in "ab")
    assert all(torch.equal(a[k], b[k]) for k in a)
    rows = [[row.split(",") for row in (tmp_path / n / "log.csv").read_text().splitlines()] for n in "ab"]
    logged = [[(row[0], *row[2:]) for row in log] for log in rows]  # all but the seconds
    assert logged[0] == logged[1]
    assert [row[0] for row in logged[0]] == ["step", *map(str, range(1, 13))]


def test_resume_rejects_a_damaged_state(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    run(read_recipe(recipe_path), data, tmp_path / "run", steps=1)
    (tmp_path / "run" / "state.pt").write_bytes(b"not a state")
    with pytest.raises(RecipeError, match=r"state.pt: expected saved tensors"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run", resume=True)


def test_resume_rejects_the_state_of_an_older_version(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    run(read_recipe(recipe_path), data, tmp_path / "run", steps=1)
    state = torch.load(tmp_path / "run" / "state.pt", weights_only=True)
    del state["sums"]
    torch.save(state, tmp_path / "run" / "state.pt")
    with pytest.raises(RecipeError, match=r"lacks 'sums', as one of an older version does"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run", resume=True)


def test_resume_rejects_another_recipe(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    run(read_recipe(recipe_path), data, tmp_path / "run", steps=1)
    recipe_path.write_text(RECIPE.replace("1e-3", "2e-3"))
    with pytest.raises(RecipeError, match=r"learning_rate was 0\.001 in this run"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run", resume=True)


def test_train_lowers_the_loss_and_export_makes_a_checkpoint(
    data: Path, recipe_path: Path, tmp_path: Path, models: Path
) -> None:
    out = tmp_path / "run"
    assert main(["train", str(recipe_path), "--data", str(data), "--out", str(out)]) == 0
    rows = [line.split(",") for line in (out / "log.csv").read_text().splitlines()[1:]]
    assert [row[0] for row in rows if row[-1]] == ["6", "12"]
    assert sum(float(row[3]) for row in rows[6:]) < sum(float(row[3]) for row in rows[:6])
    assert main(["export", str(out), str(models / "edsr-tiny-x2")]) == 0
    assert store.find_card("edsr-tiny-x2").training.steps == 12
    timings = read_speed(models / "edsr-tiny-x2").timings
    assert [timing.pixels for timing in timings] == [24**2]
    assert timings[0].share > 0


def test_time_budget_ends_the_run(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    trainer = Trainer(read_recipe(recipe_path), data, tmp_path / "run")
    trainer.run(time_budget=0.3)
    assert 0.3 <= trainer.state.seconds < 30
    assert (tmp_path / "run" / "weights.safetensors").exists()


def test_crops_are_aligned_and_shrunk_as_the_benchmark_does(data: Path, recipe: Recipe) -> None:
    path = data / "photos" / "0.png"
    sampler = CropSampler([path], replace(recipe, lr_patch=20), torch.device("cpu"))
    lr, hr = sampler.sample(8, torch.Generator().manual_seed(0))
    assert (lr.shape, hr.shape) == ((8, 3, 20, 20), (8, 3, 40, 40))
    for low, high in zip(lr, hr, strict=True):
        ours = np.clip(resize(high.permute(1, 2, 0).double().numpy() * 255, 20, 20), 0, 255)
        inner = (slice(4, -4), slice(4, -4))
        np.testing.assert_allclose(low.permute(1, 2, 0).numpy()[inner] * 255, ours[inner], atol=0.51)


def test_crops_come_in_all_eight_orientations(data: Path, recipe: Recipe) -> None:
    path = data / "one.png"
    Image.fromarray(np.arange(144, dtype=np.uint8).reshape(12, 12)).convert("RGB").save(path)
    sampler = CropSampler([path], replace(recipe, lr_patch=6), torch.device("cpu"))
    _, hr = sampler.sample(200, torch.Generator().manual_seed(0))
    assert len({tuple(crop.flatten().tolist()) for crop in hr}) == 8


def test_luma_crops_have_one_channel(data: Path, recipe: Recipe) -> None:
    paths = sorted((data / "photos").iterdir())
    sampler = CropSampler(paths, replace(recipe, channels="y", lr_patch=8), torch.device("cpu"))
    assert sampler.sample(2, torch.Generator())[0].shape == (2, 1, 8, 8)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("warmup", "warm_up", "unknown key 'warm_up'"),
        ("steps = 12", "", "key 'steps' is missing"),
        ("steps = 12", 'steps = 12\nloss = "l1"', r"\[loss\] must be a table"),
        ("[config]", "[loss]\nl3 = 1.0\n[config]", r"\[loss\]: unknown key 'l3'; known: l1, mse"),
        ("[config]", "[loss]\nl1 = -1.0\n[config]", "l1 must be a weight above 0"),
        ("[config]", "[loss]\ntv = 1.0\n[config]", "needs one of l1, mse"),
        ("[config]", "[loss]\nl1 = 1.0\nadversarial = 0.1\n[config]", r"adversarial in \[loss\] and a \[discr"),
        ("[config]", "[loss]\nl1 = 1.0\nfeature = 0.1\n[config]", "and a teacher need each other"),
        (
            "[config]",
            '[discriminator]\narchitecture = "srgna"\n[config]',
            "architecture 'srgna'; known: esrgan",
        ),
        ('"edsr"', '"edrs"', "architecture must be one of"),
        ("steps = 12", "steps = 12\nblend = 0.5", "and 1 without a start; found 0.5"),
        ("steps = 12", "steps = 12\njudged_patch = 25", "judged_patch must be 0 to 24 HR pixels, found 25"),
        ('title = "Tiny"', "", "key 'title' is missing"),
        ("id =", "id", "not valid TOML"),
        ("steps = 12", 'steps = "many"', "steps must be int, found 'many'"),
    ],
)
def test_recipe_rejects(recipe_path: Path, old: str, new: str, message: str) -> None:
    recipe_path.write_text(RECIPE.replace(old, new, 1))
    with pytest.raises(RecipeError, match=message):
        read_recipe(recipe_path)


@pytest.mark.parametrize(
    ("option", "message"),
    [(["--device", "foo"], "unknown device 'foo'"), (["--time-budget", "0"], "more than 0 seconds")],
)
def test_train_rejects(
    data: Path, recipe_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str], message: str
) -> None:
    assert main(["train", str(recipe_path), "--data", str(data), "--out", str(tmp_path / "run"), *option]) == 2
    assert message in capsys.readouterr().err


def test_train_reports_a_missing_folder(recipe_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(recipe_path), "--data", str(tmp_path), "--out", str(tmp_path / "run")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_train_does_not_write_over_a_run(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    run(read_recipe(recipe_path), data, tmp_path / "run", steps=1)
    with pytest.raises(RecipeError, match="go on with --resume"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run")


@pytest.mark.skipif(torch.cuda.is_available(), reason="has a GPU")
def test_train_says_that_there_is_no_gpu(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no CUDA GPU"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run", device="cuda")


def test_train_names_a_picture_that_does_not_decode(data: Path, recipe_path: Path, tmp_path: Path) -> None:
    (data / "photos" / "1.png").write_bytes(b"no picture")
    with pytest.raises(RecipeError, match=r"'1\.png' does not decode"):
        Trainer(read_recipe(recipe_path), data, tmp_path / "run")


def thermogram_png(path: Path, seed: int) -> None:
    """Write temperatures as the training data holds them: 16 bits, degC = DN * 0.005 - 100."""
    degrees = 20.0 + smooth_picture(40, 50, seed=seed)[..., 0] / 16.0
    info = PngInfo()
    info.add_text("thermal", "unit=degC;scale=0.005;offset=-100")
    Image.fromarray(np.rint((degrees + 100.0) / 0.005).astype(np.uint16)).save(path, pnginfo=info)


@pytest.fixture
def thermal(data: Path, recipe_path: Path) -> Recipe:
    for folder in ("thermal", "held-out"):
        (data / folder).mkdir()
        for seed in range(3):
            thermogram_png(data / folder / f"{seed}.png", seed)
    changes = """channels = "gray"
unit = "degC"
blurs = [1.0, 2.0]
blur_share = 0.5
detail_share = 0.5
validation = "held-out"
data = "thermal"
"""
    config = "[config]\nn_modules = 1\nn_feats = 12"
    text = RECIPE.replace('data = "photos"\n', changes).replace("[config]\nn_resblocks = 1\nn_feats = 8", config)
    recipe_path.write_text(text.replace('"edsr"', '"thermal_inception"'))
    return read_recipe(recipe_path)


def test_thermal_run_resumes_to_the_same_weights(data: Path, thermal: Recipe, tmp_path: Path) -> None:
    straight = run(thermal, data, tmp_path / "a", steps=8)
    run(thermal, data, tmp_path / "b", steps=4)
    resumed = run(thermal, data, tmp_path / "b", steps=8, resume=True)
    assert all(torch.equal(straight[k], resumed[k]) for k in straight)


def test_measured_crops_span_zero_to_one_and_are_not_rounded(data: Path, thermal: Recipe) -> None:
    lr, hr = CropSampler([data / "thermal" / "0.png"], thermal, torch.device("cpu")).sample(64, torch.Generator())
    assert 0.0 <= float(hr.min()) < float(hr.max()) <= 1.0
    assert len(lr.unique()) > 256


def test_share_of_the_crops_is_blurred(data: Path, thermal: Recipe) -> None:
    sampler = CropSampler([data / "thermal" / "0.png"], thermal, torch.device("cpu"))
    lr, hr = sampler.sample(400, torch.Generator().manual_seed(0))
    clean = [
        np.abs(resize(high[0].numpy(), 12, 12) - low[0].numpy())[3:-3, 3:-3].max() < 1e-3
        for low, high in zip(lr, hr, strict=True)
    ]
    assert 0.4 < np.mean(clean) < 0.6


def test_detail_share_draws_crops_where_bicubic_fails(data: Path, thermal: Recipe) -> None:
    path = data / "edge.png"
    degrees = np.full((120, 120), 24000, np.uint16)
    degrees[60:, 60:] = 27000  # an edge in a quarter of the picture
    info = PngInfo()
    info.add_text("thermal", "unit=degC;scale=0.005;offset=-100")
    Image.fromarray(degrees).save(path, pnginfo=info)
    drawn = [
        CropSampler([path], replace(thermal, detail_share=share), torch.device("cpu")).sample(400, torch.Generator())[1]
        for share in (0.0, 1.0)
    ]
    with_edge = [float((hr.amax((1, 2, 3)) > hr.amin((1, 2, 3))).float().mean()) for hr in drawn]
    assert with_edge[0] < 0.6
    assert with_edge[1] > 0.8


def test_validation_pictures_come_from_their_own_folder(data: Path, thermal: Recipe) -> None:
    training, validation = split(thermal, data)
    assert {path.parent.name for path in training} == {"thermal"}
    assert {path.parent.name for path in validation} == {"held-out"}


def test_picture_without_temperatures_is_named(data: Path, thermal: Recipe, tmp_path: Path) -> None:
    Image.fromarray(smooth_picture(40, 50, seed=0)).save(data / "thermal" / "photo.png")
    with pytest.raises(RecipeError, match=r"'photo.png' holds no values in degC"):
        run(thermal, data, tmp_path / "run", steps=1)


def test_precision_may_change_on_the_way(data: Path, recipe: Recipe, tmp_path: Path) -> None:
    run(recipe, data, tmp_path / "run", steps=4)
    run(replace(recipe, precision="bfloat16"), data, tmp_path / "run", steps=6, resume=True)
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    assert facts["precision"] == "float32 (4 steps), bfloat16 (2 steps)"
