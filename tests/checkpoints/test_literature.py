"""Papers, designs and ranks."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sr_core.checkpoints.card import ModelCard
from sr_core.checkpoints.literature import Paper, lineage
from sr_core.checkpoints.rank import rank
from sr_core.checkpoints.store import checkpoints

from ..support.zoo import set5_result

CARDS = checkpoints()
MODELS = Path(__file__).resolve().parents[2] / "models"
PAPERS = {paper.key: paper for card in CARDS for paper in lineage(card).papers}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_checkpoint_has_its_paper_and_says_what_it_leaves_out(card: ModelCard) -> None:
    found = lineage(card)
    first = found.papers[0]
    assert str(first.year) in card.paper or str(first.year - 1) in card.paper or first.key == "inception"
    assert any(author.partition(",")[0] in card.paper for author in first.authors)
    assert len(found.stands_for) > 40 < len(found.left_out)


@pytest.mark.parametrize("recipe", sorted((MODELS / "campaign").glob("*-x*.toml")), ids=lambda path: path.stem)
def test_every_network_to_be_trained_has_its_design_ready(recipe: Path) -> None:
    table = tomllib.loads(recipe.read_text("utf-8"))
    card = replace(CARDS[0], id=table["id"], scale=table["scale"], architecture=table["architecture"])
    assert lineage(card).papers


@pytest.mark.parametrize(
    ("family", "numbers"),
    [
        ("esrgan", {"n_blocks": "3 of the paper's"}),
        ("rrdb", {"n_blocks": "3 of the paper's"}),
        ("rdn", {"n_blocks": "6 blocks", "n_layers": "4 layers", "growth": "growth 32"}),
        ("edsr", {"n_resblocks": "16 blocks", "n_feats": "64 features"}),
        ("edsr-lite", {"n_resblocks": "11 blocks", "n_feats": "32 features"}),
        ("xray-lite", {"n_resblocks": "11 blocks", "n_feats": "32 features"}),
        ("autoencoder", {"n_layers": "5 layers"}),
        ("thermal-lite", {"n_modules": "6 modules", "n_feats": "60 features"}),
    ],
)
def test_sizes_in_the_texts_are_those_of_the_networks(family: str, numbers: dict[str, str]) -> None:
    cards = [card for card in CARDS if card.id.rpartition("-x")[0] == family]
    assert cards
    for card in cards:
        for name, words in numbers.items():
            assert words in lineage(card).left_out
            assert str(card.config[name]) in re.findall(r"\d+", words)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.key)
def test_bibtex_is_ascii_and_balanced_and_names_the_doi(paper: Paper) -> None:
    entry = paper.bibtex
    assert entry.isascii()
    assert entry.count("{") == entry.count("}")
    assert entry.startswith(f"@{paper.kind}{{{paper.key}{paper.year},")
    assert f"doi = {{{paper.doi}}}" in entry
    assert re.fullmatch(r"10\.\d{4,5}/[\w.()/-]+", paper.doi)
    assert paper.url == f"https://doi.org/{paper.doi}"


def test_bibtex_of_edsr_is_that_of_the_publisher() -> None:
    assert PAPERS["edsr"].bibtex == (
        "@inproceedings{edsr2017,\n"
        "  author = {Lim, Bee and Son, Sanghyun and Kim, Heewon and Nah, Seungjun and Lee, Kyoung Mu},\n"
        "  title = {{Enhanced Deep Residual Networks for Single Image Super-Resolution}},\n"
        "  booktitle = {IEEE Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)},\n"
        "  pages = {1132--1140},\n"
        "  year = {2017},\n"
        "  doi = {10.1109/CVPRW.2017.151}\n"
        "}"
    )


def test_citations_name_few_authors_and_shorten_many() -> None:
    assert PAPERS["vdsr"].citation.startswith("Kim, Lee and Lee: Accurate")
    assert PAPERS["swift-srgan"].citation.startswith("Krishnan and Krishnan: SwiftSRGAN")
    assert PAPERS["edsr"].citation.startswith("Lim et al.: Enhanced")


def test_an_unknown_design_has_no_lineage() -> None:
    assert lineage(replace(CARDS[0], id="other-x2", scale=2, architecture="other")) is None


def peer(name: str, gain: float, **changes: object) -> ModelCard:
    return replace(CARDS[0], id=f"{name}-x2", scale=2, purpose="Tests", results=set5_result(gain), **changes)


def test_rank_counts_those_that_are_better_on_the_same_pictures() -> None:
    best, own, equal, last = peer("a", 3.0), peer("b", 2.5), peer("c", 2.5), peer("d", 1.0)
    elsewhere = replace(peer("e", 9.0), results=(replace(set5_result(9.0)[0], set="Set14"),))
    other = replace(peer("f", 9.0), purpose="Other")
    found = rank(own, [last, best, own, equal, elsewhere, other])
    assert (found.place, found.of, found.behind) == (2, 4, pytest.approx(0.5))
    assert (found.best.id, found.rival.id) == ("a-x2", "a-x2")


def test_the_best_has_the_second_as_its_rival() -> None:
    best, second = peer("a", 3.0), peer("b", 2.5)
    found = rank(best, [second, best])
    assert (found.place, found.behind, found.rival.id) == (1, 0.0, "b-x2")


def test_a_network_alone_has_no_rival_and_one_without_result_no_rank() -> None:
    assert rank(peer("a", 3.0), [peer("a", 3.0)]).rival is None
    assert rank(replace(peer("a", 3.0), results=()), []) is None
