"""A result that goes into a file band by band is the whole result, and its evidence that of the whole."""

import dataclasses
import hashlib
import io
import tracemalloc
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
import tifffile

import sr_core as sr
from sr_core import written_file
from sr_core.decode import decode
from sr_core.engine.path import path_cards, path_reach, plan_steps
from sr_core.files.sink import Memory
from sr_core.files.whole_file import whole_file
from sr_core.written_file import plan_bands
from tests.support.pictures import smooth_picture
from tests.support.radiographs import cr

PHOTO = sr.DecodedImage(smooth_picture(131, 67))
KINDS = {
    "colour": PHOTO,
    "grey": sr.DecodedImage(PHOTO.pixels[..., :1].copy()),
    "alpha": dataclasses.replace(PHOTO, alpha=smooth_picture(131, 67, seed=3)[..., 0]),
    "16 bit": sr.DecodedImage(PHOTO.pixels.astype(np.uint16) * 256 + 9),
}


@pytest.fixture
def low_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bands of at most 60 rows of the pictures here at x4, margins included."""
    monkeypatch.setattr(written_file, "MAX_SR_PIXELS", 16 * 67 * 60)


def written(image: sr.DecodedImage, task: sr.Task, format: str = "png") -> tuple[sr.WrittenFile, np.ndarray]:
    """Return what is told of a file, and its values as an independent library reads them, (H, W, samples)."""
    file = Memory()
    told = sr.enlarge_into(image, task, format, file)
    data = file.content()
    values = imagecodecs.png_decode(data) if format == "png" else tifffile.imread(io.BytesIO(data))
    assert told.bytes == len(data)
    assert told.sha256 in ("", hashlib.sha256(data).hexdigest())
    return told, values.reshape(told.height, told.width, -1)


def whole(image: sr.DecodedImage, task: sr.Task) -> np.ndarray:
    """Values of the whole result, alpha last."""
    made = sr.upscale(image, task.method, scale=task.scale, size=task.size, options=task.options, part=task.part).image
    return made.pixels if made.alpha is None else np.dstack((made.pixels, made.alpha))


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize("format", ["png", "tiff"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_interpolation_is_that_of_the_whole(kind: str, format: str) -> None:
    image, task = KINDS[kind], sr.Task("bicubic", 4)
    assert len(plan_bands(image, task)) > 1
    np.testing.assert_array_equal(written(image, task, format)[1], whole(image, task))


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("method", "scale"), [("edsr-lite-x4", 4), ("srcnn-x2+srcnn-x2", 4)])
def test_a_network_draws_the_whole_result(method: str, scale: int, kind: str) -> None:
    image, task = KINDS[kind], sr.Task(method, scale)
    assert len(plan_bands(image, task)) > 1
    told, values = written(image, task)
    expected = whole(image, task)
    tolerance = 1 if image.bit_depth == 8 else 300  # little more than one level of 8 bits
    assert np.abs(values.astype(int) - expected).max() <= tolerance
    assert np.mean(np.abs(values.astype(int) - expected)) < (0.001 if image.bit_depth == 8 else 0.2)
    assert list(told.provenance.weights) == list(dict.fromkeys(method.split("+")))
    assert told.tiles >= sum(map(len, plan_bands(image, task)))


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize("size", [sr.Size(400, 205, dpi=300), sr.Size(524, 268)])
@pytest.mark.parametrize(("method", "kind"), [*(("bicubic", kind) for kind in KINDS), ("edsr-lite-x4", "alpha")])
def test_a_size_is_that_of_the_whole(method: str, size: sr.Size, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if method == "bicubic":
        monkeypatch.setattr(written_file, "BAND_BYTES", 60_000)
    image, task = KINDS[kind], sr.Task(method, 4, size=size)
    bands: list[sr.DecodedImage] = []
    file = Memory()
    told = sr.enlarge_into(image, task, "png", file, on_band=bands.append)
    values = imagecodecs.png_decode(file.content()).reshape(size.height, size.width, -1)
    tolerance = 0 if method == "bicubic" else 1 if image.bit_depth == 8 else 300
    assert len(bands) > 1
    assert np.abs(values.astype(int) - whole(image, task)).max() <= tolerance
    assert {band.dpi for band in bands} == {size.dpi}
    known = sr.enlarge(image, task, compare=()).agreement["sr"]
    assert told.agreement.mean == pytest.approx(known.mean, rel=1e-3)
    assert told.shape_text == size.text


def test_a_reduction_is_not_measured() -> None:
    task = sr.Task("bicubic", 1, size=sr.Size(70, 36))
    told, values = written(PHOTO, task)
    np.testing.assert_array_equal(values, whole(PHOTO, task))
    assert np.isnan(told.agreement.mean)


@pytest.mark.usefixtures("low_bands")
def test_a_part_is_that_of_the_whole_picture() -> None:
    task = sr.Task("bicubic", 4, part=sr.Part(11, 7, 100, 50))
    told, values = written(PHOTO, task)
    np.testing.assert_array_equal(values, whole(PHOTO, task))
    assert told.shape_text == "200 x 400"


def test_a_small_picture_is_one_band() -> None:
    small = sr.DecodedImage(smooth_picture(5, 3))
    told, values = written(small, sr.Task("edsr-lite-x4", 4))
    assert plan_bands(small, told.task) == [[sr.Part(0, 0, 5, 3)]]
    np.testing.assert_array_equal(values, whole(small, told.task))


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize("kind", KINDS)
def test_evidence_is_that_of_the_whole(kind: str) -> None:
    image, task = KINDS[kind], sr.Task("bicubic", 4)
    told, _ = written(image, task)
    known = sr.enlarge(image, task, compare=())
    assert told.agreement.mean == pytest.approx(known.agreement["sr"].mean)
    assert told.agreement.largest == known.agreement["sr"].largest
    assert told.provenance == sr.Provenance.of(known)


@pytest.mark.usefixtures("low_bands")
def test_temperatures_keep_every_bit_and_every_gap() -> None:
    celsius = 20 + PHOTO.pixels[..., :1].astype(np.float32) / 16
    celsius[70:] = np.nan
    image = sr.DecodedImage(celsius, unit="degC")
    _, values = written(image, sr.Task("bicubic", 4), "celsius-tiff")
    np.testing.assert_array_equal(values, whole(image, sr.Task("bicubic", 4)))


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize("format", ["values-tiff", "whole-png"])
def test_values_of_a_radiograph_are_those_of_the_whole(format: str) -> None:
    image = decode(cr(131, 67), "a.dcm")
    file = Memory()
    sr.enlarge_into(image, sr.Task("bicubic", 4), format, file)
    about = sr.Provenance.planned(image, sr.Task("bicubic", 4)).about
    assert file.content() == sr.encode(sr.upscale(image, "bicubic", scale=4).image, format, about)


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize("method", ["bicubic", "edsr-lite-x4"])
def test_a_dicom_file_of_a_radiograph_is_written_in_bands(method: str) -> None:
    data = cr(131, 67)
    image, file = decode(data, "a.dcm"), Memory()
    told = sr.enlarge_into(image, sr.Task(method, 4), "dicom", file, source=data)
    written, whole = pydicom.dcmread(io.BytesIO(file.content())), sr.upscale(image, method, scale=4).image
    assert np.abs(written.pixel_array - whole.pixels[..., 0]).max() <= 16 * (method != "bicubic")  # a level of 8 bits
    assert (written.Rows, written.Columns, written.BitsStored) == (524, 268, 12)
    assert list(written.ImagerPixelSpacing) == [0.05, 0.05]
    assert method in written.DerivationDescription
    assert str(written.get("PatientName", "")) == ""
    assert told.sha256 == hashlib.sha256(file.content()).hexdigest()


@pytest.mark.parametrize(
    ("part", "source", "message"),
    [
        (sr.Part(0, 0, 40, 40), cr(131, 67), "is made of the whole picture by a whole scale"),
        (None, b"no DICOM", "the source cannot be read again"),
        (None, cr(99, 67), "needs 268 x 396 pixels, found 268 x 524"),
    ],
)
def test_a_dicom_file_of_anything_else_is_refused(part: sr.Part | None, source: bytes, message: str) -> None:
    task = sr.Task("bicubic", 4, part=part)
    with pytest.raises(sr.EncodeError, match=message):
        sr.enlarge_into(decode(cr(131, 67), "a.dcm"), task, "dicom", Memory(), source=source)


def test_memory_does_not_grow_with_the_height(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        """A sink that keeps nothing."""

        def write(self, data: bytes) -> None:
            pass

        def rewrite(self, offset: int, data: bytes) -> None:
            pass

    monkeypatch.setattr(written_file, "BAND_BYTES", 2**21)
    most = {}
    for height in (400, 1600):
        image = sr.DecodedImage(np.resize(smooth_picture(100, 100), (height, 100, 3)))
        tracemalloc.start()
        sr.enlarge_into(image, sr.Task("bicubic", 4), "tiff", Nowhere())
        most[height] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most[1600] < 1.1 * most[400]


def test_bands_of_a_path_are_made_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    image, task = sr.DecodedImage(smooth_picture(80, 300)), sr.Task("srcnn-x2+srcnn-x2", 4)
    monkeypatch.setattr(written_file, "BAND_BYTES", 16 * 3 * 300 * 60)
    assert [len(parts) > 1 for parts in plan_bands(image, task)] == [True, True]
    _, values = written(image, task)
    assert np.abs(values.astype(int) - whole(image, task)).max() <= 1


@pytest.mark.parametrize(
    ("method", "scale", "width", "most"),
    [
        ("edsr-lite-x4", 4, 2500, 1.05),
        ("edsr-lite-x4", 4, 8064, 1.15),
        ("rdn-x4", 4, 2500, 1.05),
        ("edsr-x2+edsr-x2", 4, 2500, 1.15),
    ],
)
def test_margins_cost_little(method: str, scale: int, width: int, most: float) -> None:
    image = sr.DecodedImage(np.broadcast_to(np.zeros(1, np.uint8), (2500, width, 3)))
    bands = plan_bands(image, sr.Task(method, scale))
    parts = [part for parts in bands for part in parts]
    assert sum(part.height * part.width for part in parts) == 2500 * width

    def work(height: int, width: int) -> int:
        return sum(step.work for step in plan_steps(path_cards(method), height, width, sr.UpscaleOptions()))

    reach = path_reach(method, sr.UpscaleOptions())
    windows = [part.widen(reach, image) for part in parts]
    assert len(bands) > 1
    assert len({(window.height, window.width) for window in windows}) <= 4
    assert sum(work(window.height, window.width) for window in windows) < most * work(2500, width)


class StoppedError(Exception):
    """What ends a run."""


@pytest.mark.parametrize("format", ["png", "tiff"])
@pytest.mark.usefixtures("low_bands")
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, format: str) -> None:
    def stop(stage: sr.Stage) -> None:
        if stage.share > 0.5:
            raise StoppedError

    target = tmp_path / "larger"
    target.write_text("what was there")
    with pytest.raises(StoppedError), whole_file(target) as file:
        sr.enlarge_into(PHOTO, sr.Task("bicubic", 4), format, file, on_stage=stop)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["what was there"]


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_a_sink_that_is_full_ends_the_run(format: str) -> None:
    class Full(Memory):
        """A sink that takes no more than its start."""

        def write(self, data: bytes) -> None:
            if len(self.content()) > 20_000:
                raise StoppedError
            super().write(data)

    with pytest.raises(StoppedError):
        sr.enlarge_into(PHOTO, sr.Task("bicubic", 4), format, Full())


@pytest.mark.usefixtures("low_bands")
def test_progress_and_bands_go_from_nothing_to_all() -> None:
    stages: list[sr.Stage] = []
    bands: list[sr.DecodedImage] = []
    task = sr.Task("srcnn-x2+srcnn-x2", 4)
    sr.enlarge_into(PHOTO, task, "png", Memory(), on_stage=stages.append, on_band=bands.append)
    shares = [stage.share for stage in stages]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert stages[-1].progress is not None
    assert stages[-1].progress.done == stages[-1].progress.total
    np.testing.assert_array_equal(np.concatenate([band.pixels for band in bands]), written(PHOTO, task)[1])


@pytest.mark.usefixtures("low_bands")
@pytest.mark.parametrize(
    "task", [sr.Task("lanczos", 4), sr.Task("bicubic", 4, part=sr.Part(9, 5, 100, 50), size=sr.Size(300, 150))]
)
def test_bicubic_of_each_band_is_that_of_the_whole(task: sr.Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_file, "_COMPARED_ROWS", 37)
    bands: list[sr.DecodedImage] = []
    sr.enlarge_into(PHOTO, task, "png", Memory(), on_bicubic=bands.append)
    expected = whole(PHOTO, dataclasses.replace(task, method="bicubic"))
    np.testing.assert_array_equal(np.concatenate([band.pixels for band in bands]), expected)


@pytest.mark.parametrize(
    ("task", "format", "message"),
    [
        (sr.Task("bicubic", 4), "webp", "webp files are made in memory as a whole, up to 67 megapixels; use png, tiff"),
        (sr.Task("bicubic", 4), "celsius-tiff", "holds temperatures, this file would hold pictures"),
        (sr.Task("bicubic", 4, degradation=sr.Degradation(scale=4)), "png", "a test compares whole pictures"),
        (sr.Task("bicubic", 4, options=sr.UpscaleOptions(keep_measured=1.0)), "png", "enforced on a whole result"),
        (sr.Task("edsr-lite-x4", 4, size=sr.Size(900, 400)), "png", "makes at most 268 x 524 of 67 x 131 pixels"),
    ],
)
def test_what_needs_the_whole_in_memory_is_refused(task: sr.Task, format: str, message: str) -> None:
    with pytest.raises(sr.SRError, match=message):
        sr.enlarge_into(PHOTO, task, format, Memory())


def test_a_result_of_too_many_pixels_is_refused() -> None:
    huge = sr.DecodedImage(np.broadcast_to(np.zeros(1, np.uint8), (8000, 8000, 3)))
    with pytest.raises(sr.EngineError, match="x8 of 8000 x 8000 makes 4,096 megapixels, above the limit of 2,147"):
        sr.enlarge_into(huge, sr.Task("bicubic", 8), "png", Memory())
