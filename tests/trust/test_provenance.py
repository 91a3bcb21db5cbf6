"""What files say of how they were made: read by other libraries, harmless to them and to our own readers."""

import io
import json
import re
from dataclasses import replace
from importlib.metadata import version
from xml.etree import ElementTree

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image

import sr_core as sr
from sr_core.errors import DecodeError
from sr_core.files.about import find_record
from sr_core.files.sink import Memory
from sr_core.thermal.declaration import declared_scaling
from sr_core.trust.record import read_json, read_record
from sr_core.version import VERSION

from ..support.pictures import smooth_picture
from ..support.radiographs import cr

PHOTO = sr.DecodedImage(smooth_picture(24, 30), "Sekret-Doe-Jane.png")
CELSIUS = replace(PHOTO, pixels=20 + PHOTO.pixels[..., :1].astype(np.float32) / 16, unit="degC")
CHEST = sr.decode(cr(24, 30), "Sekret-Doe-Jane.dcm")
TASKS = {
    "whole": sr.Task("bicubic", 2),
    "part": sr.Task("bicubic", 2, part=sr.Part(2, 3, 9, 11)),
    "size": sr.Task("bicubic", 2, size=sr.Size(48, 60, dpi=300)),
    "test": sr.Task("bicubic", 2, sr.Degradation(scale=2, noise_sigma=3, jpeg_quality=50, seed=2)),
    "options": sr.Task(
        "bicubic", 2, options=sr.UpscaleOptions(tile_size=None, tile_overlap=3, keep_measured=0.5, first=(0.1, 0.9))
    ),
}
XMP = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def provenance(image: sr.DecodedImage = PHOTO, task: sr.Task = TASKS["whole"]) -> tuple[sr.DecodedImage, sr.Provenance]:
    made = sr.enlarge(image, task, compare=(), agree=False)
    return made.result.image, sr.Provenance.of(made)


def written(image: sr.DecodedImage, format: str) -> tuple[bytes, sr.Provenance]:
    result, found = provenance(image)
    return sr.encode(result, format, found.about), found


def record_in(packet: bytes) -> dict:
    """The record of an XMP packet, as an XML parser reads it."""
    described = ElementTree.fromstring(packet.decode()).find(f"{XMP}RDF/{XMP}Description")
    assert described is not None
    return json.loads(described.findtext("{urn:honest-pixels:record:1}record"))


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_record_read_back_is_the_record(task: sr.Task) -> None:
    found = provenance(task=task)[1]
    assert read_record(found.as_json().encode(), sr.Provenance, "r") == found
    assert read_record(found.as_json(1).encode(), sr.Provenance, "r") == found


def test_choices_for_reading_are_read_back() -> None:
    scaling, radiometry = sr.thermal.Scaling(0.01, -273.15), sr.thermal.Radiometry(0.95, 22.0, 21.0, 1.0, 0.4)
    found = provenance(replace(CELSIUS, read_as=sr.ReadAs("degF", scaling, radiometry, True, 3)))[1]
    assert read_record(found.as_json().encode(), sr.Provenance, "r") == found


def test_decode_notes_how_it_read() -> None:
    assert sr.decode(b"86.0;87.0\n88.0;89.0\n", "t.csv", unit="degF").read_as == sr.ReadAs(unit="degF")
    assert sr.decode(cr(24, 30, 3), "a.dcm", frame=2, as_picture=True).read_as == sr.ReadAs(frame=2, as_picture=True)


def test_network_is_named_with_weights_engine_version_and_precision(tiny_checkpoint: str) -> None:
    found = provenance(task=sr.Task(tiny_checkpoint, 2, options=sr.UpscaleOptions(engine="torch")))[1]
    checksum = sr.checkpoints()[0].sha256
    assert (found.weights, found.engines, found.precision) == ({tiny_checkpoint: checksum}, ("torch",), "float32")
    assert found.versions["torch"] == version("torch")
    assert f"by {tiny_checkpoint} (weights {checksum[:12]}) in torch {version('torch')}, float32." in found.text
    assert found.text.endswith("Detail is estimated. Not for diagnostic use.")


