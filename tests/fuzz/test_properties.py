"""What was written comes back, and no bytes at all make anything but a picture or a sentence."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sr_core.decode import DECODERS, decode
from sr_core.files.signature import FOREIGN, PICTURES

from ..support.heif_file import heic_file
from ..support.made_files import pillow_file, tiff_file
from .outcome import DECODED, REFUSED, outcome_of

# derandomize: the same cases on every machine; `make fuzz` draws others.
QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SIDES = st.integers(1, 40)


@st.composite
def pictures(draw: st.DrawFn, *, channels: tuple[int, ...], types: tuple[type, ...] = (np.uint8,)) -> np.ndarray:
    """(H, W) or (H, W, C) noise with long runs in it, as real pictures have."""
    height, width, depth = draw(SIDES), draw(SIDES), draw(st.sampled_from(channels))
    dtype, seed, run = draw(st.sampled_from(types)), draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 9))
    rng = np.random.default_rng(seed)
    values = rng.integers(0, np.iinfo(dtype).max + 1, (height, -(-width // run), depth)).astype(dtype)
    found = np.repeat(values, run, axis=1)[:, :width]
    return found[..., 0] if depth == 1 else found


def same(data: bytes, values: np.ndarray) -> None:
    """Assert that a file holds these values: grey, RGB, or either with alpha."""
    image = decode(data, "p", as_picture=True)
    colours = values[..., None] if values.ndim == 2 else values[..., : 1 if values.shape[2] < 3 else 3]
    np.testing.assert_array_equal(image.pixels, colours)
    if values.ndim == 3 and values.shape[2] in (2, 4):
        opaque = np.full(values.shape[:2], np.iinfo(values.dtype).max, values.dtype)
        np.testing.assert_array_equal(opaque if image.alpha is None else image.alpha, values[..., -1])


@QUICK
@given(pictures(channels=(1, 2, 3, 4)), st.booleans())
def test_png_comes_back(values: np.ndarray, optimize: bool) -> None:
    same(pillow_file(Image.fromarray(values), "PNG", optimize=optimize), values)


@QUICK
@given(pictures(channels=(3, 4)))
def test_lossless_webp_comes_back(values: np.ndarray) -> None:
    same(pillow_file(Image.fromarray(values), "WEBP", lossless=True, exact=True), values)


@QUICK
@given(pictures(channels=(1, 3)))
def test_bmp_comes_back(values: np.ndarray) -> None:
    same(pillow_file(Image.fromarray(values), "BMP"), values)


@QUICK
@given(pictures(channels=(1,)), st.booleans())
def test_gif_comes_back(values: np.ndarray, interlace: bool) -> None:
    same(pillow_file(Image.fromarray(values), "GIF", interlace=interlace), values)


@QUICK
@given(
    pictures(channels=(1, 2, 3, 4), types=(np.uint8, np.uint16)),
    st.sampled_from([None, "lzw", "deflate", "packbits", "zstd", "lzma"]),
    st.sampled_from([{}, {"tile": (16, 32)}, {"rowsperstrip": 3}]),
    st.sampled_from("<>"),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_tiff_comes_back(
    values: np.ndarray, compression: str | None, layout: dict, order: str, planar: bool, predictor: bool, big: bool
) -> None:
    colours = values.ndim == 3 and values.shape[2] > 2
    options: dict[str, object] = {"photometric": "rgb" if colours else "minisblack", **layout}
    if values.ndim == 3:
        options["planarconfig"] = "separate" if planar else "contig"
        if values.shape[2] in (2, 4):
            options["extrasamples"] = ["unassalpha"]
    stored = np.moveaxis(values, 2, 0) if planar and values.ndim == 3 else values
    predicted = predictor and compression not in (None, "packbits")
    same(
        tiff_file(stored, compression=compression, predictor=predicted, byteorder=order, bigtiff=big, **options), values
    )


@QUICK
@given(
    st.integers(1, 12), st.integers(2, 12), st.integers(0, 2**32 - 1), st.sampled_from([";", "\t", " ", ","]),
    st.sampled_from([".", ","]), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)  # fmt: skip
def test_table_comes_back(
    height: int, width: int, seed: int, separator: str, mark: str, end: str, encoding: str
) -> None:
    mark = "." if separator == "," else mark
    celsius = np.random.default_rng(seed).uniform(-20, 60, (height, width)).round(3)
    text = end.join(separator.join(f"{cell:.3f}".replace(".", mark) for cell in row) for row in celsius)
    try:
        image = decode(text.encode(encoding), "t.csv", unit="degC")
    except Exception as error:
        assert "expected numbers that can be read in one way" in str(error)  # noqa: PT017 - or it comes back
    else:
        np.testing.assert_allclose(image.pixels[..., 0], celsius, atol=1e-4)


@settings(QUICK, max_examples=300)
@given(st.sampled_from([*FOREIGN, *PICTURES]), st.binary(max_size=300))
def test_any_bytes_behind_a_signature_are_refused_or_decoded(signature: tuple[int, bytes, str], rest: bytes) -> None:
    offset, magic, _ = signature
    assert outcome_of(bytes(offset) + magic + rest) in (DECODED, REFUSED)


@settings(QUICK, max_examples=300)
@given(st.one_of(st.binary(max_size=200), st.text('0123456789.,;-+eE \t\n"naNxC°[]=:', max_size=200).map(str.encode)))
def test_any_bytes_and_any_text_are_refused_or_decoded(data: bytes) -> None:
    assert outcome_of(data) in (DECODED, REFUSED)


@pytest.mark.parametrize("kind", DECODERS)
def test_a_format_is_told_by_content_whatever_the_name(kind: str) -> None:
    values = np.arange(12, dtype=np.uint8).reshape(3, 4)
    if kind == "HEIC":
        data = heic_file(np.dstack([values] * 3))
    else:
        data = pillow_file(Image.fromarray(values), kind.replace(" ", ""))
    assert decode(data, "notes.txt").shape_text == decode(data, "picture.dcm").shape_text == "4 x 3"
