import tomllib
from pathlib import Path

import pytest

from sr_core.checkpoints import store
from sr_core.checkpoints.card import card_table, parse_card, read_card
from sr_core.checkpoints.folder import read_tensors
from sr_core.checkpoints.net import load_net
from sr_core.errors import CardError, CheckpointError


def table(checkpoint: str) -> dict:
    return tomllib.loads((store.models_folder() / checkpoint / "card.toml").read_text())


def test_card_round_trips(tiny_checkpoint: str) -> None:
    assert read_card(store.models_folder() / tiny_checkpoint) == store.find_card(tiny_checkpoint)


def test_a_card_reaches_its_files_when_the_store_reads_another_folder(tiny_checkpoint: str, tmp_path: Path) -> None:
    card = store.find_card(tiny_checkpoint)
    store.use_models(tmp_path / "other")
    assert store.checkpoints() == ()
    assert len(read_tensors(card.folder, card.sha256)) == len(load_net(card).state_dict())


def test_card_rejects_a_folder_of_its_own(tiny_checkpoint: str) -> None:
    with pytest.raises(CardError, match="unknown key 'folder'"):
        parse_card({**table(tiny_checkpoint), "folder": "elsewhere"}, Path("edsr-tiny-x2"))


def test_card_rejects_unknown_key(tiny_checkpoint: str) -> None:
    with pytest.raises(CardError, match="unknown key 'scael'"):
        parse_card({**table(tiny_checkpoint), "scael": 2}, Path("edsr-tiny-x2"))


def test_card_names_a_missing_key(tiny_checkpoint: str) -> None:
    card = table(tiny_checkpoint)
    del card["sha256"]
    with pytest.raises(CardError, match="sha256"):
        parse_card(card, Path("edsr-tiny-x2"))


def test_card_rejects_a_scale_that_its_id_denies(tiny_checkpoint: str) -> None:
    with pytest.raises(CardError, match="must end in -x3"):
        parse_card({**table(tiny_checkpoint), "scale": 3}, Path("edsr-tiny-x2"))


@pytest.mark.parametrize("margin", [-1, 257, True, "8", 7.5])
def test_card_rejects_a_margin_that_is_none(tiny_checkpoint: str, margin: object) -> None:
    card = table(tiny_checkpoint)
    card["inference"]["edge_margin"] = margin
    with pytest.raises(CardError, match=rf"edge_margin must be 0 to 256 LR pixels, found {margin!r}"):
        parse_card(card, Path("edsr-tiny-x2"))


def test_a_margin_that_was_not_measured_is_the_overlap_and_stays_out_of_the_file(tiny_checkpoint: str) -> None:
    card = table(tiny_checkpoint)
    del card["inference"]["edge_margin"]
    parsed = parse_card(card, Path("edsr-tiny-x2"))
    assert parsed.inference.margin == parsed.inference.tile_overlap == 12
    assert card_table(parsed)["inference"] == {"tile_overlap": 12}


def test_card_that_is_not_toml_says_where(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text("id = ")
    with pytest.raises(CardError, match="not valid TOML"):
        read_card(tmp_path)


def test_store_rejects_a_card_in_the_wrong_folder(tiny_checkpoint: str) -> None:
    (store.models_folder() / tiny_checkpoint).rename(store.models_folder() / "other-x2")
    store.forget_cards()
    assert store.checkpoints() == ()
    with pytest.raises(CardError, match="other-x2: the card's id 'edsr-tiny-x2' must equal its folder's name"):
        store.find_card("other-x2")


def test_load_net_rejects_weights_that_do_not_match_the_card(tiny_checkpoint: str) -> None:
    path = store.models_folder() / tiny_checkpoint / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(CheckpointError, match="weights do not match card"):
        load_net(store.find_card(tiny_checkpoint))


def test_load_net_says_when_weights_are_missing(tiny_checkpoint: str) -> None:
    (store.models_folder() / tiny_checkpoint / "weights.safetensors").unlink()
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_net(store.find_card(tiny_checkpoint))


def test_load_net_is_shared(tiny_checkpoint: str) -> None:
    assert load_net(store.find_card(tiny_checkpoint)) is load_net(store.find_card(tiny_checkpoint))
