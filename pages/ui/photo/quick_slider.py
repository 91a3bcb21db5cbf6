"""The quick slider: the pip package `streamlit-image-comparison` behind one safe adapter.

What the package (0.0.4) does wrong, and what is done about it here:

* loads script and style from a CDN, so it is blank offline -> both are inlined from `vendor/juxtapose/`,
  and a content security policy lets the frame make no request at all;
* pastes labels and pictures unescaped into a script -> they are escaped and travel as data; the scripts are always
  the same three, and the policies of the frame and of the page around it name them by their hashes;
* sends the pictures as JPEG -> PNG, lossless;
* writes them to `./temp`, which all users share, unless `in_memory` is set -> it always is;
* sets `PIL.Image.MAX_IMAGE_PIXELS = None` for the process, and swaps channels of small arrays
  -> its image reader is not used;
* renders with a deprecated call and 5 % too low -> `st.iframe` with the picture's height;
* gives the slider no name for screen readers, tells no value but that of the keyboard, and does not follow a resize
  -> mended by a few lines of script;
* keeps its height where the page is narrow -> the frame keeps the pictures' shape.

It has no zoom and scales the pictures to its width. Where pixels matter, use `pages.ui.viewer.viewer`.
"""

import base64
import hashlib
import html
import io
import json
import math
import re
import threading
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import sr_core as sr

if TYPE_CHECKING:
    from PIL import Image

_VENDOR = Path(__file__).parent / "vendor" / "juxtapose"
_CDN = "https://cdn.knightlab.com/libs/juxtapose/latest"
_CDN_STYLE = f'<link rel="stylesheet" href="{_CDN}/css/juxtapose.css">'
_CDN_SCRIPT = f'<script src="{_CDN}/js/juxtapose.min.js"></script>'
_PACKAGE_HEIGHT_SHARE = 0.95
_OWN_STYLE = """body { margin: 0 } a.jx-knightlab { display: none } .jx-label:focus-visible { outline: 2px solid #fff }
.jx-slider { touch-action: pan-y } .jx-label { max-width: 44vw; overflow: hidden; text-overflow: ellipsis }
.jx-left .jx-label, .jx-right .jx-label { white-space: nowrap }"""
# JuxtaposeJS builds the slider when both pictures are loaded; on a resize it measures the size that it set itself.
_MEND = """
addEventListener("resize", () => document.querySelector("#foo").removeAttribute("style"));
new MutationObserver((_, watch) => {
  const labels = [...document.querySelectorAll(".jx-label")];
  if (labels.length < 2) return;
  watch.disconnect();
  const names = labels.map((label) => label.textContent);
  document.querySelectorAll(".jx-image img").forEach((image, index) => { image.alt = names[index]; });
  labels.forEach((label) => label.setAttribute("role", "button"));
  const controller = document.querySelector(".jx-controller"), handle = document.querySelector(".jx-handle");
  controller.setAttribute("aria-label", `Divider between ${names[0]} and ${names[1]}`);
  const tell = () => controller.setAttribute("aria-valuenow", Math.round(parseFloat(handle.style.left)));
  new MutationObserver(tell).observe(handle, { attributeFilter: ["style"] });
}).observe(document.documentElement, { childList: true, subtree: true });
"""
# This does what the package's script does, which is a new script for every pair of pictures.
_START = """
const pair = JSON.parse(document.querySelector("#pair").textContent);
const options = { animate: true, showLabels: true, showCredits: true, startingPosition: "50%", makeResponsive: true };
new juxtapose.JXSlider("#foo", pair, options);
"""
_PAIR = r".*?src: '([^']*)',\s*label: '([^']*)',"
_PACKAGE_SCRIPT = re.compile(rf"<script>\s*slider = {_PAIR}{_PAIR}.*?</script>", re.S)
_import_lock = threading.Lock()


