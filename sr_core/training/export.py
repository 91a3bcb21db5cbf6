"""Turn a run folder into a checkpoint: weights, card and recipe."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from ..architectures import build
from ..architectures.operations import count_multiplications, count_parameters
from ..checkpoints import store
from ..checkpoints.card import Inference, ModelCard, Training
from ..checkpoints.net import load_net
from ..engine.torch.net import as_net
from .edge_margin import measure_edge_margin
from .engine_form import write_engine_form
from .exported_files import check_export, write_files
from .recipe import Recipe, read_recipe


def export(run: Path, target: Path) -> ModelCard:
    """Write `target`/weights.safetensors (float16), card.toml, train.toml and graph.json from a run of `train`.

    The card's results are empty: `benchmark --write-cards` measures them.

    Raises:
        CheckpointError: if the run is incomplete, the target is not named after the recipe, or the engines disagree.
        RecipeError: if the run's recipe cannot be read.
        EncodeError: if a file cannot be written; it stays as it was.
    """
    recipe = read_recipe(run / "train.toml")
    check_export(run, target, f"models/{recipe.id}")
    trained = load_file(run / "weights.safetensors")
    if recipe.blend < 1:
        begun = load_net(store.find_card(recipe.start)).state_dict()
        trained = {k: begun[k].lerp(v, recipe.blend) if v.is_floating_point() else v for k, v in trained.items()}
    net = build(recipe.architecture, scale=recipe.scale, config=recipe.config)
    card = _card(recipe, target, net, write_files(run, target, net, trained), run)
    store.write_card(card)
    write_engine_form(card, keep_speed=True)
    return card


def _card(recipe: Recipe, folder: Path, net: torch.nn.Module, sha256: str, run: Path) -> ModelCard:
    facts: dict[str, Any] = json.loads((run / "run.json").read_text("utf-8"))
    facts.pop("judged", None)  # the card's results are those of the benchmark
    text = recipe.card
    return ModelCard(
        folder=folder,
        id=recipe.id,
        architecture=recipe.architecture,
        scale=recipe.scale,
        channels=recipe.channels,
        degradation=recipe.degradation_text,
        title=text.title,
        summary=text.summary,
        purpose=text.purpose,
        paper=text.paper,
        licence=text.licence,
        limits=text.limits,
        parameters=count_parameters(net),
        multiplications=count_multiplications(net, 3 if recipe.channels == "rgb" else 1),
        sha256=sha256,
        objective=recipe.objective,
        inference=Inference(text.tile_overlap, measure_edge_margin(as_net(net.eval()), recipe.channels)),
        training=Training(
            **facts, loss=recipe.loss_text, start=recipe.start, teacher=recipe.teacher, attribution=text.attribution
        ),
        unit=recipe.unit,
        config=recipe.config,
    )