def test_plan_is_the_record_without_the_result(tiny_checkpoint: str) -> None:
    task = sr.Task(tiny_checkpoint, 2, part=sr.Part(0, 0, 20, 20))
    planned = sr.Provenance.planned(PHOTO, task)
    assert replace(provenance(task=task)[1], result=None, at_ends=None) == planned


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (PHOTO, "Values below 0 and above 255 end there."),
        (CELSIUS, "Nothing was clipped."),
        (CHEST, "Values below 0 and above 4095 end there."),
    ],
    ids=["photo", "degC", "dicom"],
)
def test_clipping_is_told(image: sr.DecodedImage, said: str) -> None:
    assert provenance(image)[1].clipping == said


def test_values_at_the_ends_are_counted() -> None:
    pixels = np.zeros((8, 8, 1), np.uint8)
    pixels[:, 4:] = 255
    result, found = provenance(sr.DecodedImage(pixels))
    assert found.at_ends == (int((result.pixels == 0).sum()), int((result.pixels == 255).sum()))
    assert sum(found.at_ends) > 200


def test_pillow_reads_the_texts_of_a_png() -> None:
    data, found = written(PHOTO, "png")
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["Software"] == f"Honest Pixels {VERSION}"
        assert image.info["Disclaimer"] == "Not for diagnostic use."
        assert record_in(image.info["XML:com.adobe.xmp"].encode()) == json.loads(found.about.record)


@pytest.mark.parametrize(
    ("image", "format", "description"),
    [
        (PHOTO, "tiff", ""),
        (CELSIUS, "celsius-tiff", "unit=degC"),
        (CELSIUS, "centikelvin-tiff", "T[degC]=DN*0.01-273.15"),
        (CHEST, "values-tiff", "unit=US"),
        (CHEST, "whole-tiff", ""),
    ],
)
def test_tifffile_reads_the_tags_of_a_tiff(image: sr.DecodedImage, format: str, description: str) -> None:
    data, found = written(image, format)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        tags = file.pages[0].tags
        assert tags.valueof("Software") == f"Honest Pixels {VERSION}"
        assert tags.valueof("ImageDescription") == (description or found.text)
        assert record_in(tags.valueof("XMP")) == json.loads(found.about.record)
        assert (file.is_imagej, len(file.pages)) == (False, 1)


def test_pillow_reads_the_packet_of_a_webp() -> None:
    data, found = written(PHOTO, "webp")
    with Image.open(io.BytesIO(data)) as image:
        assert record_in(image.info["xmp"]) == json.loads(found.about.record)


def test_numpy_reads_a_table_with_its_comments() -> None:
    data, found = written(CELSIUS, "csv")
    assert data.startswith(f"# Honest Pixels {VERSION}: Enlarged 2x per side by bicubic.".encode())
    assert np.loadtxt(io.BytesIO(data), delimiter=",").shape == (48, 60)
    assert json.loads(find_record(data)) == json.loads(found.about.record)


@pytest.mark.parametrize(
    ("image", "format"),
    [(PHOTO, name) for name in ("png", "tiff", "webp")]
    + [(CELSIUS, name) for name in ("celsius-tiff", "centikelvin-tiff", "csv")]
    + [(CHEST, name) for name in ("values-tiff", "whole-png", "whole-tiff")],
)
def test_our_readers_read_the_same_values_and_units_and_say_so_once(image: sr.DecodedImage, format: str) -> None:
    result, found = provenance(image)
    plain, about = sr.decode(sr.encode(result, format), "a"), sr.decode(sr.encode(result, format, found.about), "a")
    assert (plain.unit, plain.sha256()) == (about.unit, about.sha256())
    assert about.notes == (*plain.notes, "This picture was already enlarged 2x by Honest Pixels (bicubic).")


@pytest.mark.parametrize(
    ("image", "format"), [(PHOTO, "png"), (PHOTO, "tiff"), (PHOTO, "webp"), (CELSIUS, "csv"), (CHEST, "values-tiff")]
)
def test_no_name_goes_into_a_file(image: sr.DecodedImage, format: str) -> None:
    assert b"Sekret" not in written(image, format)[0]


def test_no_sentence_declares_temperatures() -> None:
    for card in sr.checkpoints():
        task = sr.Task(card.id, card.scale, options=sr.UpscaleOptions(self_ensemble=True, keep_measured=0.05))
        text = sr.Provenance.planned(PHOTO, task).text
        assert declared_scaling([text], integers=True) is declared_scaling([text], integers=False) is None


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_file_in_bands_says_the_same_as_a_whole_one(format: str) -> None:
    sink = Memory()
    told = sr.enlarge_into(PHOTO, TASKS["whole"], format, sink)
    assert sink.content() == written(PHOTO, format)[0]
    assert told.provenance == provenance()[1]
    said = read_record(find_record(sink.content()).encode(), sr.Provenance, "r")
    assert said == replace(told.provenance, result=None, at_ends=None)


