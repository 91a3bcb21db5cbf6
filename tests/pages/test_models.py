"""The Models page without a browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sr_core.checkpoints import store
from sr_core.checkpoints.card import ModelCard, Result
from sr_core.checkpoints.store import find_card, write_card
from sr_core.checkpoints.students import Student, write_students

PAGE = Path(__file__).resolve().parents[2] / "pages" / "1_Models.py"
SET5 = Result("Set5", 5, "Y, 2 px border removed", 36.0, 0.95, 3.0, 33.5, 0.93, 34.0, 38.0, 1.0, 4.0, 1.0, 0.5, "a CPU")


def add(card: ModelCard) -> None:
    folder = store.models_folder() / card.id
    folder.mkdir(exist_ok=True)
    write_card(replace(card, folder=folder))


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def texts(at: AppTest) -> str:
    kinds = (at.caption, at.markdown, at.error, at.warning, at.info, at.header, at.subheader)
    return " ".join(e.value for kind in kinds for e in kind) + " ".join(e.proto.body for e in at.get("html"))


def cards(at: AppTest) -> set[str]:
    """Labels of the buttons that open a card."""
    return {b.label for b in at.button if b.label.endswith("›")}


@pytest.fixture
def tiny(tiny_checkpoint: str) -> ModelCard:
    """The tiny checkpoint's card with a result on Set5, and a 4x one trained for appearance beside it."""
    card = replace(find_card(tiny_checkpoint), results=(SET5,))
    add(card)
    gan = replace(SET5, psnr=33.0)
    add(replace(card, id="ghost-x4", scale=4, title="Ghost", objective="appearance", results=(gan,)))
    return card


def test_overview_shows_every_checkpoint_with_its_gain(tiny: ModelCard) -> None:
    at = open_page()
    assert not at.exception
    assert cards(at) == {"**Tiny 2×** ›", "**Ghost 4×** ›"}
    assert "+2.50 dB" in texts(at)
    assert "−0.50 dB" in texts(at)


def test_networks_that_invent_detail_stand_apart_with_a_warning(tiny: ModelCard) -> None:
    at = open_page()
    assert [h.value for h in at.header] == [
        "Accuracy: close to the original",
        "Appearance: looks sharp, invents detail",
        "Compare training curves",
    ]
    assert "PSNR is lower on purpose" in texts(at)
    assert "invents detail" in open_page(model="ghost-x4").warning[0].value


def test_scale_filter_leaves_the_others_out(tiny: ModelCard) -> None:
    at = open_page()
    at.pills(key="models_scale").set_value("4").run()
    assert cards(at) == {"**Ghost 4×** ›"}


def test_filter_is_read_from_the_link(tiny: ModelCard) -> None:
    at = open_page(goal="accuracy")
    assert cards(at) == {"**Tiny 2×** ›"}


def test_card_opens_by_its_button_and_closes_again(tiny: ModelCard) -> None:
    at = open_page()
    at.button(key="models_card_edsr-tiny-x2").click().run()
    assert "edsr-tiny-x2" in at.query_params["model"]
    assert at.header[0].value == "Tiny 2×"
    at.button(key="models_all").click().run()
    assert "model" not in at.query_params
    assert at.button(key="models_card_edsr-tiny-x2")


def test_unknown_model_in_the_link_is_one_sentence_and_all_cards(tiny: ModelCard) -> None:
    at = open_page(model="../../etc")
    assert len(at.warning) == 1
    assert len(cards(at)) == 2


def test_detail_shows_protocol_and_the_published_figure_with_its_gap(tiny: ModelCard) -> None:
    at = open_page(model="edsr-tiny-x2")
    assert "Protocol: Y, 2 px border removed" in texts(at)
    published = at.dataframe[1].value
    row = published[published["Paper's network"] == "EDSR-baseline"].iloc[0]
    assert (row["Published"], row["Ours"], row["Gap"]) == ("37.99 dB", "36.00 dB", "−1.99 dB")
    assert "were not measured here" in texts(at)


def test_detail_shows_recipe_log_and_checksum(tiny: ModelCard) -> None:
    folder = store.models_folder() / tiny.id
    (folder / "train.toml").write_text("steps = 3\n")
    (folder / "log.csv").write_text("step,loss,validation_psnr\n10,0.5,20.25\n20,0.25,21\n")
    at = open_page(model=tiny.id)
    assert {"steps = 3", tiny.sha256} <= {code.value for code in at.code}
    assert "20.25 dB at step 10 and 21.00 dB at step 20" in texts(at)
    assert len(at.get("plotly_chart")) == 1


def test_detail_without_results_or_log_says_so(tiny_checkpoint: str) -> None:
    at = open_page(model=tiny_checkpoint)
    assert not at.exception
    assert "Nothing has been measured yet" in texts(at)
    assert "No training log was kept" in texts(at)


def test_students_are_shown_with_what_the_teacher_was_worth(tiny: ModelCard) -> None:
    rows = [
        Student(width, 4, taught, 10, 100 * width, 90 * width, 30.0 + width / 10 + taught / 4, 0.9, 0.1)
        for width in (4, 8)
        for taught in (False, True)
    ]
    write_students(rows, store.models_folder() / tiny.id / "students.csv")
    at = open_page(model=tiny.id)
    assert "changed PSNR by +0.25 dB on average and raised it for 2 of 2 sizes" in texts(at)
    assert len(at.get("plotly_chart")) == 1


def test_damaged_students_are_one_sentence(tiny: ModelCard) -> None:
    (store.models_folder() / tiny.id / "students.csv").write_text("n_feats\nwide")
    at = open_page(model=tiny.id)
    assert "train the students again" in at.error[0].value
    assert "Training" in texts(at)


def test_damaged_log_is_one_sentence_and_the_card_stays(tiny: ModelCard) -> None:
    (store.models_folder() / tiny.id / "log.csv").write_text("step,loss\n1,?\n")
    at = open_page(model=tiny.id)
    assert not at.exception
    assert len(at.error) == 1
    assert tiny.sha256 in {code.value for code in at.code}


def test_damaged_card_is_one_sentence(tiny: ModelCard) -> None:
    (store.models_folder() / tiny.id / "card.toml").write_text("id = ")
    store.forget_cards()
    at = open_page()
    assert not at.exception
    assert "not valid TOML" in at.error[0].value


def test_a_damaged_checkpoint_is_named_and_the_others_stay(tiny: ModelCard) -> None:
    (store.models_folder() / "ghost-x4" / "card.toml").write_text("results = 5")
    store.forget_cards()
    at = open_page()
    assert not at.exception
    assert cards(at) == {"**Tiny 2×** ›"}
    assert len(at.error) == 1
    assert "ghost" in at.error[0].value


def test_no_checkpoints_is_one_sentence(models: Path) -> None:
    assert "No network is installed" in open_page().info[0].value


def test_page_does_not_load_torch() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from streamlit.testing.v1 import AppTest; "
        f"AppTest.from_file({str(PAGE)!r}, default_timeout=60).run(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PAGE.parents[1], capture_output=True).returncode == 0
