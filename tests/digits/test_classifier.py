from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from safetensors.torch import save
from scipy.signal import correlate2d

from sr_core.architectures import CLASSIFIERS
from sr_core.digits.card import find_classifier
from sr_core.digits.classifier import Classifier
from sr_core.digits.digits import digits_in_folder
from sr_core.errors import CardError, CheckpointError

from ..support.data import DATA
from ..support.idx_file import write_tiny_classifier

DIGITS = np.random.default_rng(0).integers(0, 256, (5, 28, 28)).astype(np.uint8)


def by_hand(digit: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Return the ten scores of one digit, filter by filter, in float64."""
    maps = [digit / 255.0]
    for layer in ("first", "second"):
        filters, biases = weights[f"{layer}.weight"].astype(np.float64), weights[f"{layer}.bias"]
        made = []
        for kernels, bias in zip(filters, biases, strict=True):
            total = sum(correlate2d(plane, kernel, "same") for plane, kernel in zip(maps, kernels, strict=True)) + bias
            total = np.maximum(total, 0)
            made.append(np.max([total[i::2, j::2] for i in (0, 1) for j in (0, 1)], axis=0))
        maps = made
    hidden = np.maximum(
        weights["hidden.weight"] @ np.concatenate([m.ravel() for m in maps]) + weights["hidden.bias"], 0
    )
    scores: np.ndarray = weights["scores.weight"] @ hidden + weights["scores.bias"]
    return scores


def test_classifier_equals_a_computation_by_hand(models: Path) -> None:
    card = write_tiny_classifier(models)
    weights = load_file(card.folder / "weights.safetensors")
    expected = np.array([by_hand(digit, weights) for digit in DIGITS[:2]])
    np.testing.assert_allclose(Classifier(card).scores(DIGITS[:2]), expected, atol=1e-5)


def test_shipped_classifier_equals_pytorch() -> None:
    card = find_classifier()
    net = CLASSIFIERS[card.architecture](**card.config)
    weights = load_file(card.folder / "weights.safetensors")
    net.load_state_dict({name: torch.from_numpy(value.astype(np.float32)) for name, value in weights.items()})
    with torch.inference_mode():
        expected = net.eval()(torch.from_numpy(DIGITS)[:, None] / 255.0).numpy()
    np.testing.assert_allclose(Classifier(card).scores(DIGITS), expected, atol=1e-4 * np.abs(expected).max())
    assert card.parameters == sum(value.size for value in weights.values())


def test_shipped_classifier_reads_mnist() -> None:
    if not (DATA / "mnist").is_dir():
        pytest.skip("MNIST is not here; set SR_DATA to the data folder")
    digits = digits_in_folder(DATA / "mnist")
    every = slice(0, None, 10)
    read = Classifier(find_classifier()).read(digits.pixels[every])
    assert (read == digits.labels[every]).mean() >= 0.99


def test_nothing_is_read_of_no_digits(models: Path) -> None:
    assert Classifier(write_tiny_classifier(models)).read(DIGITS[:0]).shape == (0,)


def test_a_missing_classifier_is_one_sentence(models: Path) -> None:
    with pytest.raises(CardError, match="'mnist': expected a classifier of this id, found none"):
        find_classifier()


def test_a_damaged_card_is_one_sentence(models: Path) -> None:
    card = write_tiny_classifier(models)
    text = (card.folder / "card.toml").read_text()
    (card.folder / "card.toml").write_text("colour = 1\n" + text)
    with pytest.raises(CardError, match="unknown key 'colour'"):
        find_classifier()


def test_weights_of_another_net_are_refused(models: Path) -> None:
    card = write_tiny_classifier(models)
    blob = save({"first.weight": torch.zeros(32, 1, 3, 3)})
    (card.folder / "weights.safetensors").write_bytes(blob)
    with pytest.raises(CheckpointError, match="do not match card"):
        Classifier(card)
    with pytest.raises(CheckpointError, match=r"expected \(32,\) as 'first.bias', found none"):
        Classifier(replace(card, sha256=sha256(blob).hexdigest()))
