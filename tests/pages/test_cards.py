"""What a card shows besides its figures: example, drawing, papers, rank, links and files."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.models.actions import compare_words, try_words
from pages.ui.models.drawing import WIDTH, svg
from pages.ui.models.example import SIDE, sample_of
from pages.ui.models.layer_text import FOLLOWING, drawing_text
from sr_core.checkpoints.graph import write_graph
from sr_core.checkpoints.net import load_net
from sr_core.checkpoints.store import find_card, write_card
from sr_core.checkpoints.trace import trace_graph

from ..support.zoo import set5_result, write_checkpoint

PAGE = Path(__file__).resolve().parents[2] / "pages" / "1_Models.py"
CARDS = sr.checkpoints()


def texts(at: AppTest) -> str:
    kinds = (at.caption, at.markdown, at.error, at.warning, at.info, at.subheader)
    return " ".join(e.value for kind in kinds for e in kind).replace("\\", "")


@pytest.fixture
def card(tiny_checkpoint: str) -> sr.ModelCard:
    """The tiny checkpoint with its graph and a result on Set5, and a better one beside it."""
    st.cache_resource.clear()  # another test's example of the same weights
    found = find_card(tiny_checkpoint)
    write_graph(trace_graph(load_net(found)), found.folder)
    write_card(replace(found, results=set5_result(2.0)))
    write_checkpoint("edsr-better-x2", title="Better", results=set5_result(2.5))
    return find_card(tiny_checkpoint)


def test_a_card_shows_example_drawing_papers_rank_and_files(card: sr.ModelCard) -> None:
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["model"] = card.id
    at.run()
    assert not at.exception
    said = texts(at)
    assert "2nd of 2 photograph networks at 2×** by PSNR on Set5, 0.50 dB below the best, Better x2" in said
    assert "The numbers are PSNR on these 144 × 144 pixels" in said
    pictures = " ".join(e.proto.body for e in at.get("html"))
    assert re.findall(r'alt="Face of a ginger cat, (\w+)"', pictures) == ["Bicubic", "Tiny", "Original"]
    assert "Stands for." in said
    assert "[doi.org/10.1109/CVPRW.2017.151](https://doi.org/10.1109/CVPRW.2017.151)" in said
    assert any(code.value.startswith("@inproceedings{edsr2017,") for code in at.code)
    drawn = next(e for e in at.get("bidi_component") if "drawing" in e.proto.component_name)
    assert "2 times (3×3 convolution, 8 → 8 · ReLU" in json.loads(drawn.proto.json)
    labels = [button.proto.label for button in at.get("download_button")]
    assert [label.partition(" (")[0] for label in labels] == ["Weights", "Card"]


def test_a_card_without_graph_or_weights_says_so_and_stays(card: sr.ModelCard) -> None:
    for name in ("graph.json", "weights.safetensors"):
        (card.folder / name).unlink()
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["model"] = card.id
    at.run()
    assert not at.exception
    assert "The network cannot be drawn" in texts(at)
    assert "No example can be shown" in texts(at)
    assert card.sha256 in {code.value for code in at.code}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_drawing_fits_a_phone_and_says_in_words_what_it_shows(card: sr.ModelCard) -> None:
    drawing = sr.draw_net(card)
    root = ElementTree.fromstring(svg(drawing))
    assert int(root.get("width")) == WIDTH <= 350
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawing_text(drawing)
    right = [float(e.get("x")) + float(e.get("width")) for e in root if e.tag.endswith("rect")]
    lanes = [float(x) for e in root if e.tag.endswith("path") for x in re.findall(r"H([\d.]+)", e.get("d"))]
    assert max([*right, *lanes]) < WIDTH
    ends = [float(e.get("y")) + float(e.get("height")) for e in root if e.tag.endswith("rect")]
    assert max(ends) < int(root.get("height"))
    known = {*FOLLOWING, "multiply"}
    assert {name.partition(" ")[0] for _, layer in drawing.layers for name in layer.after} <= known


@pytest.mark.parametrize("purpose", sorted({card.purpose for card in CARDS}))
def test_samples_are_squares_that_every_scale_divides(purpose: str) -> None:
    found = next(card for card in CARDS if card.purpose == purpose)
    image, alt = sample_of(found)
    assert (image.height, image.width) == (SIDE, SIDE)
    assert alt
    assert all(SIDE % scale == 0 for scale in sr.SCALES)
    assert bool(image.unit) == (purpose != "Photographs")


def test_links_name_network_scale_and_methods() -> None:
    gan = next(card for card in CARDS if card.id == "swift-srgan-xray-x4")
    assert try_words(gan, "X-ray") == {"scale": "4", "network": "swift-srgan-xray-x4", "generated": "1"}
    words = compare_words(gan, ["srgan-x4", "edsr-x4"])
    assert words == {"sample": "cat", "scale": "4", "networks": "srgan-x4,edsr-x4"}


def test_the_link_of_an_inventing_network_opens_the_xray_page_with_it() -> None:
    at = AppTest.from_file(str(PAGE.parent / "4_X-ray.py"), default_timeout=60)
    at.query_params.update({"scale": "4", "network": "swift-srgan-xray-x4", "generated": "1"})
    at.run()
    assert not at.exception
    assert next(box for box in at.selectbox if box.label == "Network").value == "swift-srgan-xray-x4"
