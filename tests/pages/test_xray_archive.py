"""ZIP archives of radiographs on the X-ray page: one file is chosen by name."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from ..support.made_files import zip_file
from ..support.pictures import png
from ..support.radiographs import cr
from ..support.visitor import texts, upload

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "4_X-ray.py")
DISC = {
    "DICOMDIR": bytes(128) + b"DICM" + bytes(40),
    "README.TXT": b"hello",
    "VIEWER/RUN.EXE": b"MZ",
    "DICOM/ST0/": b"",
    "DICOM/ST0/IM0001": cr(),
    "DICOM/ST1/IM0001": png(np.full((40, 50), 7, np.uint8)),
    "__MACOSX/DICOM/ST0/._IM0001": b"x",
}


@pytest.fixture
def page(tiny_checkpoint: str) -> AppTest:
    return AppTest.from_file(PAGE, default_timeout=60).run()


def test_an_archive_of_one_radiograph_is_opened(page: AppTest) -> None:
    at = upload(page, "study.zip", zip_file(**{"DICOM/IM0001": cr()}))
    assert not at.exception
    assert not at.error
    assert "80 x 96 pixels, CR, CHEST, 12 bit" in texts(at)


def test_a_disc_offers_its_radiographs_and_nothing_else(page: AppTest) -> None:
    at = upload(page, "disc.zip", zip_file(**DISC))
    assert at.selectbox[0].options == ["IM0001", "IM0001 (2)"]
    assert "80 x 96 pixels, CR, CHEST, 12 bit" in texts(at)


def test_another_file_of_the_disc_can_be_chosen(page: AppTest) -> None:
    at = upload(page, "disc.zip", zip_file(**DISC)).selectbox[0].set_value(1).run()
    assert not at.exception
    assert "50 x 40 pixels" in texts(at)


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
