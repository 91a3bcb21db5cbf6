"""What enlarges which kind of picture, and that every door gives the same bytes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sr_core as sr
from pages.ui.photo.picture import Photo
from pages.ui.thermal.thermogram import Thermal
from pages.ui.xray.radiograph import Xray
from sr_core.checkpoints import store
from sr_core.cli import main

from .support.visitor import Visit, bring, kept_by, open_page, visits
from .support.zoo import set5_result, write_checkpoint

DOORS = {
    "home.py": (sr.PHOTOGRAPH, Photo, "png", ".png"),
    "pages/3_Thermal.py": (sr.THERMOGRAM, Thermal, "celsius-tiff", ".tiff"),
    "pages/4_X-ray.py": (sr.RADIOGRAPH, Xray, "values-tiff", ".tiff"),
}
"""Page -> its modality, what its session keeps, a format of its results that holds every value, and its suffix."""
VISITS = [visit for visit in visits("visitor", "VISIT") if visit.page in DOORS]


@pytest.fixture
def nets(tiny_checkpoint: str) -> None:
    """Networks at x2 for temperatures, chests and photographs (the tiny one, too), and one that invents."""
    store.write_card(replace(store.find_card(tiny_checkpoint), purpose="Photographs", results=set5_result(1.0)))
    write_checkpoint("photo-x2", title="Photo", purpose="Photographs", results=set5_result(2.0))
    write_checkpoint(
        "invents-x2", title="Invents", purpose="Photographs", objective="appearance", results=set5_result(0.0)
    )
    write_checkpoint("thermal-x2", title="Thermal", purpose="Thermograms", unit="degC", results=())
    write_checkpoint("chest-x2", title="Chest", purpose="Chest X-ray", results=set5_result(1.0))


@pytest.mark.parametrize(
    ("unit", "modality"), [("degC", sr.THERMOGRAM), ("HU", sr.RADIOGRAPH), ("US", sr.RADIOGRAPH), ("", sr.PHOTOGRAPH)]
)
def test_modality_is_told_by_what_a_picture_holds(unit: str, modality: sr.Modality) -> None:
    pixels = np.zeros((4, 4, 1), np.float32 if unit else np.uint8)
    assert sr.modality_of(sr.DecodedImage(pixels, unit=unit)) is modality


@pytest.mark.parametrize(
    ("modality", "methods"),
    [
        (sr.PHOTOGRAPH, ["photo-x2", "edsr-tiny-x2", "invents-x2", "chest-x2"]),
        (sr.THERMOGRAM, ["thermal-x2", "photo-x2", "edsr-tiny-x2", "chest-x2"]),
        (sr.RADIOGRAPH, ["chest-x2", "photo-x2", "edsr-tiny-x2", "invents-x2"]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_networks_of_the_kind_come_first_best_gain_first(nets: None, modality: sr.Modality, methods: list[str]) -> None:
    assert sr.methods_for(modality, 2) == [*methods, "bicubic", "lanczos"]
    accurate = [method for method in methods if method != "invents-x2"]
    assert sr.methods_for(modality, 2, generated=False) == [*accurate, "bicubic", "lanczos"]


def test_lighter_network_is_proposed_where_the_better_one_is_slow(nets: None) -> None:
    write_checkpoint("thermal-lite-x2", purpose="Thermograms", unit="degC", results=())
    methods = ["thermal-x2", "thermal-lite-x2", "photo-x2", "bicubic"]
    seconds = {"thermal-x2": 5.0, "thermal-lite-x2": 1.0}
    assert sr.propose(sr.THERMOGRAM, methods, seconds.__getitem__) == "thermal-x2"
    assert sr.propose(sr.THERMOGRAM, methods, (seconds | {"thermal-x2": 50.0}).__getitem__) == "thermal-lite-x2"
    assert sr.propose(sr.THERMOGRAM, ["photo-x2", "bicubic"], seconds.__getitem__) == "bicubic"
    assert sr.propose(sr.RADIOGRAPH, ["photo-x2", "bicubic"], seconds.__getitem__) == "photo-x2"


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.page)
def test_page_api_and_command_line_give_the_same_bytes(nets: None, visit: Visit, tmp_path: Path) -> None:
    modality, kind, format, suffix = DOORS[visit.page]
    source = tmp_path / visit.file_name
    source.write_bytes(visit.data)
    image = sr.decode(visit.data, visit.file_name)
    at = open_page(visit.page)
    for method in sr.methods_for(modality, 2, generated=False):

        def choose(at: object, method: str = method) -> None:
            at.segmented_control(key=f"{visit.run.removesuffix('_run')}_scale").set_value(2).run()
            next(box for box in at.selectbox if box.label == "Network").set_value(method).run()

        first = method == sr.methods_for(modality, 2, generated=False)[0]
        at = bring(at, replace(visit, method=choose)) if first else _again(at, visit, choose)
        made = kept_by(at, kind).outcome.made
        assert made.task.method == method
        about = sr.Provenance.of(made).about
        shown = sr.encode(made.result.image, format, about)
        again = sr.enlarge(image, made.task)
        assert sr.encode(again.result.image, format, sr.Provenance.of(again).about) == shown
        keep = made.task.options.keep_measured
        target = tmp_path / f"{method}{suffix}"
        options = [] if keep is None else ["--keep-measured", str(keep)]
        main(["upscale", str(source), str(target), "--model", method, "--scale", "2", *options])
        assert target.read_bytes() == shown


def _again(at: object, visit: Visit, choose: object) -> object:
    choose(at)
    return at.button(key=visit.run).click().run()


def test_scales_of_networks_are_those_that_networks_and_their_paths_reach(tiny_checkpoint: str) -> None:
    assert sr.network_scales(sr.PHOTOGRAPH) == (2, 4, 8)  # a network of x2 makes no x3