def quick_slider(
    left: sr.DecodedImage, right: sr.DecodedImage, *, left_label: str, right_label: str, width: int = 700
) -> None:
    """Show two pictures under a slider, scaled to `width`.

    Args:
        left: grey or colours of 8 bits, opaque.
        right: another one of the same size.
        left_label: name in the left corner, shown as plain text.
        right_label: name in the right corner.
        width: in CSS pixels; a narrower page shows less.

    Raises:
        ValueError: if a picture has more bits or is transparent, or the sizes differ.
    """
    for name, image in (("left", left), ("right", right)):
        if image.bit_depth != 8 or image.alpha is not None:
            raise ValueError(f"{name} needs to be opaque and of 8 bits, got {image.bit_depth} bits of {image.name!r}")
    if left.shape_text != right.shape_text:
        raise ValueError(f"both pictures need one size, got {left.shape_text} and {right.shape_text}")
    _package().image_comparison(
        img1=left,
        img2=right,
        label1=_script_text(left_label),
        label2=_script_text(right_label),
        width=width,
        in_memory=True,
    )


@cache
def _package() -> Any:
    """Import the package once and replace its parts; the import itself must not lift Pillow's size limit."""
    from PIL import Image

    with _import_lock:
        limit = Image.MAX_IMAGE_PIXELS
        try:
            import streamlit_image_comparison as package
        finally:
            Image.MAX_IMAGE_PIXELS = limit
        package.components = SimpleNamespace(html=_render)
        package.read_image_as_pil = _pillow
        package.pillow_to_base64 = _png_url
    return package


def _pillow(image: sr.DecodedImage) -> "Image.Image":
    from PIL import Image

    return Image.fromarray(image.pixels if image.channels == 3 else image.pixels[..., 0])


def _png_url(image: "Image.Image") -> str:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _script_text(label: str) -> str:
    """Escape for a quoted string inside a script element: no quote, angle bracket or line end stays as it is."""
    text = json.dumps(label)[1:-1]  # ASCII only, so U+2028 and U+2029 are escaped too
    for character in "'<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _render(markup: str, *, height: int, width: int) -> None:
    """Stand in for `components.html` of the package."""
    import streamlit as st

    full = math.ceil(height / _PACKAGE_HEIGHT_SHARE)
    # On a narrower page the frame keeps the shape of the pictures, with nothing above or below them.
    st.html(
        f"<style>.st-key-frame_slider iframe {{ width: 100% !important; max-width: {width}px; height: auto !important; "
        f"aspect-ratio: {width} / {full} }}</style>"
    )
    with st.container(key="frame_slider"):
        st.iframe(_document(markup), width=width, height=full, alt="Picture slider")


def _document(markup: str) -> str:
    """Make the package's fragment a document that needs no other host; the same markup gives the same document."""
    package_script = _PACKAGE_SCRIPT.search(markup)
    if _CDN_STYLE not in markup or _CDN_SCRIPT not in markup or package_script is None:
        raise RuntimeError("streamlit-image-comparison changed its markup; this adapter is for version 0.0.4")
    script, style = _vendored()
    body = markup.replace(_CDN_STYLE, f"<style>{style}{_OWN_STYLE}</style>")
    body = body.replace(_CDN_SCRIPT, f"<script>{script}</script><script>{_MEND}</script>")
    one, one_label, two, two_label = package_script.groups()
    pair = f'[{{"src":"{one}","label":"{one_label}"}},{{"src":"{two}","label":"{two_label}"}}]'
    start = f'<script id="pair" type="application/json">{pair}</script><script>{_START}</script>'
    body = body.replace(package_script[0], start)
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {' '.join(script_sources())}"
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
    return f'<!doctype html><html lang="en"><head>{head}<title>Picture slider</title></head><body>{body}</body></html>'


@cache
def script_sources() -> tuple[str, ...]:
    """Return the scripts of the frame as a content security policy names them: 'sha256-...'."""
    digests = (hashlib.sha256(script.encode()).digest() for script in (_vendored()[0], _MEND, _START))
    return tuple(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)


@cache
def _vendored() -> tuple[str, str]:
    """Script and style of JuxtaposeJS, without the two addresses the script names (a link and a Flickr look-up)."""
    script = (_VENDOR / "juxtapose.min.js").read_text(encoding="utf-8")
    for address in ("https://api.flickr.com", "http://juxtapose.knightlab.com"):
        script = script.replace(address, "")
    return script, (_VENDOR / "juxtapose.css").read_text(encoding="utf-8")
