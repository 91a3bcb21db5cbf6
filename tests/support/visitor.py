"""Someone who brings something to each page: files with names, fields and pixels that one can recognise."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from .dicom_file import dicom_bytes, dicom_dataset
from .pictures import smooth_picture

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Visit:
    """One file at one page."""

    page: str
    """Script."""
    upload: str
    """Name of the upload field, without its round."""
    file_name: str
    """Of the upload."""
    data: bytes
    """Of the upload."""
    run: str
    """Key of the button that starts the work."""
    method: Callable[[AppTest], object]
    """Chooses the quickest method, so that no checkpoint is needed."""


def visits(name: str, field: str, seed: int = 0) -> list[Visit]:
    """Return one visit per upload field of the app.

    Args:
        name: put into every file name.
        field: put into every field of a file that names somebody, or is shown; at most 16 characters.
        seed: of the pixels.
    """
    photo = _png(smooth_picture(96, 120, seed=seed), field)
    return [
        Visit("home.py", "home_upload", f"{name}.png", photo, "home_run", _photo_method),
        Visit("pages/2_Benchmark.py", "benchmark_own_uploads", f"{name}.png", photo, "benchmark_own_run", _own_methods),
        Visit("pages/3_Thermal.py", "thermal_upload", f"{name}.csv", _csv(seed), "thermal_run", _network),
        Visit("pages/4_X-ray.py", "xray_upload", f"{name}.dcm", radiograph(field, seed), "xray_run", _network),
    ]


def radiograph(field: str, seed: int = 0) -> bytes:
    """Write a CR of 128 x 128 pixels whose every free text is `field`."""
    stored = np.random.default_rng(seed).integers(0, 4096, (128, 128)).astype("<u2")
    texts = dict.fromkeys(
        ("PatientName", "PatientID", "StudyDescription", "SeriesDescription", "InstitutionName", "BodyPartExamined"),
        field,
    )
    return dicom_bytes(dicom_dataset(stored, **texts))


def open_page(page: str) -> AppTest:
    """Open a page without a browser."""
    return AppTest.from_file(str(ROOT / page), default_timeout=60).run()


def kept_by(at: AppTest, kind: type[T]) -> T:
    """Return what the session of a page keeps of a type."""
    return at.session_state["_kept"].of(kind)


def texts(at: AppTest) -> str:
    """Return what a page says: captions, text and messages, without the backslashes of Markdown."""
    found = " ".join(e.value for kind in (at.caption, at.markdown, at.error, at.warning, at.info) for e in kind)
    return found.replace("\\", "")


def shared_words(at: AppTest) -> dict[str, str]:
    """Return the words that the page puts into its address in the browser."""
    sent = [json.loads(e.proto.json) for e in at.get("bidi_component") if "address" in e.proto.component_name]
    return {said["name"]: said["word"] for said in sent}


def upload(at: AppTest, name: str, data: bytes) -> AppTest:
    """Put a file into the first upload field of a page."""
    return at.file_uploader[0].set_value([(name, data, "application/octet-stream")]).run()


def bring(at: AppTest, visit: Visit, round: int = 0) -> AppTest:
    """Upload and run."""
    field = at.file_uploader(key=f"{visit.upload}_{round}")
    file = (visit.file_name, visit.data, "application/octet-stream")
    field.set_value([file]).run()
    visit.method(at)
    return at.button(key=visit.run).click().run()


def _photo_method(at: AppTest) -> None:
    at.segmented_control(key="home_scale").set_value(2).run()
    _network(at)


def _network(at: AppTest) -> None:
    next(s for s in at.selectbox if s.label == "Network").set_value("bicubic").run()


def _own_methods(at: AppTest) -> None:
    at.segmented_control(key="benchmark_own_scale").set_value(2).run()
    at.multiselect(key="benchmark_own_methods_2").set_value(["lanczos"]).run()


def _png(pixels: np.ndarray, comment: str) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info, file = PngInfo(), io.BytesIO()
    info.add_text("Comment", comment)
    Image.fromarray(pixels).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def _csv(seed: int) -> bytes:
    celsius = 30 + 5 * np.random.default_rng(seed).random((48, 64))
    return ("degC\n" + "\n".join(",".join(f"{value:.3f}" for value in row) for row in celsius)).encode()
