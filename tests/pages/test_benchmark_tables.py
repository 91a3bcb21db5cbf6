"""Tables of the Benchmark page that one takes along: gaps, six networks, every picture, Markdown and LaTeX."""

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.benchmark.copies import latex, markdown
from pages.ui.benchmark.gaps import gap_row, pair_up
from sr_core.checkpoints.path_results import path_results

PAGE = Path(__file__).resolve().parents[2] / "pages" / "2_Benchmark.py"
CARDS = sr.checkpoints()
ROWS = [{"Network": "A_1 & B", "PSNR": "31.72 dB", "Gap": "−0.37 dB"}, {"Network": "50% | C", "PSNR": "–", "Gap": "–"}]


def test_markdown_keeps_bars_and_marks_in_their_cells() -> None:
    assert markdown(ROWS, "Said.").splitlines() == [
        "| Network | PSNR | Gap |",
        "|---|---:|---:|",
        "| A\\_1 & B | 31.72 dB | −0.37 dB |",
        "| 50% \\| C | – | – |",
        "",
        "Said.",
    ]


def test_latex_is_a_booktabs_table_with_escaped_cells() -> None:
    assert latex(ROWS, "4× & more", "Six networks, Set5 4x").splitlines() == [
        "\\begin{table}",
        "  \\centering",
        "  \\caption{4$\\times$ \\& more}",
        "  \\label{tab:six-networks-set5-4x}",
        "  \\begin{tabular}{lrr}",
        "    \\toprule",
        "    Network & PSNR & Gap \\\\",
        "    \\midrule",
        "    A\\_1 \\& B & 31.72 dB & $-$0.37 dB \\\\",
        "    50\\% | C & -- & -- \\\\",
        "    \\bottomrule",
        "  \\end{tabular}",
        "\\end{table}",
    ]


def test_a_network_is_paired_with_the_papers_figure_of_its_size_and_goal() -> None:
    """EDSR-baseline, not the large EDSR; 32.09 dB is the paper's table 2, x4 on Set5."""
    pairs = {ours.checkpoint: (ours, paper) for ours, paper in pair_up(CARDS, 4, "Set5")}
    ours, paper = pairs["edsr-x4"]
    assert (paper.name, paper.psnr) == ("EDSR-baseline (published)", 32.09)
    assert gap_row(ours, paper)["Gap"] == f"{ours.psnr - 32.09:+.2f} dB".replace("-", "−")
    assert {pairs["srgan-x4"][1].name, pairs["srresnet-x4"][1].name} == {"SRGAN (published)", "SRResNet (published)"}
    assert "thermal-x4" not in pairs


def test_the_six_networks_stand_in_one_table_at_4x() -> None:
    rows = {row.method: row for row in sr.study(CARDS, 4, "Set5")}
    twice = "autoencoder-x2+autoencoder-x2"
    assert list(rows) == ["srcnn-x4", "vdsr-x4", "edsr-x4", "srgan-x4", "esrgan-x4", twice]
    assert len({row.result.protocol for row in rows.values()}) == 1
    assert len({row.result.bicubic_psnr for row in rows.values()}) == 1  # the same pictures, reduced in the same way
    auto = rows[twice]
    assert auto.parameters == auto.card.parameters
    assert auto.multiplications == 5 * auto.card.multiplications  # 1 and 4 times the pixels


def test_the_six_networks_at_2x_name_those_that_do_not_exist() -> None:
    rows = sr.study(CARDS, 2, "Set5")
    assert [row.card.id for row in rows if not row.method] == ["srgan-x4", "esrgan-x4"]
    assert all(row.result is None for row in rows if not row.method)


def test_a_path_measured_before_a_new_training_is_not_shown() -> None:
    card = replace(next(card for card in CARDS if card.id == "autoencoder-x2"), sha256="0" * 64)
    assert path_results((card, card)) == ()


def test_page_shows_the_tables_and_offers_them_as_text() -> None:
    at = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not at.exception
    heads = [header.value for header in at.header]
    assert "Ours, the paper's, and the gap" in heads
    assert "The six networks of the study in one table" in heads
    six = next(table.value for table in at.dataframe if "Runs" in table.value)
    assert list(six["Network"]) == ["SRCNN", "VDSR", "EDSR", "SRGAN", "ESRGAN small", "Autoencoder"]
    assert six["Runs"].iloc[-1] == "2× twice"
    copied = [code.value for code in at.code]
    assert sum("\\toprule" in text for text in copied) == 3
    assert sum(text.startswith("| Network |") for text in copied) == 3
    every = next(table.value for table in at.dataframe if "butterfly" in table.value)
    assert list(every.columns) == ["Network", "baby", "bird", "butterfly", "head", "woman"]
    assert every["Network"].iloc[-1] == "Bicubic"
