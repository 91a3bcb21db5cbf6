"""Signatures: what a file is, told by its first bytes. Names only choose the files of a folder that are looked at."""

import struct

from .text import wide_encoding

PICTURE_SUFFIXES = (
    *(".avif", ".bmp", ".gif", ".heic", ".heif", ".hif", ".j2c", ".j2k", ".jfif", ".jp2", ".jpc", ".jpe", ".jpeg"),
    *(".jpf", ".jpg", ".jpx", ".jxl", ".png", ".tif", ".tiff", ".webp"),
)
"""Suffixes, lower case, of files in a folder that are taken for pictures. JPEG XL is not read: a folder that holds one
must be told so rather than measured without it."""

TABLE_SUFFIXES = (".csv", ".txt")
"""Suffixes, lower case, of tables of temperatures; many a file of these is none."""

DICOM_SUFFIXES = (".dcm", ".dic", ".dicom", ".ima")
"""Suffixes, lower case, of DICOM files; many have none, and are told by their first bytes."""

PREFIX = 132
"""Bytes of preamble and "DICM" before the first element."""
_FIRST = tuple(struct.pack("<HH", 0x0002, element) for element in (0x0000, 0x0001, 0x0002, 0x0010)) + tuple(
    struct.pack(order + "HH", 0x0008, element)
    for order in "<>"
    for element in (0x0000, 0x0001, 0x0005, 0x0008, 0x0012, 0x0016)
)
"""Tags that a file without preamble begins with."""


def looks_like_dicom(data: bytes) -> bool:
    """Tell a DICOM file by preamble and prefix, or by a first element of group 0002 or 0008 without them."""
    if data[128:PREFIX] == b"DICM":
        return True
    if len(data) < 16 or data[:4] not in _FIRST:
        return False
    return names_vr(data) or struct.unpack_from("<I", data, 4)[0] < 128


def names_vr(head: bytes) -> bool:
    """Tell an element that names its type by two capitals ("explicit VR")."""
    return all(65 <= byte <= 90 for byte in head[4:6])


TEXT = "plain text"
DICOM = "DICOM"
RECORDING = "a FLIR recording"
"""Recording of FLIR (.seq, .csq) or a single frame of one (.fff): temperatures, and no picture that a viewer shows."""
OLD_FLIR = "an old FLIR recording (AFF), which this app cannot read"
IRBIS = "a thermal file of InfraTec or Jenoptik (.irb), which this app cannot read"
FLUKE = "a thermal file of Fluke (.is2), which this app cannot read"
THERMAL = (OLD_FLIR, IRBIS, FLUKE)
"""Files of thermal cameras that are recognised but not read."""
ARCHIVE = "a ZIP archive"
WORKBOOK = "an Excel workbook"

FOREIGN = (
    (132, b"\2\0\0\0UL", "a DICOM file whose first bytes are damaged"),
    (0, b"FFF\0", RECORDING),
    (0, b"AFF\0", OLD_FLIR),
    (0, b"\xffIRB\0", IRBIS),
    (8, b"AVI ", "a video (AVI; a .ravi of Optris is one, too)"),
    (0, b"%PDF", "a PDF document"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"II\xbc", "a JPEG XR picture"),
    (0, b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (0, b"#?RADIANCE", "a Radiance HDR picture"),
    (0, b"\0\0\1\0", "a Windows icon"),
    (0, b"FUJIFILMCCD-RAW", "a camera RAW file"),
    (0, b"IIU\0", "a camera RAW file"),
    (0, b"IIRO", "a camera RAW file"),
    (0, b"IIRS", "a camera RAW file"),
    (8, b"CR\2\0", "a camera RAW file"),
    (4, b"ftypcrx", "a camera RAW file"),
    (0, b"\x1a\x45\xdf\xa3", "a video"),
    (0, b"SIMPLE  =", "a FITS image"),
    (344, b"n+1\0", "a NIfTI volume"),
    (0, b"ZISRAWFILE", "a Zeiss CZI file"),
    (0, b"\x89HDF", "an HDF5 file"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"\x1f\x8b", "a gzip archive"),
)
"""(offset, bytes there, what it is) of kinds named but not read; damaged DICOM first, it may look like a TIFF."""

PICTURES = (
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (8, b"WEBP", "WebP"),
    (0, b"GIF87a", "GIF"),
    (0, b"GIF89a", "GIF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "TIFF"),
    (0, b"MM\0+", "TIFF"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftyphev", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypmsf1", "HEIC"),
    (4, b"ftypavi", "AVIF"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"BM", "BMP"),
)
"""(offset, bytes there, format) of the formats that are decoded. BMP last: two letters may also begin a text."""

_ANY_CODING = (b"mif1", b"msf1")
"""Brands that leave open how a picture is coded; those beside them say it."""


def identify(data: bytes) -> str:
    """Return `DICOM`, a format named in `PICTURES`, or a description such as "a PDF document" of anything else."""
    if looks_like_dicom(data):  # this comes first, since its preamble may look like a TIFF
        return DICOM
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return _zip_kind(data)
    for offset, magic, kind in FOREIGN + PICTURES:
        if data.startswith(magic, offset) and not (kind == "BMP" and _is_text(data)):
            return "AVIF" if kind == "HEIC" and _is_avif(data) else kind
    return _describe(data)


def _is_avif(data: bytes) -> bool:
    """Tell an AVIF whose first brand is one of any coding."""
    others = data[16 : min(int.from_bytes(data[:4]), 256)]
    return data[8:12] in _ANY_CODING and (b"avif" in others or b"avis" in others)


_ZIP_KINDS = (
    (b"Images/Main/IR.data", FLUKE),
    (b"word/document.xml", "a Word document"),
    (b"xl/workbook.xml", WORKBOOK),
    (b"ppt/presentation.xml", "a PowerPoint presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
)
"""Name of a file in a ZIP archive -> what the archive is."""
_ZIP_END = 2**18


def _zip_kind(data: bytes) -> str:
    """Tell documents that are ZIP archives by the files in them, which are listed at the end."""
    ends = data[:256] + data[-_ZIP_END:]
    return next((kind for name, kind in _ZIP_KINDS if name in ends), ARCHIVE)


def _is_text(data: bytes) -> bool:
    head = data[:256]
    if wide := wide_encoding(data[:1024]):
        head = head[: len(head) & ~3].decode(wide, "replace").encode()
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def _describe(data: bytes) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml")) and b"<svg" in head:
        return "an SVG drawing"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if head[:1] == b"p" and head[1:2] in b"1234567" and head[2:3].isspace():
        return "a Netpbm picture"
    if data[4:8] == b"ftyp":
        return "a video"
    if not any(data[:256]):
        return "only zero bytes"
    return TEXT if _is_text(data) else "a file of unknown kind"


def is_text(data: bytes) -> bool:
    """Tell plain text, such as a table or a note, by its content."""
    return identify(data) == TEXT
