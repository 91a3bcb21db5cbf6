"""A bundle's result is made again from its picture, and what is not the same is said with its reason."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import sr_core as sr
from sr_core.checkpoints import store
from sr_core.errors import EngineError, SRError
from sr_core.trust.verify import Change, compare

from ..support.pictures import smooth_picture
from ..support.radiographs import cr

RGB = smooth_picture(40, 48)


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


PHOTO = png(RGB)
CLEAR = png(np.dstack((RGB, smooth_picture(40, 48, seed=2)[..., 0])))
TABLE = ("\n".join(";".join(f"{v:.2f}" for v in row) for row in 20 + RGB[..., 0] / 16)).encode()
CHEST = cr(40, 48, 2)
TINY = "edsr-tiny-x2"
ENSEMBLE, KEPT = sr.UpscaleOptions(self_ensemble=True), sr.UpscaleOptions(keep_measured=0.6)
RUNS: dict[str, tuple[bytes, dict, sr.Task]] = {
    "whole": (PHOTO, {}, sr.Task(TINY, 2)),
    "part": (PHOTO, {}, sr.Task(TINY, 2, part=sr.Part(5, 7, 20, 22))),
    "size": (PHOTO, {}, sr.Task(TINY, 2, size=sr.Size(60, 72, dpi=300))),
    "path": (PHOTO, {}, sr.Task(f"{TINY}+{TINY}", 4)),
    "kept": (PHOTO, {}, sr.Task(TINY, 2, options=KEPT)),
    "ensemble": (PHOTO, {}, sr.Task(TINY, 2, options=ENSEMBLE)),
    "torch": (PHOTO, {}, sr.Task(TINY, 2, options=sr.UpscaleOptions(engine="torch"))),
    "test": (PHOTO, {}, sr.Task(TINY, 2, sr.Degradation(scale=2, noise_sigma=4, jpeg_quality=60, seed=9))),
    "alpha": (CLEAR, {}, sr.Task(TINY, 2)),
    "alpha, opaque part": (
        png(np.dstack((RGB, np.where(np.arange(48) < 24, 255, 9)[None].repeat(40, 0).astype(np.uint8)))),
        {},
        sr.Task("bicubic", 2, part=sr.Part(0, 0, 10, 10)),
    ),
    "interpolation": (PHOTO, {}, sr.Task("lanczos", 3)),
    "degC": (TABLE, {"unit": "degC"}, sr.Task(TINY, 2, options=sr.UpscaleOptions(keep_measured=0.05))),
    "dicom": (CHEST, {"frame": 1}, sr.Task(TINY, 2)),
    "dicom part": (CHEST, {"frame": 1}, sr.Task(TINY, 2, part=sr.Part(3, 4, 30, 30))),
    "as picture": (CHEST, {"as_picture": True}, sr.Task(TINY, 2)),
    "16 bit": (png(RGB[..., 0].astype(np.uint16) * 256), {}, sr.Task(TINY, 2)),
}


@pytest.fixture(autouse=True)
def network(tiny_checkpoint: str) -> None:
    """The tiny checkpoint, which every run here uses."""


def bundle(run: str = "whole", **more: object) -> bytes:
    data, how, task = RUNS[run]
    return sr.write_bundle(sr.enlarge(sr.decode(data, "Sekret-Doe-Jane", **how), task), **more)


@pytest.mark.parametrize("run", RUNS)
def test_result_is_made_again_with_the_same_bytes(run: str) -> None:
    found = sr.verify(bundle(run), RUNS[run][0])
    assert (found.problems, found.same, found.made_again, found.change) == ((), True, True, None)
    assert "The result was made again with the same bytes: all " in found.checked[-1]


@pytest.mark.parametrize("run", ["whole", "test", "degC", "dicom", "alpha"])
def test_bundle_alone_is_checked_and_says_what_is_not(run: str) -> None:
    data = bundle(run)
    assert data == bundle(run)
    found = sr.verify(data)
    assert (found.same, found.made_again, len(found.checked)) == (True, False, 1)
    assert found.unchecked[0].startswith("Whether this result was made from the picture")
    assert b"Sekret" not in data
    assert b"Secret" not in data


def test_input_that_is_another_is_told() -> None:
    found = sr.verify(bundle(), png(255 - RGB))
    assert (found.same, found.made_again) == (False, False)
    assert found.problems[0].startswith(
        "This is not the picture that the result was made from: found 48 x 40 pixels of"
    )


def test_picture_that_pages_turned_grey_or_made_smaller_is_recognised() -> None:
    image = sr.decode(PHOTO, "a.png")
    for changed in (sr.to_grey(image)[0], sr.shrink_to_detail(image, sr.measure_condition(image, PHOTO))):
        data = sr.write_bundle(sr.enlarge(changed, sr.Task("bicubic", 2)))
        assert sr.verify(data, PHOTO).same


def rewritten(data: bytes, name: str, change: Callable[[dict], None]) -> bytes:
    """A bundle whose JSON was changed, with a list that agrees with it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    table = json.loads(files[name])
    change(table)
    files[name] = json.dumps(table).encode()
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()
    return zipped(files)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["weights"].update({TINY: "0" * 64}), "with other weights: sha256 begins "),
        (lambda t: t.update(precision="bfloat16"), "another precision: float32, in the bundle bfloat16"),
        (lambda t: t["versions"].update(numpy="1.0"), "another version of numpy: "),
        (lambda t: t["versions"].update({"honest-pixels": "9"}), "another version of honest-pixels: 0.1.0, in the"),
    ],
)
def test_what_is_another_is_named_even_where_the_result_is_the_same(change: Callable[[dict], None], said: str) -> None:
    found = sr.verify(rewritten(bundle(), "settings.json", change), PHOTO)
    assert found.same
    assert any(said in text for text in found.checked)


