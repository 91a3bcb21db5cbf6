"""Studies and series: order, what is no picture, and thumbnails."""

import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.dicom.display import default_display
from sr_core.dicom.study import Instance, group_studies, read_instance, read_thumbnail
from sr_core.errors import DecodeError, NoPicture
from sr_core.image.resize import resize_image

from ..support.dicom_file import CR, CT, PATIENT, dicom_bytes, dicom_dataset, ramp

REPORT = "1.2.840.10008.5.1.4.1.1.88.11"
DIRECTORY = "1.2.840.10008.1.3.10"


def instance(id: str, study: str, series: str, **changes: object) -> Instance:
    facts: dict = dict.fromkeys(("date", "description", "modality", "laterality", "view"), "")
    facts |= {"series_number": None, "number": None, "frames": 1}
    return Instance(id=id, study=study, series=series, **(facts | changes))


def without_pixels(sop_class: str) -> bytes:
    ds = dicom_dataset(ramp(), CR, SOPClassUID=sop_class, Modality="SR")
    for keyword in ("PixelData", "Rows", "Columns"):
        del ds[keyword]
    return dicom_bytes(ds)


def test_a_header_tells_series_view_and_side_and_no_patient() -> None:
    ds = dicom_dataset(ramp(), CR, SeriesDescription="Hand", ViewPosition="ap", ImageLaterality="l", SeriesNumber="7")
    found = read_instance(dicom_bytes(ds), "x", "a.dcm")
    assert (found.description, found.view, found.laterality, found.series_number) == ("Hand", "AP", "L", 7)
    assert (found.series, found.study) == (ds.SeriesInstanceUID, ds.StudyInstanceUID)
    assert PATIENT not in repr(found)


def test_only_the_beginning_of_a_file_is_needed() -> None:
    whole = dicom_bytes(dicom_dataset(np.zeros((500, 500), np.uint16), CR))
    assert read_instance(whole[:4000], "x", "a.dcm") == read_instance(whole, "x", "a.dcm")


@pytest.mark.parametrize(("sop_class", "said"), [(REPORT, "Basic Text SR"), (DIRECTORY, "contents of a disc")])
def test_what_is_no_picture_by_its_purpose_is_told_apart(sop_class: str, said: str) -> None:
    with pytest.raises(NoPicture, match=said):
        read_instance(without_pixels(sop_class), "x", "a.dcm")


@pytest.mark.parametrize("data", [b"", b"text", without_pixels(CR), dicom_bytes(dicom_dataset(ramp()))[:300]])
def test_what_cannot_be_read_is_one_sentence_and_no_purpose(data: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^a\.dcm: expected") as error:
        read_instance(data, "x", "a.dcm")
    assert type(error.value) is DecodeError


def test_pictures_stand_by_study_series_and_number() -> None:
    given = [
        instance("a", "old", "s", date="20190101"),
        instance("b", "new", "second", date="20240101", series_number=10),
        instance("c", "new", "first", date="20240101", series_number=9, number=10),
        instance("d", "new", "first", date="20240101", series_number=9, number=2),
        instance("e", "new", "first", date="20240101", series_number=9),
    ]
    found = group_studies(given)
    assert [[[image.id for image in series.images] for series in study.series] for study in found] == [
        [["d", "c", "e"], ["b"]],
        [["a"]],
    ]


@pytest.mark.parametrize(("modality", "stack"), [("CT", True), ("MR", True), ("DX", False), ("CR", False), ("", False)])
def test_slices_are_a_stack_and_radiographs_are_not(modality: str, stack: bool) -> None:
    two = [instance(id, "s", "s", modality=modality) for id in "ab"]
    assert group_studies(two)[0].series[0].stack is stack
    assert not group_studies(two[:1])[0].series[0].stack


def test_a_thumbnail_is_the_display_of_the_file_made_small() -> None:
    data = dicom_bytes(dicom_dataset(ramp(192, 96, low=-500, high=3000, dtype="<i2"), CT))
    shown = resize_image(default_display(decode(data, "a")), 96, 48)
    assert np.abs(read_thumbnail(data, "a", 96).pixels.astype(int) - shown.pixels).max() <= 1


def test_a_thumbnail_of_a_damaged_file_is_one_sentence() -> None:
    with pytest.raises(DecodeError, match=r"^a\.dcm: expected"):
        read_thumbnail(dicom_bytes(dicom_dataset(ramp()))[:-50], "a.dcm", 96)
