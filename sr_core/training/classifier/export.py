"""Turn the run of a classifier into its folder: weights, card, recipe and curve."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from ...architectures import CLASSIFIERS
from ...architectures.operations import count_parameters
from ...digits.card import ClassifierCard, ClassifierTraining, write_classifier_card
from ...errors import CheckpointError
from ...files.whole_file import write_whole
from ...types import DIGIT_SIDE
from .recipe import read_classifier_recipe


def export_classifier(run: Path, target: Path) -> ClassifierCard:
    """Write `target`/weights.safetensors (float16), card.toml, train.toml and log.csv from a run of `train`.

    Raises:
        CheckpointError: if the run is incomplete, or the target is not named after the recipe.
        RecipeError: if the run's recipe cannot be read.
        EncodeError: if a file cannot be written; it stays as it was.
    """
    recipe = read_classifier_recipe(run / "train.toml")
    if target.resolve().name != recipe.id:
        raise CheckpointError(
            f"expected a folder named {recipe.id!r}, found {str(target)!r}; give models/classifiers/{recipe.id}"
        )
    if not all((run / name).exists() for name in ("weights.safetensors", "run.json", "log.csv")):
        raise CheckpointError(f"{str(run)!r} holds no saved weights; train it past its first validation")
    weights = {k: v.to(torch.float16).contiguous() for k, v in load_file(run / "weights.safetensors").items()}
    net = CLASSIFIERS[recipe.architecture](**recipe.config)
    net.load_state_dict({k: v.float() for k, v in weights.items()}, strict=True)
    blob = save(weights)
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / "weights.safetensors", blob)
    for name in ("train.toml", "log.csv"):
        write_whole(target / name, (run / name).read_bytes())
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
        sha256=hashlib.sha256(blob).hexdigest(),
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
