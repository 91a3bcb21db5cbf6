"""Fixtures of the tests of the pages without a browser."""

from collections.abc import Iterator
from functools import cache

import pytest
import torch
from streamlit.components.v2 import manifest_scanner

import sr_core as sr

from ..support.zoo import own_models, set5_result, write_checkpoint, write_tiny_checkpoint


@pytest.fixture(autouse=True, scope="session")
def _installed_components() -> Iterator[None]:
    """Look for installed components once; each `AppTest` reads the metadata of every installed package for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Three random x2 networks, one of them a GAN."""
    torch.manual_seed(0)
    with own_models(tmp_path_factory.mktemp("compare")) as models:
        write_tiny_checkpoint(models)
        write_checkpoint("edsr-other-x2", title="Other", results=set5_result(1.0))
        write_checkpoint("edsr-gan-x2", title="Gan", objective="appearance", results=set5_result(0.5))
        yield


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Methods that were run, in order, bicubic left out."""
    ran: list[str] = []
    enlarge = sr.enlarge

    def count(image: sr.DecodedImage, task: sr.Task, **options: object) -> sr.Enlargement:
        if task.method != "bicubic":
            ran.append(task.method)
        return enlarge(image, task, **options)

    monkeypatch.setattr(sr, "enlarge", count)
    return ran
