"""Turn the run of a classifier into its folder: weights, card, recipe and curve."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from ...architectures import CLASSIFIERS
from ...architectures.operations import count_parameters
from ...digits.card import ClassifierCard, ClassifierTraining, write_classifier_card
from ...types import DIGIT_SIDE
from ..exported_files import check_export, write_files
from .recipe import read_classifier_recipe


def export_classifier(run: Path, target: Path) -> ClassifierCard:
    """Write `target`/weights.safetensors (float16), card.toml, train.toml and log.csv from a run of `train`.

    Raises:
        CheckpointError: if the run is incomplete, or the target is not named after the recipe.
        RecipeError: if the run's recipe cannot be read.
        EncodeError: if a file cannot be written; it stays as it was.
    """
    recipe = read_classifier_recipe(run / "train.toml")
    check_export(run, target, f"models/classifiers/{recipe.id}")
    net = CLASSIFIERS[recipe.architecture](**recipe.config)
    sha256 = write_files(run, target, net, load_file(run / "weights.safetensors"))
    text = recipe.card
    card = ClassifierCard(
        folder=target,
        id=recipe.id,
        architecture=recipe.architecture,
        title=text.title,
        summary=text.summary,
        paper=text.paper,
        licence=text.licence,
        parameters=count_parameters(net),
        multiplications=_multiplications(net),
        sha256=sha256,
        limits=text.limits,
        attribution=text.attribution,
        training=ClassifierTraining(**json.loads((run / "run.json").read_text("utf-8"))),
        config=recipe.config,
    )
    write_classifier_card(card)
    return card


def _multiplications(net: nn.Module) -> int:
    """Count the multiply-accumulates of one digit, by reading one."""
    total = 0

    def count(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        assert isinstance(layer, nn.Conv2d | nn.Linear)
        total += layer.weight[0].numel() * output.numel()

    hooks = [m.register_forward_hook(count) for m in net.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    with torch.inference_mode():
        net.eval()(torch.zeros(1, 1, DIGIT_SIDE, DIGIT_SIDE))
    for hook in hooks:
        hook.remove()
    return total
