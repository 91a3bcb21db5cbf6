"""Valid files of every format that is decoded, small and of many kinds: what the fuzzer changes."""

import io
import zipfile
from collections.abc import Callable

import imagecodecs
import numpy as np
from PIL import Image
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

from ..support.dicom_file import CT, dicom_bytes, dicom_dataset, ramp
from ..support.flir_file import COUNTS, alignment_record, frame, radiometric, visible_record
from ..support.heif_file import avif_file, heic_file, tiled
from ..support.made_files import noise, pillow_file, png_chunk, png_file, tiff_file
from ..support.pictures import smooth_picture

_RGB = smooth_picture(23, 31)
_GREY = _RGB[..., 0]
_ALPHA = np.dstack([_RGB, _RGB[..., 1]])
_DEEP = smooth_picture(23, 31).astype(np.uint16) * 257
_PROFILE = imagecodecs.cms_profile("adobergb")


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def _animation(kind: str, **options: object) -> bytes:
    frames = [Image.fromarray(np.roll(_RGB, 5 * turn, axis=1)) for turn in range(3)]
    return pillow_file(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def _png() -> list[bytes]:
    palette = Image.fromarray(_RGB).quantize(7)
    named = png_chunk(b"tRNS", b"\0\7")
    return [
        pillow_file(Image.fromarray(_RGB), "PNG", icc_profile=_PROFILE, exif=_exif()),
        pillow_file(Image.fromarray(_ALPHA), "PNG"),
        pillow_file(palette, "PNG", transparency=3),
        pillow_file(Image.fromarray(_RGB).convert("1"), "PNG"),
        imagecodecs.png_encode(_DEEP),
        png_file(noise(9, 5), width=10, depth=4, colour=0, before=named),
        _animation("PNG"),
    ]


def _jpeg() -> list[bytes]:
    colour, cmyk = Image.fromarray(_RGB), Image.fromarray(_RGB).convert("CMYK")
    return [
        pillow_file(colour, "JPEG", exif=_exif(), icc_profile=_PROFILE),
        pillow_file(colour, "JPEG", progressive=True, subsampling=0),
        pillow_file(colour, "JPEG", restart_marker_blocks=2, optimize=True),
        pillow_file(Image.fromarray(_GREY), "JPEG"),
        pillow_file(cmyk, "JPEG"),
    ]


def _webp() -> list[bytes]:
    return [
        pillow_file(Image.fromarray(_RGB), "WEBP", exif=_exif(), icc_profile=_PROFILE),
        pillow_file(Image.fromarray(_ALPHA), "WEBP"),
        pillow_file(Image.fromarray(_ALPHA), "WEBP", lossless=True),
        _animation("WEBP"),
    ]


def _gif() -> list[bytes]:
    return [
        pillow_file(Image.fromarray(_RGB), "GIF"),
        pillow_file(Image.fromarray(_GREY), "GIF", transparency=4, interlace=1),
        _animation("GIF"),
    ]


def _bmp() -> list[bytes]:
    runs = Image.fromarray(np.repeat(np.arange(12, dtype=np.uint8), 40).reshape(12, 40))
    head = b"BM" + bytes(8) + (14 + 108).to_bytes(4, "little") + imagecodecs.bmp_encode(_RGB)[14:54]
    fields = head[:14] + (108).to_bytes(4, "little") + head[18:28] + b"\x10\0\3\0\0\0" + head[34:54]
    masks = np.array([0xF00, 0xF0, 0xF, 0xF000], "<u4").tobytes() + bytes(52)
    return [
        pillow_file(Image.fromarray(_RGB), "BMP"),
        pillow_file(Image.fromarray(_RGB).quantize(16), "BMP"),
        pillow_file(Image.fromarray(_GREY).convert("1"), "BMP"),
        imagecodecs.bmp_encode(np.asarray(runs)),
        fields + masks + noise(23 * 64).tobytes(),
        _rle_bmp(),
    ]


def _rle_bmp() -> bytes:
    """Eight rows of runs, of indices as they are, and of a jump."""
    codes = (b"\5\1\0\4\2\3\4\5\0\0" * 7) + b"\0\2\3\0\6\2\0\0\0\1"
    palette = noise(16, 4).tobytes()
    header = (40).to_bytes(4, "little") + np.array([9, 8], "<i4").tobytes() + b"\1\0\x08\0\1\0\0\0"
    header += np.array([len(codes), 0, 0, 16, 0], "<u4").tobytes()
    start = 14 + len(header) + len(palette)
    return b"BM" + bytes(8) + start.to_bytes(4, "little") + header + palette + codes


def _tiff() -> list[bytes]:
    jpeg = {"photometric": "ycbcr", "compression": "jpeg", "subsampling": (2, 2)}
    return [
        tiff_file(_RGB, photometric="rgb", compression="lzw", predictor=True, tile=(16, 16)),
        tiff_file(
            np.moveaxis(_DEEP, 2, 0), photometric="rgb", compression="deflate", planarconfig="separate", byteorder=">"
        ),
        tiff_file(_ALPHA, photometric="rgb", extrasamples=["assocalpha"], bigtiff=True, rowsperstrip=5),
        tiff_file(smooth_picture(32, 32), tile=(16, 16), **jpeg),
        tiff_file(_GREY, photometric="palette", colormap=noise(3, 256, dtype=np.uint16), compression="packbits"),
        tiff_file(_GREY.astype(np.float32), description="unit=degC", compression="zstd", predictor=True),
        tiff_file(np.stack([_GREY] * 3), photometric="miniswhite", compression="lzma"),
        tiff_file(_DEEP[..., 0] >> 4, bitspersample=12, iccprofile=_PROFILE),
        pillow_file(Image.fromarray(_GREY).convert("1"), "TIFF", compression="group4"),
        pillow_file(Image.fromarray(_GREY).convert("1"), "TIFF", compression="group3"),
        pillow_file(Image.fromarray(_RGB).convert("CMYK"), "TIFF", compression="tiff_lzw"),
    ]


def _dicom() -> list[bytes]:
    grey = ramp()
    colour = np.ascontiguousarray(_RGB)
    shallow = {"BitsStored": 12, "HighBit": 11}
    return [
        dicom_bytes(dicom_dataset(grey, WindowCenter="500", WindowWidth="900")),
        dicom_bytes(dicom_dataset(grey, CT), ImplicitVRLittleEndian),
        dicom_bytes(dicom_dataset(grey), ExplicitVRBigEndian),
        dicom_bytes(dicom_dataset(colour)),
        dicom_bytes(dicom_dataset(np.stack([grey] * 3))),
        dicom_bytes(
            dicom_dataset(_GREY), UID("1.2.840.10008.1.2.4.50"), frames=[pillow_file(Image.fromarray(_GREY), "JPEG")]
        ),
        dicom_bytes(
            dicom_dataset(grey, **shallow), UID("1.2.840.10008.1.2.4.80"), frames=[imagecodecs.jpegls_encode(grey)]
        ),
        dicom_bytes(
            dicom_dataset(grey, **shallow),
            UID("1.2.840.10008.1.2.4.90"),
            frames=[imagecodecs.jpeg2k_encode(grey, codecformat="j2k", reversible=True)],
        ),
    ]


def _table() -> list[bytes]:
    celsius = 30.0 + _GREY / 20.0
    rows = [[f"{value:.2f}" for value in row] for row in celsius]
    plain = "\n".join(";".join(row) for row in rows)
    points = [f"{x},{y},{cell}" for y, row in enumerate(rows) for x, cell in enumerate(row)]
    return [
        ("Unit: K\n" + plain).encode(),
        ("Temperature [F]\n" + plain.replace(";", "\t")).encode("utf-16"),
        ("T in °C\n" + plain.replace(".", ",")).encode("latin-1"),
        ("degC\nx," + ",".join(map(str, range(31))) + "\n" + plain.replace(";", ",")).encode(),
        "\r\n".join(" ".join(f"{cell}°C" for cell in row) for row in rows).encode(),
        (
            "Grad Celsius\n" + "\n".join(",".join(f'"{cell}"'.replace(".", ",") for cell in row) for row in rows)
        ).encode(),
        ("Image 1;" + plain.replace("\n", "\n;") + "\n\nTemperatureinheit;°F\nMax;36,5\n").encode("utf-16-le"),
        "\n".join(["x,y,T_C", *points]).encode(),
    ]


def _zip() -> list[bytes]:
    found = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as made:
            made.writestr("set/ü.png", pillow_file(Image.fromarray(_GREY), "PNG"))
            made.writestr("b.csv", b"degC\n" + b"30.5;31.5\n" * 9)
        found.append(buffer.getvalue())
    return found


def _heic() -> list[bytes]:
    square = np.ascontiguousarray(smooth_picture(64, 64))
    return [
        heic_file(square, exif=_exif().tobytes(), icc_profile=_PROFILE),
        heic_file(square, quality=60, chroma=420),
        heic_file(np.dstack([square, square[..., 0]])),
        heic_file(square.astype(np.uint16) * 257),
        tiled([heic_file(square, quality=50)] * 4, 2, (101, 99), 64, (b"irot", b"\3"), (b"imir", b"\0")),
    ]


def _avif() -> list[bytes]:
    square = np.ascontiguousarray(smooth_picture(64, 64))
    return [
        pillow_file(Image.fromarray(_RGB), "AVIF", exif=_exif(), icc_profile=_PROFILE),
        pillow_file(Image.fromarray(_ALPHA), "AVIF", quality=90),
        avif_file(_GREY),
        avif_file(_DEEP >> 6, bitspersample=10),
        _animation("AVIF"),
        tiled([avif_file(square)] * 4, 2, (101, 99), 64),
    ]


def _jpeg2000() -> list[bytes]:
    return [
        imagecodecs.jpeg2k_encode(_RGB, reversible=True),
        imagecodecs.jpeg2k_encode(_GREY, level=40, codecformat="j2k"),
        imagecodecs.jpeg2k_encode(_DEEP >> 4, reversible=True, bitspersample=12),
        pillow_file(Image.fromarray(_ALPHA), "JPEG2000", tile_size=(16, 16)),
        pillow_file(Image.fromarray(_RGB).convert("YCbCr"), "JPEG2000", quality_layers=[20, 5, 1], irreversible=True),
    ]


def _visible() -> list[bytes]:
    alignment = alignment_record(1.5, 3, -2)
    return [
        radiometric(more={0x0E: visible_record(pillow_file(Image.fromarray(_RGB), kind), 31, 23), 0x2A: alignment})
        for kind in ("PNG", "JPEG")
    ]


SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "FLIR JPEG": lambda: [radiometric(), radiometric(piece=3000)],
    "FLIR recording": lambda: [2 * frame(COUNTS, coding=coding) for coding in ("raw", "png", "jpeg-ls")],
    "FLIR visible": _visible,
    "WebP": _webp,
    "GIF": _gif,
    "BMP": _bmp,
    "TIFF": _tiff,
    "HEIC": _heic,
    "AVIF": _avif,
    "JPEG 2000": _jpeg2000,
    "DICOM": _dicom,
    "table": _table,
    "ZIP": _zip,
}
"""Format -> what makes its files; a file of each kind in it can be decoded."""
