"""The X-ray page without a browser."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pydicom
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.shell.text import plain
from pages.ui.xray.fitness import unlike
from pages.ui.xray.radiograph import Radiograph, Xray

from ..support.pictures import png, smooth_picture
from ..support.radiographs import cr
from ..support.visitor import kept_by, texts, upload
from ..support.zoo import write_checkpoint

ROOT = Path(__file__).resolve().parents[2]
PAGE = str(ROOT / "pages" / "4_X-ray.py")


@pytest.fixture
def page(tiny_checkpoint: str) -> AppTest:
    """The page; networks other than a random one are out of sight."""
    return AppTest.from_file(PAGE, default_timeout=60).run()


@pytest.fixture
def two(page: AppTest) -> AppTest:
    """The page at scale 2."""
    return page.segmented_control(key="xray_scale").set_value(2).run()


def choose(at: AppTest, method: str) -> AppTest:
    return next(s for s in at.selectbox if s.label == "Network").set_value(method).run()


def run(at: AppTest) -> AppTest:
    return at.button(key="xray_run").click().run()


def outcome(at: AppTest):
    assert not at.exception
    assert not at.error
    return kept_by(at, Xray).outcome


def table(at: AppTest, column: str) -> list[dict]:
    """Rows of the first table that has the column."""
    return next(d.value for d in at.dataframe if column in d.value.columns).to_dict("records")


def test_first_screen_offers_the_simulated_chest_and_says_so(page: AppTest) -> None:
    assert not page.exception
    assert "computed from formulas, without a patient and without a detector" in texts(page)
    assert texts(page).count("not a medical device") == 1


def test_values_of_a_tiff_are_described_and_enlarged_as_values(two: AppTest) -> None:
    data = cr(Modality="CT", RescaleSlope="1", RescaleIntercept="-1024", RescaleType="HU")
    tiff = sr.encode(sr.decode(data, "a.dcm"), "values-tiff")
    at = upload(two, "a.tif", tiff)
    assert "80 x 96 pixels, values \N{MINUS SIGN}256 to 3056 HU" in texts(at)
    assert outcome(run(choose(at, "bicubic"))).made.result.image.unit == "HU"


def test_dicom_is_described_with_its_spacing_and_without_its_patient(page: AppTest) -> None:
    at = upload(page, "a.dcm", cr())
    assert not at.exception
    assert "80 x 96 pixels, CR, CHEST, 12 bit" in texts(at)
    assert "One pixel is 0.2 mm (Imager Pixel Spacing, at the detector)" in texts(at)
    assert "very small: 80 x 96 pixels are enlarged" in texts(at)
    assert "Secret" not in texts(at)


def test_dicom_is_enlarged_in_its_own_values_and_millimetres(two: AppTest) -> None:
    at = run(choose(upload(two, "a.dcm", cr()), "bicubic"))
    found = outcome(at)
    expected = sr.upscale(sr.decode(cr(), "a.dcm"), "bicubic", scale=2).image.pixels
    np.testing.assert_array_equal(found.result.image.pixels, expected)
    assert found.result.image.spacing.row_mm == pytest.approx(0.1)
    assert "There is no original to compare with, so PSNR and SSIM cannot be computed" in texts(at)


def test_test_mode_scores_beside_bicubic_and_lanczos_with_its_protocol(two: AppTest) -> None:
    at = two.segmented_control(key="xray_mode").set_value("test").run()
    at = run(choose(upload(at, "a.dcm", cr()), "edsr-tiny-x2"))
    found = outcome(at)
    rows = table(at, "PSNR, dB")
    assert [row["Method"] for row in rows] == ["Tiny x2", "Bicubic", "Lanczos"]
    hr = sr.decode(cr(), "a.dcm")
    bicubic = sr.upscale(sr.degrade(hr, sr.Degradation(scale=2)), "bicubic", scale=2).image
    assert rows[1]["PSNR, dB"] == f"{sr.score(bicubic, hr)[0].value:.2f}"
    assert "shrunk by bicubic 2× and enlarged again; grey values, 2 px border removed" in texts(at)
    assert found.result.image.spacing.row_mm == pytest.approx(0.2)  # of the radiograph, whose size the result has
    assert not [b for b in at.get("download_button") if "DICOM" in str(b) and "report" not in str(b)]


def test_enforcing_the_input_says_what_it_took_and_gave(two: AppTest) -> None:
    at = choose(upload(two, "a.dcm", cr()), "edsr-tiny-x2")
    at.toggle(key="xray_keep").set_value(True).run()
    at = run(at)
    correction = outcome(at).result.correction
    assert correction.mismatch_after <= 0.5 < correction.mismatch_before
    assert "within the tolerance of 0.5" in texts(at)


def test_small_values_bright_are_enlarged_as_their_negative(two: AppTest) -> None:
    pictures = []
    for photometric in ("MONOCHROME2", "MONOCHROME1"):
        data = cr(PhotometricInterpretation=photometric)
        at = run(choose(upload(two, f"{photometric}.dcm", data), "edsr-tiny-x2"))
        pictures.append((sr.decode(data, "a.dcm"), outcome(at).result.image.pixels))
    image, inverse = pictures[1]
    negative = sr.upscale(sr.DecodedImage(-image.pixels, unit="US"), "edsr-tiny-x2").image.pixels
    np.testing.assert_array_equal(inverse, np.rint(-negative))
    assert not np.array_equal(inverse, pictures[0][1])


def test_frame_slider_takes_another_frame(two: AppTest) -> None:
    data = cr(frames=3)
    at = upload(two, "cine.dcm", data)
    at = next(s for s in at.slider if s.label == "Frame").set_value(3).run()
    assert not at.exception
    assert "The file has 3 frames. Only the chosen one" in texts(at)
    np.testing.assert_array_equal(kept_by(at, Xray).radiograph.image.pixels, sr.decode(data, "x", frame=2).pixels)


def test_header_is_closed_and_identity_asks_twice(page: AppTest) -> None:
    at = upload(page, "a.dcm", cr())
    assert not [d for d in at.dataframe if "Tag" in d.value.columns]
    at = next(t for t in at.toggle if t.label == "Show the DICOM header").set_value(True).run()
    assert "Secret" not in str(table(at, "Tag"))
    at = next(t for t in at.toggle if t.label == "Show fields that identify the patient").set_value(True).run()
    assert "Secret^Patient" in str(table(at, "Tag"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"Modality": "CT"}, "a slice of a body (CT)"),
        ({"Modality": "US"}, "the modality US, which is not an X-ray projection"),
        ({"Modality": "XA"}, "another kind of X-ray (XA, angiography)"),
        ({"BodyPartExamined": "HAND"}, "another body part (HAND)"),
        ({}, "very small: 80 x 96 pixels are enlarged"),
    ],
)
def test_header_unlike_the_training_is_warned_of(changes: dict, sentence: str) -> None:
    data = cr(**changes)
    said = " ".join(unlike(Radiograph(sr.decode(data, "a.dcm"), "", data)))
    assert sentence in said or plain(sentence) in said


def test_pixels_unlike_a_chest_are_warned_of_where_the_header_says_nothing(page: AppTest) -> None:
    chest = sr.to_8_bit(sr.default_display(sr.decode(sr.chest.chest_dicom(256), "chest.dcm"))).pixels[..., 0]
    sentence = "not those of an upright frontal chest"
    assert sentence not in texts(upload(page, "chest.png", png(chest)))
    assert sentence in texts(upload(page, "turned.png", png(chest[::-1])))


def test_colour_photograph_and_noise_are_warned_of(page: AppTest) -> None:
    rng = np.random.default_rng(0)
    at = upload(page, "cat.png", png(smooth_picture(160, 160)))
    assert "a photograph or a screenshot in colours" in texts(at)
    noisy = np.clip(smooth_picture(160, 160)[..., 0] + rng.normal(0, 30, (160, 160)), 0, 255).astype(np.uint8)
    assert "noisier than nearly all" in texts(upload(page, "noise.png", png(noisy)))


def test_slice_without_a_header_is_warned_of(page: AppTest) -> None:
    rows, columns = np.mgrid[-1:1:200j, -1:1:200j]
    body = np.where(np.hypot(rows / 0.8, columns / 0.7) < 1, smooth_picture(200, 200)[..., 0] // 2 + 60, 0)
    assert "It may show another body part or a slice" in texts(upload(page, "slice.png", png(body.astype(np.uint8))))


def test_colour_dicom_says_that_its_result_is_a_picture(two: AppTest) -> None:
    table = np.arange(4096, dtype="<u2") * 16
    palette = {}
    for colour in ("Red", "Green", "Blue"):
        palette[f"{colour}PaletteColorLookupTableDescriptor"] = [4096, 0, 16]
        palette[f"{colour}PaletteColorLookupTableData"] = table.tobytes()
    at = upload(two, "a.dcm", cr(PhotometricInterpretation="PALETTE COLOR", **palette))
    at = run(choose(at, "bicubic"))
    assert "its result is a picture and not a DICOM file" in texts(at)
    assert not at.exception


def test_simulated_chest_is_like_the_training(page: AppTest) -> None:
    at = page.button(key="xray_phantom").click().run()
    assert "differs from the training pictures" not in texts(at)
    assert "It shows no patient and comes from no detector" in texts(at)


def test_simulated_chest_tells_which_nodules_are_kept(two: AppTest) -> None:
    at = run(choose(two.button(key="xray_phantom").click().run(), "edsr-tiny-x2"))
    found = outcome(at)
    rows = table(at, "Invented")
    assert [row["Method"] for row in rows] == ["Tiny x2", "Bicubic", "Lanczos"]
    for row in rows:
        assert sum(row[name] for name in ("Kept", "Only in the result", "Lost", "Hidden by noise")) == 24
    assert found.reference is not None
    assert "Errors against the known truth" in texts(at)
    assert len(at.get("plotly_chart")) == 3


def test_simulated_chest_of_a_test_is_shrunk_to_256(two: AppTest) -> None:
    at = two.segmented_control(key="xray_mode").set_value("test").run()
    at = run(choose(at.button(key="xray_phantom").click().run(), "bicubic"))
    assert outcome(at).lr.shape_text == "256 x 256"
    assert outcome(at).nodules


def test_generated_detail_is_off_by_default_and_marked(tiny_checkpoint: str) -> None:
    write_checkpoint("gan-xray-x4", title="GAN", purpose="Chest X-ray", objective="appearance")
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    assert "GAN" not in str(next(s for s in at.selectbox if s.label == "Network").options)
    at = at.toggle(key="xray_generated").set_value(True).run()
    assert "GAN · invents detail · Chest X-ray" in next(s for s in at.selectbox if s.label == "Network").options


def test_networks_for_chests_come_first(tiny_checkpoint: str) -> None:
    write_checkpoint("photo-x4", title="Photo", purpose="Photographs")
    write_checkpoint("chest-x4", title="Chest", purpose="Chest X-ray")
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    assert next(s for s in at.selectbox if s.label == "Network").value == "chest-x4"


@pytest.mark.parametrize(("name", "data"), [("empty.dcm", b""), ("notes.txt", b"Dear diary"), ("cut.dcm", cr()[:400])])
def test_bad_upload_is_one_sentence_and_clears_the_stage(two: AppTest, name: str, data: bytes) -> None:
    at = run(choose(upload(two, "a.dcm", cr()), "bicubic"))
    at = upload(at, name, data)
    assert not at.exception
    assert len(at.error) == 1
    assert kept_by(at, Xray).radiograph is None
    assert kept_by(at, Xray).outcome is None
    assert not at.dataframe


def test_derived_dicom_is_deidentified_unless_kept(two: AppTest) -> None:
    from pages.ui.xray.downloads import _derived

    at = run(choose(upload(two, "a.dcm", cr()), "bicubic"))
    radiograph, found = kept_by(at, Xray).radiograph, outcome(at)
    for keep in (False, True):
        written = pydicom.dcmread(io.BytesIO(_derived(radiograph, found, keep, "none")))
        assert ("Secret" in str(written)) is keep
        assert float(written.ImagerPixelSpacing[0]) == pytest.approx(0.1)
        assert (written.Rows, written.BitsStored) == (192, 12)  # overshoot ends at 4095
    at.toggle(key="xray_identity_kept").set_value(True).run()
    assert "will name the patient" in texts(at)
    assert "does not say whether names or dates are burned" in texts(at)


def test_the_dicom_file_is_compressed_as_chosen(two: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, *_, **__: made.update({label: data}))
    at = run(choose(upload(two, "a.dcm", cr()), "bicubic"))
    assert at.segmented_control(key="xray_compression").value == "none"
    at.segmented_control(key="xray_compression").set_value("jpeg-ls").run()
    assert not at.exception
    written = pydicom.dcmread(io.BytesIO(made["DICOM"]()))
    assert written.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.80"


def test_no_download_is_named_after_the_file(two: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    monkeypatch.setattr("streamlit.download_button", lambda label, data, name, *_, **__: names.append(name))
    at = run(choose(upload(two, "Secret-Patient.dcm", cr()), "bicubic"))
    at.toggle(key="xray_identity_kept").set_value(True).run()
    run(choose(upload(at, "Secret-Patient.png", png(smooth_picture(64, 64)[..., 0])), "bicubic"))
    assert {name.rsplit(".")[-1] for name in names} == {"dcm", "json", "pdf", "png", "tiff", "zip"}
    assert all(name.startswith("radiograph_bicubic-x2_") for name in names)


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"RescaleSlope": "1", "RescaleIntercept": "-1024"}, False),
        ({"RescaleSlope": "0.3", "RescaleIntercept": "0"}, False),
        ({"PixelPaddingValue": 0}, True),
    ],
)
def test_16_bit_files_are_offered_for_whole_values_that_fit(two: AppTest, changes: dict, fits: bool) -> None:
    at = run(choose(upload(two, "a.dcm", cr(**changes)), "bicubic"))
    labels = [button.label for button in at.get("download_button")]
    assert ("PNG, 16 bit" in labels, "TIFF, 16 bit" in labels) == (fits, fits)
    assert ("holds whole numbers from 0 to 65535 only" in texts(at)) is not fits


def test_large_files_are_not_compressed_again_by_the_server() -> None:
    from starlette.middleware.gzip import GZipMiddleware

    from pages.ui.xray.downloads import _AS_IT_IS

    sent = []

    async def app(scope: object, receive: object, send: Callable) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", _AS_IT_IS.encode())]})
        await send({"type": "http.response.body", "body": bytes(100_000)})

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"accept-encoding", b"gzip")]}
    with ThreadPoolExecutor() as pool:  # browser tests leave a loop running in the main thread
        pool.submit(lambda: asyncio.run(GZipMiddleware(app)(scope, None, send))).result()
    assert sent[1]["body"] == bytes(100_000)


def test_ruler_reads_one_length_on_input_and_result(two: AppTest) -> None:
    at = upload(two, "a.dcm", cr())
    digest = kept_by(at, Xray).radiograph.digest
    kept_by(at, Xray).regions_place = f"{digest} whole"
    kept_by(at, Xray).regions = [sr.Region("line", 0.25, 0.5, 0.75, 0.5, "L1")]
    assert "L1: 8.0 mm" in texts(at.run())  # half of 80 columns of 0.2 mm
    at = run(choose(at, "bicubic"))
    assert texts(at).count("8.0 mm") == 1
    assert "Imager Pixel Spacing, at the detector" in texts(at)


def test_ruler_reads_pixels_where_there_is_no_spacing(two: AppTest) -> None:
    at = upload(two, "a.png", png(smooth_picture(64, 64)[..., 0]))
    kept_by(at, Xray).regions_place = f"{kept_by(at, Xray).radiograph.digest} whole"
    kept_by(at, Xray).regions = [sr.Region("line", 0.0, 0.0, 1.0, 0.0, "L1")]
    assert "L1: 64.0 pixels of the input" in texts(at.run())
    assert "no pixel spacing" in texts(at)


def test_every_view_is_drawn(two: AppTest) -> None:
    at = run(choose(upload(two, "a.dcm", cr()), "edsr-tiny-x2"))
    for view in ("Change over bicubic", "Consistency", "Lanczos", "Input pixels"):
        next(c for c in at.segmented_control if c.label == "Compare with").set_value(view).run()
        assert not at.exception, view


def test_large_result_is_shown_in_parts_that_equal_the_whole(two: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    import pages.ui.xray.look as part
    import pages.ui.xray.radiograph as radiograph

    whole = outcome(run(choose(upload(two, "a.dcm", cr()), "edsr-tiny-x2")))
    monkeypatch.setattr(part, "VIEW_PIXELS", 1000)
    monkeypatch.setattr(radiograph, "MAX_PIXELS", 1000)
    kept_by(two, Xray).outcome = None
    at = run(two)
    found = outcome(at)
    assert "too many to show at once" in texts(at)
    assert not found.made.compared
    window = sr.Part(20, 10, 30, 40)
    for side in ("sr", "bicubic", "lanczos", "input"):
        np.testing.assert_allclose(found.cut(side, window).pixels, whole.cut(side, window).pixels, atol=1e-3)


def test_forget_drops_everything(two: AppTest) -> None:
    at = run(choose(upload(two, "a.dcm", cr()), "bicubic")).button(key="xray_forget").click().run()
    assert not kept_by(at, Xray).radiograph
    assert not kept_by(at, Xray).outcome


def test_too_small_a_radiograph_is_one_sentence(two: AppTest) -> None:
    at = run(upload(two, "dot.dcm", cr(4, 4)))
    assert not at.exception
    assert "at least 8 x 8 pixels" in at.error[0].value.replace("\\", "")
