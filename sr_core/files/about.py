"""About: what a written file says of how its content was made, and how this program finds it again.

PNG, TIFF and WebP carry it as an XMP packet, whose record can be read without an XML parser; a table carries it in
comment lines. Nothing in it comes from the name or the metadata of an upload.

Source: ISO 16684-1 (XMP); PNG specification, third edition, 11.3.3; TIFF tags 270, 305 and 700; RFC 9649 (WebP).
"""

import base64
import binascii
import html
import json
import re
from dataclasses import dataclass

NOTICE = "Not for diagnostic use."
"""What every file says besides."""
MAX_RECORD = 2**16
"""Largest record that is read, in bytes."""

_NAMESPACE = "urn:honest-pixels:record:1"
_BEGIN, _END = b"<honestpixels:record>", b"</honestpixels:record>"
_LINE = b"# honest-pixels-record: "
_FIRST_LINES = 4096
"""Bytes within which the comment lines of a table stand."""
_METHOD = re.compile(r"[\w.-]{1,60}(?:\+[\w.-]{1,60}){0,2}", re.ASCII)
_LARGEST = 10**6


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of how its content was made."""

    program: str
    """Program and version: "Honest Pixels 0.1.0"."""
    text: str
    """Sentences for people, in ASCII."""
    record: str
    """The same and more as one line of JSON, in ASCII."""
    versions: tuple[str, ...] = ()
    """Program, engine and checksums of networks, for formats that have a place for versions; each up to 64
    characters."""


def xmp_packet(about: About) -> bytes:
    """Return an XMP packet in UTF-8."""
    text, record, program = (html.escape(each) for each in (about.text, about.record, about.program))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:honestpixels="{_NAMESPACE}">'
        f"<xmp:CreatorTool>{program}</xmp:CreatorTool>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>'
        f"{_BEGIN.decode()}{record}{_END.decode()}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def comment_lines(about: About) -> bytes:
    """Return lines for the head of a table, each of which begins with "#".

    The record is in base64, so that no reader takes one of its numbers, or a word such as "scale", for the table's.
    """
    packed = base64.urlsafe_b64encode(about.record.encode("ascii")).rstrip(b"=")
    return b"# " + about.program.encode("ascii") + b": " + about.text.encode("ascii") + b"\n" + _LINE + packed + b"\n"


def find_record(data: bytes) -> str:
    """Return the record that a picture or a table carries; empty if there is none that can be read."""
    begin = data.find(_BEGIN)
    if begin >= 0:
        start = begin + len(_BEGIN)
        end = data.find(_END, start, start + MAX_RECORD)
        return html.unescape(data[start:end].decode("utf-8", "replace")) if end > start else ""
    begin = data.find(_LINE, 0, _FIRST_LINES) if data.startswith(b"#") else -1
    if begin < 0:
        return ""
    start = begin + len(_LINE)
    packed = data[start : start + MAX_RECORD].partition(b"\n")[0].strip()
    try:
        return base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def earlier_enlargement(data: bytes) -> str:
    """Say in one sentence that this program made a picture larger before, by what the file itself says; else empty."""
    record = find_record(data)
    if not record:
        return ""
    try:
        task = json.loads(record)["task"]
        method, scale, size = task["method"], task["scale"], task["size"]
        pixels = None if size is None else (size["width"], size["height"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return ""
    return enlargement_text(method, scale, pixels)


def enlargement_text(method: object, scale: object, size: tuple[object, object] | None = None) -> str:
    """Return that sentence for a method, a scale and a size (width, height); empty for values that are none."""
    if not isinstance(method, str) or not _METHOD.fullmatch(method):
        return ""
    if size is None:
        return f"This picture was already enlarged {scale}x by Honest Pixels ({method})." if _whole(scale) else ""
    if not all(map(_whole, size)):
        return ""
    return f"This picture was already resized to {size[0]} x {size[1]} pixels by Honest Pixels ({method})."


def _whole(number: object) -> bool:
    return type(number) is int and 0 < number < _LARGEST
