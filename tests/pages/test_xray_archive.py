"""Several radiographs on the X-ray page: studies and series of a ZIP archive, and what is left out of it."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages.ui.xray import studies
from pages.ui.xray.studies import Studies

from ..support.made_files import zip_file
from ..support.pictures import png
from ..support.radiographs import cr
from ..support.visitor import kept_by, texts, upload

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "4_X-ray.py")
ONE, TWO = "1.2.3", "1.2.4"
DISC = {
    "DICOMDIR": bytes(128) + b"DICM" + bytes(40),
    "README.TXT": b"hello",
    "VIEWER/RUN.EXE": b"MZ",
    "DICOM/ST0/": b"",
    "DICOM/ST0/IM0001": cr(),
    "DICOM/ST1/IM0001": png(np.full((40, 50), 7, np.uint8)),
    "__MACOSX/DICOM/ST0/._IM0001": b"x",
}
STUDY = {
    "LAT": cr(60, 60, StudyInstanceUID=ONE, SeriesInstanceUID=ONE, InstanceNumber=2, ViewPosition="LL"),
    "PA": cr(70, 70, StudyInstanceUID=ONE, SeriesInstanceUID=ONE, InstanceNumber=1, ViewPosition="PA"),
    "note": b"a note without an ending",
    "cut": cr(50, 50)[:700],
}
SLICES = {
    f"CT{n}": cr(40 + n, 40, Modality="CT", StudyInstanceUID=TWO, SeriesInstanceUID=TWO, InstanceNumber=n)
    for n in (3, 1, 2)
}


@pytest.fixture
def page(tiny_checkpoint: str) -> AppTest:
    return AppTest.from_file(PAGE, default_timeout=60).run()


def open_file(at: AppTest, place: int) -> AppTest:
    """Open the file at a place of the archive, as a click on its thumbnail does."""
    here = kept_by(at, Studies)
    here.open_id = f"{here.open_id.split()[0]} {place}"
    return at.run()


def tiles(at: AppTest) -> list[tuple[str, str, str]]:
    """Heading, title and details of every thumbnail."""
    here = kept_by(at, Studies)
    files = [type("File", (), {"file_id": id, "name": "other"}) for id in (*here.headers, *here.others)]
    return [
        (heading, entry.tile.title, entry.tile.details)
        for heading, found in studies._shelves(here, files)
        for entry in found
    ]


def test_an_archive_of_one_radiograph_is_opened(page: AppTest) -> None:
    at = upload(page, "study.zip", zip_file(**{"DICOM/IM0001": cr()}))
    assert not at.exception
    assert not at.error
    assert "80 x 96 pixels, CR, CHEST, 12 bit" in texts(at)


def test_a_disc_offers_its_radiographs_and_says_what_it_leaves_out(page: AppTest) -> None:
    at = upload(page, "disc.zip", zip_file(**DISC))
    assert tiles(at) == [("Study 1", "Chest", ""), ("Other files", "other", "")]
    assert "80 x 96 pixels, CR, CHEST, 12 bit" in texts(at)
    assert "Left out, since they hold no picture: DICOMDIR, README.TXT, RUN.EXE." in texts(at)


def test_another_file_of_the_disc_can_be_chosen_and_stays_chosen(page: AppTest) -> None:
    at = open_file(upload(page, "disc.zip", zip_file(**DISC)), 1)
    assert not at.exception
    assert "50 x 40 pixels" in texts(at)
    assert "50 x 40 pixels" in texts(at.run())


def test_a_study_is_in_the_order_of_its_numbers_and_its_first_picture_is_open(page: AppTest) -> None:
    at = upload(page, "study.zip", zip_file(**STUDY))
    assert tiles(at) == [("", "Chest", "PA · 1 of 2"), ("", "Chest", "LL · 2 of 2")]
    assert "70 x 70 pixels" in texts(at)


def test_a_note_is_left_out_and_a_damaged_file_is_listed_with_its_sentence(page: AppTest) -> None:
    at = upload(page, "study.zip", zip_file(**STUDY))
    assert "Left out, since they hold no picture: note." in texts(at)
    assert "These files cannot be shown.  \ncut: expected a DICOM file with a picture" in texts(at)


def test_slices_are_one_thumbnail_and_a_slider(page: AppTest) -> None:
    at = upload(page, "study.zip", zip_file(**STUDY, **SLICES))
    assert tiles(at)[2:] == [("Study 2", "Chest", "3 images")]
    at = open_file(at, 5)
    assert "40 x 41 pixels" in texts(at)
    at.slider(key="xray_slice").set_value(3).run()
    assert "40 x 43 pixels" in texts(at)


def test_a_thumbnail_shows_the_picture_through_its_window(page: AppTest) -> None:
    stored = np.zeros((1, 200, 100), np.uint16)
    stored[:, :100], stored[:, 100:] = 1000, 3000
    window = {"WindowCenter": "2000", "WindowWidth": "2"}
    at = upload(page, "a.zip", zip_file(a=cr(200, 100, stored=stored, **window), b=cr()))
    here = kept_by(at, Studies)
    data = here.pictures[f"{here.open_id.split()[0]} 0"].split(",")[1]
    small = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    assert small.shape == (96, 48)
    assert (small[:40].max(), small[-40:].min()) == (0, 255)


def test_without_time_every_file_is_offered_by_its_name(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies, "SECONDS", -1.0)
    at = upload(page, "disc.zip", zip_file(**DISC))
    assert not at.exception
    assert "80 x 96 pixels" in texts(at)
    assert "Thumbnails of 0 of 2 pictures are shown." in texts(at)


def test_what_is_known_of_files_goes_with_them(page: AppTest) -> None:
    at = upload(page, "disc.zip", zip_file(**DISC))
    at.button(key="xray_forget").click().run()
    assert kept_by(at, Studies) == Studies()


@pytest.mark.parametrize("files", [{"a.txt": b"1"}, {"DICOMDIR": DISC["DICOMDIR"]}, {}])
def test_an_archive_without_a_radiograph_is_one_sentence(page: AppTest, files: dict[str, bytes]) -> None:
    at = upload(page, "none.zip", zip_file(**files))
    assert not at.exception
    assert len(at.error) == 1
    assert "found none" in at.error[0].value


def test_a_damaged_archive_is_one_sentence(page: AppTest) -> None:
    at = upload(page, "cut.zip", zip_file(**DISC)[:-40])
    assert not at.exception
    assert "damaged or cut short" in at.error[0].value


def test_patient_and_study_are_hidden_again_with_another_file_and_with_the_same_one_after_it(page: AppTest) -> None:
    at = upload(page, "study.zip", zip_file(**STUDY))
    toggles = []
    for place in (1, 0, 1):
        at = open_file(at, place)
        toggle = next(t for t in at.toggle if t.label == "Show patient and study in the viewer")
        toggles.append(toggle.value)
        at = toggle.set_value(True).run()
        assert next(t for t in at.run().toggle if t.label == toggle.label).value
    assert toggles == [False, False, False]
