"""DICOM out: checked by dciodvfy (dicom3tools, no network) and read back."""

import io
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian, JPEG2000Lossless

from sr_core.decode import decode
from sr_core.dicom.header import dicom_header
from sr_core.dicom.writer import encode_dicom
from sr_core.encode import encode
from sr_core.errors import DecodeError, EncodeError
from sr_core.types import DecodedImage

from ..support.derived_dicom import CHECKSUM, enlarge, errors_of, parse, write
from ..support.dicom_file import CR, CT, DX, MR, PATIENT, PATIENT_ID, code, dicom_bytes, dicom_dataset, ramp

SECONDARY = "1.2.840.10008.5.1.4.1.1.7"


def jpeg_2000(stored: np.ndarray, sop_class: str) -> bytes:
    stream = bytes(imagecodecs.jpeg2k_encode(np.ascontiguousarray(stored), reversible=True, level=0))
    return dicom_bytes(dicom_dataset(stored, sop_class), JPEG2000Lossless, frames=[stream])


TWELVE: dict[str, object] = {"BitsStored": 12, "HighBit": 11}
SOURCES: dict[str, tuple[bytes, str]] = {
    "CR": (dicom_bytes(dicom_dataset(ramp(), CR, **TWELVE)), CR),
    "CR MONOCHROME1": (
        dicom_bytes(dicom_dataset(ramp(low=200, high=3900), CR, PhotometricInterpretation="MONOCHROME1", **TWELVE)),
        CR,
    ),
    "DX": (dicom_bytes(dicom_dataset(ramp(low=200), DX, **TWELVE)), DX),
    "DX without intent": (dicom_bytes(dicom_dataset(ramp(), DX, PresentationIntentType=None, **TWELVE)), SECONDARY),
    "CT": (dicom_bytes(dicom_dataset(ramp(), CT, **TWELVE)), CT),
    "CT signed": (dicom_bytes(dicom_dataset(ramp(dtype="<i2", low=-1000, high=3000), CT)), CT),
    "CT big endian": (dicom_bytes(dicom_dataset(ramp(), CT), ExplicitVRBigEndian), CT),
    "CT JPEG 2000": (jpeg_2000(ramp(64, 48).astype(np.uint16), CT), CT),
    "MR implicit": (dicom_bytes(dicom_dataset(ramp(), MR), ImplicitVRLittleEndian), MR),
    "cine": (dicom_bytes(dicom_dataset(np.stack([ramp()] * 3), CR, **TWELVE)), SECONDARY),
    "colour": (dicom_bytes(dicom_dataset(np.arange(108, dtype=np.uint8).reshape(6, 6, 3), SECONDARY)), SECONDARY),
}


