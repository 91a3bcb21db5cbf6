"""The adapter around streamlit-image-comparison, without a browser."""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from html import unescape

import numpy as np
import pytest
from PIL import Image

import sr_core as sr
from pages.ui.photo.quick_slider import quick_slider

EVIL = "</script><img src=x onerror=alert(1)>"


@pytest.fixture
def render(monkeypatch: pytest.MonkeyPatch):
    """Return `render(**labels) -> str`, the HTML the page would embed."""

    def render(left_label: str = "Bicubic", right_label: str = "EDSR x4", channels: int = 3) -> str:
        frames: list[str] = []
        monkeypatch.setattr("streamlit.iframe", lambda document, **layout: frames.append(document))
        quick_slider(image(1, channels), image(2, channels), left_label=left_label, right_label=right_label)
        return frames[0]

    return render


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (30, 40, 3), dtype=np.uint8)


def image(seed: int, channels: int = 3) -> sr.DecodedImage:
    return sr.DecodedImage(picture(seed)[..., :channels])


def test_quick_slider_keeps_the_pillow_size_limit(render) -> None:
    limit = Image.MAX_IMAGE_PIXELS
    render()
    assert limit is not None
    assert limit == Image.MAX_IMAGE_PIXELS


def test_quick_slider_names_no_other_host(render) -> None:
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]+", render()) == []


@pytest.mark.parametrize("label", [EVIL, "'; alert(1); '", "\\'; alert(1); //", "a\nb\u2028c", "<!--<script>"])
def test_quick_slider_escapes_labels(render, label: str) -> None:
    html = render(left_label=label)
    pair = re.search(r'<script id="pair" type="application/json">(.*?)</script>', html, re.S).group(1)
    assert html.count("</script>") == render().count("</script>")
    assert not re.search(r"['<>&\n\u2028]", pair)
    assert json.loads(pair)[0]["label"] == label


def test_quick_slider_runs_only_its_own_scripts(render) -> None:
    html = render(left_label=EVIL)
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1))
    scripts = re.findall("<script>(.*?)</script>", html, re.S)
    named = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert re.findall("'sha256-([^']+)'", policy) == named
    assert len(named) == html.count("<script") - 1


def test_quick_slider_sends_the_exact_pixels(render) -> None:
    sent = re.findall(r'"src":"data:image/png;base64,([^"]+)"', render())
    pixels = [np.asarray(Image.open(io.BytesIO(base64.b64decode(text)))) for text in sent]
    assert np.array_equal(pixels, [picture(1), picture(2)])


def test_quick_slider_is_deterministic(render) -> None:
    assert render() == render()


def test_quick_slider_writes_no_file(render, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    render()
    assert list(tmp_path.iterdir()) == []


def test_quick_slider_sends_a_grey_picture_as_it_is(render) -> None:
    sent = re.findall(r'"src":"data:image/png;base64,([^"]+)"', render(channels=1))
    pixels = [np.asarray(Image.open(io.BytesIO(base64.b64decode(text)))) for text in sent]
    assert np.array_equal(pixels, [picture(1)[..., 0], picture(2)[..., 0]])


@pytest.mark.parametrize(
    "other",
    [
        sr.DecodedImage(np.zeros((30, 40, 3), np.uint16)),
        sr.DecodedImage(np.zeros((30, 40, 3), np.uint8), alpha=np.zeros((30, 40), np.uint8)),
    ],
)
def test_quick_slider_rejects_what_it_cannot_show_as_it_is(other: sr.DecodedImage) -> None:
    with pytest.raises(ValueError, match="left needs to be opaque and of 8 bits"):
        quick_slider(other, image(2), left_label="a", right_label="b")


def test_quick_slider_rejects_pictures_of_two_sizes() -> None:
    with pytest.raises(ValueError, match="one size, got 40 x 30 and 20 x 30"):
        quick_slider(image(1), sr.DecodedImage(picture(2)[:, :20]), left_label="a", right_label="b")


def test_quick_slider_imports_the_package_only_when_used() -> None:
    names = "'streamlit_image_comparison' in sys.modules, 'streamlit' in sys.modules"
    code = f"import sys, pages.ui.photo.quick_slider; print({names})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