def derived(data: bytes, **options: object) -> tuple[pydicom.Dataset, bytes, sr.Provenance]:
    result, found = provenance(sr.decode(data, "a.dcm"))
    made = sr.encode_dicom(result, data, method="bicubic", about=found.about, **options)
    return pydicom.dcmread(io.BytesIO(made)), made, found


def test_pydicom_reads_the_equipment_of_a_derived_object() -> None:
    dataset, data, found = derived(cr(24, 30))
    equipment = dataset.ContributingEquipmentSequence[-1]
    assert equipment.ContributionDescription == found.text
    assert equipment.SoftwareVersions == f"Honest Pixels {VERSION}"
    assert (equipment.Manufacturer, equipment.ManufacturerModelName) == ("Honest Pixels", "bicubic")
    assert "Not for diagnostic use." in dataset.DerivationDescription
    assert b"Secret" not in data
    assert sr.decode(data, "a.dcm").notes == ("This picture was already enlarged 2x by Honest Pixels (bicubic).",)


def test_dicom_in_bands_names_every_network_of_a_path(tiny_checkpoint: str) -> None:
    data, sink = cr(24, 30), Memory()
    told = sr.enlarge_into(
        sr.decode(data, "a.dcm"), sr.Task(f"{tiny_checkpoint}+{tiny_checkpoint}", 4), "dicom", sink, source=data
    )
    equipment = pydicom.dcmread(io.BytesIO(sink.content())).ContributingEquipmentSequence[-1]
    assert list(equipment.SoftwareVersions) == list(told.provenance.about.versions)
    assert all(len(each) <= 64 for each in equipment.SoftwareVersions)
    assert equipment.SoftwareVersions[-1] == sr.checkpoints()[0].sha256


def test_an_enlarged_object_that_is_enlarged_again_names_both() -> None:
    once = derived(cr(24, 30))[1]
    dataset = derived(once, keep_identity=True)[0]
    assert [each.Manufacturer for each in dataset.ContributingEquipmentSequence] == ["Honest Pixels"] * 2


@pytest.mark.parametrize(
    "record",
    [
        b"{}",
        b"[1, 2]",
        b"[" * 100_000,
        b'{"task": {"method": "<b>x</b>", "scale": 4, "size": null}}',
        b'{"task": {"method": "x", "scale": 99999999999, "size": null}}',
        b'{"task": {"method": "x", "scale": true, "size": null}}',
        b'{"task": {"method": "x", "scale": 2, "size": {"width": "9", "height": 9}}}',
        b"\xff\xfe",
    ],
)
def test_hostile_record_in_a_picture_says_nothing(record: bytes) -> None:
    data = written(PHOTO, "webp")[0]
    start, end = data.index(b"<honestpixels:record>") + 21, data.index(b"</honestpixels:record>")
    assert sr.decode(written(PHOTO, "webp")[0], "a").notes != ()
    changed = data[:start] + record[: end - start].ljust(end - start) + data[end:]
    assert sr.decode(changed, "a").notes == ()


def changed(**keys: object) -> bytes:
    table = json.loads(provenance()[1].as_json())
    for key, value in keys.items():
        at = table
        *path, last = key.split("__")
        for part in path:
            at = at[part]
        at[last] = value
    return json.dumps(table).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[" * 200_000,
        b"NaN",
        b'{"task": 1e999}',
        b"1" * 10_000,
        b" " * (2**20 + 1),
        changed(task__scale="2"),
        changed(task__scale=True),
        changed(task__options__engine="tpu"),
        changed(task__options__first=[0.1]),
        changed(task__options__tile_size=3),
        changed(task__size={"height": 0, "width": 3, "dpi": None}),
        changed(task__degradation={"scale": 3}),
        changed(weights={"a": 3}),
        changed(picture=None),
        changed(more=1),
    ],
)
def test_record_that_does_not_fit_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^r: expected [^\n]*; take") as refused:
        read_record(data, sr.Provenance, "r")
    assert len(re.findall(r"\n", str(refused.value))) == 0


def test_infinite_number_is_no_json() -> None:
    with pytest.raises(DecodeError, match="expected a record in JSON"):
        read_json(b'{"a": Infinity}', "f")
