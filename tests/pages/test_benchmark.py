"""The Benchmark page without a browser."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from pages.ui.benchmark.own_pictures import MAX_PICTURES, OwnBenchmark, read_batch
from pages.ui.benchmark.own_run import own_csv
from pages.ui.shell.figures import PUBLISHED, figures_csv, our_figures, published_figures
from sr_core.checkpoints import store
from sr_core.checkpoints.card import Result
from sr_core.checkpoints.store import checkpoints, find_card, write_card

from ..support.pictures import png, smooth_picture
from ..support.visitor import kept_by

PAGE = Path(__file__).resolve().parents[2] / "pages" / "2_Benchmark.py"
SET5 = Result("Set5", 5, "Y, 2 px border removed", 36.0, 0.95, 3.0, 33.5, 0.93, 34.0, 38.0, 1.0, 4.0, 1.0, 0.5, "a CPU")
PER_IMAGE = (
    "set,name,psnr,ssim,mae,seconds,megapixels,bicubic_psnr,bicubic_ssim\n"
    "Set5,baby.png,36,0.95,3,0.1,0.2,33,0.93\nSet5,bird.png,31,0.91,3,0.1,0.2,32,0.92\n"
)


PHOTO = png(smooth_picture(60, 80))


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def open_page() -> AppTest:
    at = AppTest.from_file(str(PAGE), default_timeout=30).run()
    at.segmented_control(key="benchmark_own_scale").set_value(2).run()
    return at


def texts(at: AppTest) -> str:
    kinds = (at.caption, at.markdown, at.error, at.warning, at.info, at.subheader)
    return " ".join(e.value for kind in kinds for e in kind).replace("\\", "")


def tables(at: AppTest, *columns: str) -> list[DataFrame]:
    """Return the tables that have these columns."""
    return [table.value for table in at.dataframe if {*columns} <= {*table.value.columns}]


def upload(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    return (
        at.file_uploader(key="benchmark_own_uploads_0")
        .set_value([(*f, "application/octet-stream") for f in files])
        .run()
    )


def run(at: AppTest) -> AppTest:
    return at.button(key="benchmark_own_run").click().run()


@pytest.fixture
def measured(tiny_checkpoint: str) -> str:
    """The tiny x2 checkpoint with a result on Set5, picture by picture too; its id."""
    write_card(replace(find_card(tiny_checkpoint), results=(SET5,)))
    (store.models_folder() / tiny_checkpoint / "results.csv").write_text(PER_IMAGE)
    return tiny_checkpoint


def test_table_puts_ours_first_and_marks_published_figures(measured: str) -> None:
    at = open_page()
    assert not at.exception
    table = at.dataframe[0].value
    assert list(table["Method"][:2]) == ["Tiny x2", "Bicubic"]
    assert set(table[table["Method"].str.endswith("(published)")]["Figure"]) == {PUBLISHED}
    assert len(set(table["Method"])) == len(table) > 3


def test_table_shows_gain_interval_and_protocol(measured: str) -> None:
    at = open_page()
    assert at.dataframe[0].value["Gain, 95 % interval"][0] == "+1.00 to +4.00"
    assert "Protocol of the figures measured here: Y, 2 px border removed" in texts(at)


def test_published_figures_can_be_left_out(measured: str) -> None:
    at = open_page()
    at.toggle(key="benchmark_published").set_value(False).run()
    assert list(at.dataframe[0].value["Method"]) == ["Tiny x2", "Bicubic"]


def test_drilldown_says_where_a_network_loses_to_bicubic(measured: str) -> None:
    at = open_page()
    assert "Below bicubic in PSNR:** Tiny x2 on 1 of 2 pictures" in texts(at)
    at.selectbox(key="benchmark_picture").set_value("bird.png").run()
    assert list(tables(at, "Against bicubic")[0]["Against bicubic"]) == ["worse"]


def test_damaged_results_are_one_sentence(measured: str) -> None:
    (store.models_folder() / measured / "results.csv").write_text("set,name\nSet5,baby.png\n")
    at = open_page()
    assert not at.exception
    assert "results.csv is damaged" in texts(at)


def test_csv_gives_every_row_its_protocol_and_origin(measured: str) -> None:
    rows = [*our_figures(checkpoints()), *published_figures(2, "Set5")]
    read = list(csv.DictReader(io.StringIO(figures_csv(rows).decode())))
    assert len(read) == len(rows)
    assert all(row["protocol"] and row["origin"] for row in read)
    assert all(row["source"] for row in read if row["origin"] == PUBLISHED)


def test_page_without_figures_still_measures_own_pictures(tiny_checkpoint: str) -> None:
    at = open_page()
    assert "Nothing has been measured yet" in texts(at)
    assert at.button(key="benchmark_own_run").disabled


def test_limits_are_said_before_anything_is_brought(measured: str) -> None:
    assert "up to 20 pictures" in texts(open_page())
    assert "5 minutes" in texts(open_page())


def test_own_pictures_give_a_table_with_interval_and_protocol(measured: str) -> None:
    at = run(upload(open_page(), ("a.png", PHOTO), ("b.png", png(smooth_picture(50, 70, seed=3)))))
    assert not at.exception
    table = tables(at, "Method", "Figure")[1]
    assert set(table["Method"]) == {"Bicubic", "Tiny x2"}
    assert " to " in table["PSNR, 95 % interval"][0]
    assert "2 own pictures at 2×" in texts(at)
    assert "rounded to 8 bit once, from 16-bit SR" in texts(at)
    assert at.button(key="benchmark_own_look")
    assert any("The chosen picture" in html.proto.body for html in at.get("html"))
    assert list(tables(at, "Network", "b")[0]["Network"]) == ["Tiny x2", "Bicubic"]


def test_own_csv_has_a_row_per_method_and_picture_with_protocol(measured: str) -> None:
    at = run(upload(open_page(), ("a.png", PHOTO), ("b.png", PHOTO)))
    rows = list(csv.DictReader(io.StringIO(own_csv(kept_by(at, OwnBenchmark).result).decode())))
    assert [(row["model"], row["name"]) for row in rows] == [
        ("bicubic", "a.png"), ("bicubic", "b.png"), (measured, "a.png"), (measured, "b.png")
    ]  # fmt: skip
    assert all("Y (BT.601" in row["protocol"] for row in rows)


def test_zip_with_junk_and_a_text_file_gives_its_pictures_and_one_sentence(measured: str) -> None:
    data = zipped(a__png=PHOTO, notes__txt=b"Dear diary\n", **{"__MACOSX/._a.png": b"x"})
    at = upload(open_page(), ("set.zip", data))
    assert [w.value.replace("\\", "").split(":")[0] for w in at.warning] == ["notes.txt"]
    assert "1 pictures" not in texts(at)
    assert "1 picture and 2 methods" in texts(at)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped(), "found none"),
        (zipped(a__png=PHOTO)[:-8], "damaged or cut short"),
        (zipped(a__zip=zipped(a__png=PHOTO)), "is not opened"),
    ],
)
def test_bad_zip_is_one_sentence_and_takes_the_result_before_along(measured: str, data: bytes, sentence: str) -> None:
    at = run(upload(open_page(), ("a.png", PHOTO)))
    at = upload(at, ("bad.zip", data))
    assert not at.exception
    assert len(at.warning) == 1
    assert sentence in at.warning[0].value
    assert "1 own picture at 2×" not in texts(at)


def test_more_pictures_than_allowed_are_left_out_by_name_of_the_limit(measured: str) -> None:
    small = png(smooth_picture(24, 24))
    at = upload(open_page(), *((f"{n}.png", small) for n in range(MAX_PICTURES + 2)))
    assert "Only the first 20 pictures are used; 2 more are left out" in texts(at)


def test_too_small_a_picture_is_left_out_with_a_sentence(measured: str) -> None:
    at = upload(open_page(), ("dot.png", png(smooth_picture(9, 9))), ("a.png", PHOTO))
    assert "dot.png has 9 x 9 pixels. A benchmark at 2× needs at least 16 × 16" in texts(at)
    assert len(kept_by(run(at), OwnBenchmark).result.done.results[0].images) == 1


def test_pictures_of_one_name_are_told_apart(measured: str) -> None:
    at = run(upload(open_page(), ("a.png", PHOTO), ("a.png", PHOTO)))
    assert [i.name for i in kept_by(at, OwnBenchmark).result.done.results[0].images] == ["a.png", "a.png (2)"]


def test_too_long_a_run_is_not_started(measured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.benchmark.own_run.SCORING", 1e6)
    at = upload(open_page(), ("a.png", PHOTO))
    assert at.button(key="benchmark_own_run").disabled
    assert "Choose fewer pictures or methods" in texts(at)


def test_refused_picture_is_one_sentence_and_the_result_before_stays(
    measured: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sr_core as sr

    def refuse(*args: object, **kwargs: object) -> None:
        raise sr.SRError("a.png is a training picture")

    at = run(upload(open_page(), ("a.png", PHOTO)))
    monkeypatch.setattr(sr, "benchmark", refuse)
    at = run(at)
    assert "a.png is a training picture" in at.error[0].value.replace("\\", "")
    assert "1 own picture at 2×" in texts(at)


def test_results_are_not_reachable_from_another_session(measured: str) -> None:
    run(upload(open_page(), ("a.png", PHOTO)))
    assert not kept_by(open_page(), OwnBenchmark).result


def test_a_table_without_a_unit_is_sent_to_the_page_that_asks_for_it() -> None:
    upload = SimpleNamespace(name="hand.csv", getvalue=lambda: b"77.1;78.2;79.3\n80.1;81.2;82.3\n")
    found = read_batch([upload], 256)
    assert found.pictures == ()
    assert "names its unit" in found.problems[0]
    assert "open it on the Thermal page" in found.problems[0]


def test_the_plane_holds_the_figures_of_the_cards() -> None:
    at = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not at.exception
    assert at.header[1].value == "Closeness and appearance"
    rows = tables(at, "PSNR, dB", "Feature distance")[-1]
    rows = rows.set_index(rows.columns[0])
    looks = next(r for r in find_card("srgan-x4").results if r.set == "Set5").perception
    assert looks is not None
    found = rows.loc["SRGAN"]
    assert found["Feature distance"] == pytest.approx(looks.feature_distance, abs=1e-5)
    assert rows.loc["Bicubic"]["Feature distance"] == pytest.approx(looks.bicubic_feature_distance, abs=1e-5)
