"""JPEGs of thermal cameras whose temperatures are not read: what is said of them."""

import io
import zipfile

import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.signature import identify
from sr_core.thermal.makers import radiometric_maker, unread_temperatures
from sr_core.thermal.scaling import no_temperatures

from ..support.unread_thermograms import M3T, RADIOMETRIC, jpeg, segment

DJI_XMP = b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta drone-dji:ImageSource="InfraredCamera"/>'


@pytest.mark.parametrize("name", RADIOMETRIC)
def test_a_radiometric_jpeg_is_refused_by_its_maker_and_with_what_to_do(name: str) -> None:
    maker, data = RADIOMETRIC[name]
    with pytest.raises(
        DecodeError, match=f"found one of {maker}, whose .* export them as TIFF or CSV with .*, or open"
    ):
        decode(data, "x.jpg")


@pytest.mark.parametrize("name", RADIOMETRIC)
def test_the_visible_picture_of_a_radiometric_jpeg_is_opened_with_a_note(name: str) -> None:
    maker, data = RADIOMETRIC[name]
    image = decode(data, "x.jpg", as_picture=True)
    assert image.pixels.shape == (12, 16, 3)
    assert image.notes[-1].startswith(f"This is a radiometric JPEG of {maker}, whose temperatures this app cannot read")
    assert maker in no_temperatures(image)


CAMERAS = [
    ("HIKMICRO", "B20"), ("Testo AG", "testo 883"), ("testo", ""), ("Fluke Thermography", "Ti480"),
    ("InfraTec", "VarioCAM"),
    ("Optris GmbH", "PI 640"), ("Seek Thermal", "ShotPRO"), ("Guide", "PS400"), ("Wuhan Guide Infrared", "D400"),
    ("InfiRay", "T2S+"), ("TOPDON", "TC001"), ("UNI-T", "UTi260B"), ("FLIR Systems AB", "FLIR E60"), ("FLIR", "C5"),
    ("Parrot", "ANAFI Thermal"), ("DJI", "ZH20T"), ("DJI", "MAVIC2-ENTERPRISE-ADVANCED"), ("DJI", "M3T"),
    ("Autel Robotics", "640T"), ("Workswell s.r.o.", "WIRIS"), ("Jenoptik", ""), ("NEC Avio", "R300"),
    ("Satir", "D300"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "model"), CAMERAS)
def test_a_picture_of_a_thermal_camera_may_hold_what_is_not_read(make: str, model: str) -> None:
    image = decode(jpeg(make=make, model=model), "x.jpg")
    said = no_temperatures(image)
    assert make in said
    assert "If it holds temperatures, this app cannot read them" in said
    assert "holds none" not in said
    assert image.unread == image.notes[-1]


@pytest.mark.parametrize(
    ("make", "model"),
    [("", ""), ("DJI", "FC3582"), ("Canon", "EOS 5D"), ("Apple", "iPhone 15"), ("Guided Imaging", "X")],
)
def test_a_picture_of_another_camera_says_nothing_of_the_kind(make: str, model: str) -> None:
    image = decode(jpeg(make=make, model=model), "x.jpg")
    assert image.unread == ""
    assert image.notes == ()
    assert "holds none that this app can read" in no_temperatures(image)


def test_an_infrared_source_in_xmp_is_a_thermal_camera() -> None:
    assert "thermal camera" in unread_temperatures(jpeg(segment(0xE1, DJI_XMP), make="DJI", model="XT2"))
    assert "thermal camera" in unread_temperatures(jpeg(segment(0xE1, DJI_XMP)))


@pytest.mark.parametrize("body", [b"Meta\0\0", b"Stim"])
def test_other_data_in_app3_is_no_thermogram(body: bytes) -> None:
    assert radiometric_maker(jpeg(*[segment(0xE3, body.ljust(60_000, b"\0"))] * 3, make="DJI")) == ""


def test_app4_of_other_makers_is_no_thermogram() -> None:
    assert radiometric_maker(jpeg(segment(0xE4, bytes(32) + M3T + bytes(60)), make="Samsung")) == ""


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, b"x" * 500)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (archive("a.png"), "a ZIP archive"),
        (archive("DICOM/IM1", "DICOMDIR"), "a ZIP archive"),
        (archive("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        (archive("ppt/presentation.xml"), "a PowerPoint presentation"),
        (
            archive("Thumbnails/a.jpg", "Images/Main/IR.data"),
            "a thermal file of Fluke (.is2), which this app cannot read",
        ),
        (b"\xffIRB\0" + bytes(99), "a thermal file of InfraTec or Jenoptik (.irb), which this app cannot read"),
        (b"RIFF" + bytes(4) + b"AVI " + bytes(99), "a video (AVI; a .ravi of Optris is one, too)"),
    ],
)
def test_files_that_are_not_read_are_told_apart(data: bytes, kind: str) -> None:
    assert identify(data) == kind


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (archive("a.png"), "unpack it and open one of its files"),
        (archive("xl/workbook.xml"), "save its table as CSV"),
        (archive("Images/Main/IR.data"), "export its temperatures as TIFF or CSV"),
        (b"\xffIRB\0" + bytes(99), "export its temperatures as TIFF or CSV"),
    ],
)
def test_files_that_are_not_read_say_what_to_do(data: bytes, advice: str) -> None:
    with pytest.raises(DecodeError, match=advice):
        decode(data, "x")