@pytest.mark.parametrize("keep_identity", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_the_validator_finds_no_error(name: str, keep_identity: bool, tmp_path: Path) -> None:
    assert errors_of(write(SOURCES[name][0], keep_identity=keep_identity), tmp_path) == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_valid_object_keeps_its_kind_and_all_else_is_a_capture(name: str) -> None:
    data, sop_class = SOURCES[name]
    assert str(parse(write(data)).SOPClassUID) == sop_class


@pytest.mark.parametrize("name", SOURCES)
def test_values_come_back_within_half_a_stored_step(name: str) -> None:
    data = SOURCES[name][0]
    larger = enlarge(data)
    after = decode(write(data), "out.dcm")
    np.testing.assert_allclose(after.pixels, larger.pixels, atol=0.5)
    assert after.unit == larger.unit


@pytest.mark.parametrize("name", ["CR MONOCHROME1", "CT signed"])
def test_depth_sign_and_polarity_are_the_sources(name: str) -> None:
    before, after = parse(SOURCES[name][0]), parse(write(SOURCES[name][0]))
    for keyword in ("BitsStored", "BitsAllocated", "HighBit", "PixelRepresentation", "PhotometricInterpretation"):
        assert after[keyword].value == before[keyword].value


def test_values_that_need_more_than_16_bits_are_refused() -> None:
    data = SOURCES["CR"][0]
    larger = enlarge(data)
    wild = replace(
        larger, pixels=np.where(np.arange(larger.width)[:, None] % 2, 9e4, -9e4).astype(np.float32) + larger.pixels
    )
    with pytest.raises(EncodeError, match=r"holds 65,536 different numbers, this one needs 18\d,\d{3} .*save a TIFF"):
        encode_dicom(wild, data, method="m")


def test_every_spacing_is_divided_by_the_scale() -> None:
    ds = dicom_dataset(ramp(), CR, PixelSpacing=["0.1", "0.3"], NominalScannedPixelSpacing=["0.5", "0.5"])
    after = parse(write(dicom_bytes(ds), scale=4))
    assert [float(mm) for mm in after.PixelSpacing] == [0.025, 0.075]
    assert [float(mm) for mm in after.ImagerPixelSpacing] == [0.05, 0.05]
    assert [float(mm) for mm in after.NominalScannedPixelSpacing] == [0.125, 0.125]


def test_the_corner_of_a_ct_stays_where_it_is() -> None:
    before, after = parse(SOURCES["CT"][0]), parse(write(SOURCES["CT"][0]))

    def corner(ds: Dataset) -> list[float]:
        return [
            float(p) - float(s) / 2 for p, s in zip(ds.ImagePositionPatient, reversed(ds.PixelSpacing), strict=False)
        ]

    np.testing.assert_allclose(corner(after), corner(before))


def test_padding_is_padding_again_and_no_measured_value_is() -> None:
    stored = ramp(dtype="<i2", low=-1000, high=1000)
    stored[:3] = -2000
    data = dicom_bytes(dicom_dataset(stored, CT, PixelPaddingValue=-2000, PixelPaddingRangeLimit=-1500))
    larger = enlarge(data)
    low = replace(larger, pixels=np.where(np.isnan(larger.pixels), np.nan, larger.pixels - np.float32(1500)))
    after = decode(encode_dicom(low, data, method="m"), "out.dcm")
    np.testing.assert_array_equal(np.isnan(after.pixels), np.isnan(low.pixels))


def test_values_of_a_modality_lut_are_written_without_it() -> None:
    lut = Dataset()
    lut.LUTDescriptor, lut.ModalityLUTType = [4096, 0, 16], "OD"
    lut.LUTData = (np.arange(4096, dtype="<u2") * 9).tobytes()
    data = dicom_bytes(dicom_dataset(ramp(), CR, ModalityLUTSequence=Sequence([lut])))
    after = decode(write(data), "out.dcm")
    assert after.unit == "OD"
    np.testing.assert_allclose(after.pixels, enlarge(data).pixels, atol=0.5)


def test_windows_and_voi_lut_are_kept() -> None:
    lut = Dataset()
    lut.add_new("LUTDescriptor", "US", [2, 7, 8])
    lut.add_new("LUTData", "US", [3, 200])
    ds = dicom_dataset(ramp(), CR, WindowCenter=["1", "2.5"], WindowWidth=["3", "4"], VOILUTSequence=Sequence([lut]))
    data = dicom_bytes(ds, ExplicitVRBigEndian)
    before, after = decode(data, "in.dcm").dicom, decode(write(data), "out.dcm").dicom
    assert before is not None
    assert after is not None
    assert after.windows == before.windows
    np.testing.assert_array_equal(after.voi_luts[0].entries, [3, 200])


def test_the_new_object_says_what_it_is() -> None:
    data = SOURCES["DX"][0]
    before, after = parse(data), parse(write(data, keep_identity=True))
    assert list(after.ImageType[:2]) == ["DERIVED", "SECONDARY"]
    assert after.SeriesDescription == "Super-resolution x2, not for diagnostic use"
    assert CHECKSUM in after.DerivationDescription
    assert after.ContributingEquipmentSequence[0].SoftwareVersions == CHECKSUM
    assert after.SourceImageSequence[0].ReferencedSOPInstanceUID == before.SOPInstanceUID
    assert after.DerivationCodeSequence[0].CodeValue == "113085"
    assert after.SOPInstanceUID != before.SOPInstanceUID
    assert after.SeriesInstanceUID != before.SeriesInstanceUID
    assert after.StudyInstanceUID == before.StudyInstanceUID
    assert (after.PatientName, after.PatientID) == (PATIENT, PATIENT_ID)


def test_the_preamble_is_zeros_whatever_the_source_hid_there() -> None:
    data = b"MZ" + b"\x90" * 126 + SOURCES["CR"][0][128:]
    assert write(data)[:132] == bytes(128) + b"DICM"


def personal(**attributes: object) -> bytes:
    """A file with the patient in many places."""
    ds = dicom_dataset(ramp(), CR, **TWELVE, **attributes)
    ds.OtherPatientIDs, ds.PatientComments = PATIENT_ID, f"seen by {PATIENT}"
    ds.add_new(0x00091001, "LO", PATIENT)
    ds.add_new(0x60003000, "OW", PATIENT.encode() + b"\0")
    ds.add_new(0x60000022, "LO", PATIENT)
    item = code("1", "99X", "Chest")
    item.PersonName = PATIENT
    item.add_new(0x00111001, "LO", PATIENT)
    item.ReferencedSOPInstanceUID = ds.SOPInstanceUID
    ds.ViewCodeSequence = Sequence([item])
    ds.DetectorID = PATIENT_ID
    return dicom_bytes(ds)


def test_nothing_personal_is_left_unless_asked() -> None:
    data = personal()
    before, written = parse(data), write(data)
    for word in (
        PATIENT,
        PATIENT_ID,
        "19410101",
        "20200102",
        "Hospital",
        before.StudyInstanceUID,
        before.SOPInstanceUID,
    ):
        assert word.encode() not in written, word


def test_a_deidentified_object_says_so() -> None:
    after = parse(write(personal()))
    assert after.PatientIdentityRemoved == "YES"
    assert after.DeidentificationMethodCodeSequence[0].CodeValue == "113100"


def test_private_overlay_and_stale_elements_go_even_when_identity_stays() -> None:
    data = personal(SmallestImagePixelValue=0, LargestImagePixelValue=4095, PixelAspectRatio=["1", "1"])
    after = parse(write(data, keep_identity=True))
    assert not [e for e in after.iterall() if e.tag.is_private or e.tag.group >> 8 == 0x60]
    for keyword in ("SmallestImagePixelValue", "LargestImagePixelValue", "PixelAspectRatio"):
        assert keyword not in after


def test_uids_are_replaced_alike_in_two_results_of_one_study() -> None:
    first, second = (parse(write(personal(StudyInstanceUID="1.2.3.99"))) for _ in range(2))
    assert first.StudyInstanceUID == second.StudyInstanceUID != "1.2.3.99"


def test_lossy_history_is_kept() -> None:
    after = parse(write(dicom_bytes(dicom_dataset(ramp(), CR, LossyImageCompression="01", **TWELVE))))
    assert after.LossyImageCompression == "01"


def test_a_result_of_another_size_or_kind_is_refused() -> None:
    data = SOURCES["CR"][0]
    with pytest.raises(EncodeError, match="needs 32 x 24 pixels, found 16 x 12"):
        encode_dicom(replace(decode(data, "in.dcm"), scale=2), data, method="m")
    with pytest.raises(EncodeError, match="needs a DICOM source"):
        encode_dicom(DecodedImage(np.zeros((2, 2, 1), np.uint8)), data, method="m")


def test_header_rows_flag_what_identifies() -> None:
    rows = dicom_header(personal(), "in.dcm")
    found = {(row.tag, row.depth): row for row in rows}
    assert found["(0010,0010)", 0].value == PATIENT
    assert found["(0010,0010)", 0].identifying
    assert not found["(0028,0010)", 0].identifying
    assert found["(0040,A123)", 1].identifying
    assert found["(0008,0104)", 1].value == "Chest"


def test_header_of_another_file_is_refused() -> None:
    with pytest.raises(DecodeError, match="expected a DICOM file, found plain text"):
        dicom_header(b"hello, this is a text", "a.txt")


def test_values_tiff_holds_the_values_and_their_spacing() -> None:
    image = enlarge(SOURCES["CT"][0])
    with tifffile.TiffFile(io.BytesIO(encode(image, "values-tiff"))) as file:
        np.testing.assert_array_equal(file.asarray(), image.pixels[..., 0])
        page = file.pages[0]
        assert page.description == "unit=HU"
        assert page.tags["XResolution"].value[0] / page.tags["XResolution"].value[1] == pytest.approx(10 / 0.375)


def test_pictures_formats_refuse_values() -> None:
    with pytest.raises(
        EncodeError, match="png holds pictures, this file would hold values of a DICOM file; use one of values-tiff"
    ):
        encode(enlarge(SOURCES["CT"][0]), "png")