def test_part_beyond_the_picture_is_refused() -> None:
    beyond = rewritten(bundle("part"), "settings.json", lambda t: t["task"]["part"].update(left=-5))
    with pytest.raises(SRError, match="expected a part inside the picture, found rows 6 to 25 and columns -4 to 17"):
        sr.verify(beyond, PHOTO)


def test_other_weights_are_named_where_the_result_differs() -> None:
    data = bundle()
    other = rewritten(data, "settings.json", lambda t: t["task"].update(method="lanczos"))
    found = sr.verify(other, PHOTO)
    assert (found.same, found.made_again) == (False, True)
    assert found.change.of == 80 * 96 * 3
    assert found.problems[0].startswith("The result that was made again is not the same: the largest difference is ")
    assert any(f"a network {TINY} with other weights" in text for text in found.problems)


def test_network_that_is_not_installed_is_one_sentence() -> None:
    data = bundle()
    store.use_models(store.models_folder().parent)
    with pytest.raises(SRError, match=TINY):
        sr.verify(data, PHOTO)
    assert TINY in sr.verify(data).unchecked[-1]


def test_difference_says_where() -> None:
    image = sr.DecodedImage(RGB)
    pixels = RGB.copy()
    pixels[3, 5, 0] += 2
    pixels[9, 4] += 1
    found = compare(replace(image, pixels=pixels), image)
    assert found == Change(4, RGB.size, 2.0, pixels=2, top=4, bottom=10, left=5, right=6)
    assert compare(image, image) is None


def test_missing_values_are_compared() -> None:
    celsius = RGB[..., :1].astype(np.float32)
    gaps = celsius.copy()
    gaps[0, 0] = np.nan
    image, other = (sr.DecodedImage(values, unit="degC") for values in (celsius, gaps))
    assert compare(other, other) is None
    found = compare(image, other)
    assert (found.values, np.isnan(found.largest)) == (1, True)


def test_results_of_other_sizes_are_not_compared() -> None:
    with pytest.raises(EngineError, match="does not belong to this result"):
        compare(sr.DecodedImage(RGB), sr.DecodedImage(RGB[1:]))
