"""Radiometric JPEGs of makers whose temperatures this app cannot read: recognised by content and named.

Source: exiftool's tables of JPEG segments (DJI ThermalParams, ThermalParams2 and 3, InfiRay IJPEG).
"""

from ..files.exif import MAKE, MODEL, read_exif
from ..files.jpeg import segments
from ..files.text import short_label

_APP1, _APP2, _APP3, _APP4 = 0xE1, 0xE2, 0xE3, 0xE4
_LEAD = 80
"""First bytes of a segment that tell its kind."""
_OTHER_APP3 = (b"Meta", b"META", b"Exif", b"Stim", b"_JPSJPS_")
_RAW_BYTES = 30_000
"""Bytes that raw counts take at least: those of the smallest sensors, 160 x 120 in 16 bits, take more."""
_THERMAL_ONLY = (
    "avio", "chauvin arnoux", "flir", "fluke", "guide", "guideir", "hikmicro", "infiray", "infratec", "iray", "irisys",
    "jenoptik", "keysight", "mobir", "nec avio", "nippon avionics", "opgal", "optris", "satir", "seek", "sonel",
    "teledyne flir", "testo", "thermal master", "thermoteknix", "topdon", "trotec", "uni-t", "wuhan guide",
    "workswell", "xinfrared",
)  # fmt: skip
"""First words of EXIF's Make, in small letters, of makers whose pictures are those of thermal cameras."""
_ALSO_THERMAL = ("autel", "dji", "parrot", "skydio", "yuneec")
"""First words of EXIF's Make, in small letters, of makers of drones, whose models tell thermal cameras from others."""
_THERMAL_MODELS = (
    "640t", "cgoet", "e10t", "h20n", "h20t", "h30t", "m2ea", "m30t", "m3t", "m4t", "mavic2-enterprise-advanced",
    "anafi usa", "thermal", "xt2", "xt s", "xts",
)  # fmt: skip
"""Parts of EXIF's Model, in small letters, that thermal cameras of those makers have."""
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_INFRARED_XMP = (b"InfraredCamera", b"ThermalCamera", b"http://ns.flir.com/xmp/", b"drone-parrot:Thermal")
_PROGRAMS = {
    "DJI": "the DJI Thermal Analysis Tool or the DJI Thermal SDK",
    "InfiRay": "the camera's own program",
}
EXPORT = "export them as TIFF or CSV with"


def radiometric_maker(data: bytes) -> str:
    """Return the maker of a JPEG that certainly holds raw data of a thermal camera, other than FLIR's; empty otherwise.

    Raises:
        DecodeError: for a JPEG that ends before its pixels.
    """
    make, raw = "", 0
    for marker, start, end in segments(data):
        body = data[start + 4 : min(end, start + 4 + _LEAD)]
        if marker == _APP1 and body.startswith(b"Exif\0\0"):
            make = make or read_exif(data[start + 4 : end]).texts.get(MAKE, "")
        elif marker == _APP2 and body[4:10] == b"IJPEG\0":
            return "InfiRay"
        elif marker == _APP3 and not body.startswith(_OTHER_APP3):
            raw += end - start
        elif marker == _APP4 and _is_dji(body, make):
            return "DJI"
    return "DJI" if make == "DJI" and raw > _RAW_BYTES else ""


def _is_dji(body: bytes, make: str) -> bool:
    """Tell the parameters of DJI's thermal cameras: of the XT and H20T, of the M30T, of the M3T."""
    if body.startswith(b"\xaa\x55\x12\x06") or body[32:36] == b"\xaa\x55\x38\0":
        return True
    return make == "DJI" and b"\x2c\x01\x20\0" in (body[32:36], body[64:68])


def unread_temperatures(data: bytes) -> str:
    """Return a sentence if a JPEG holds, or may hold, temperatures that this app cannot read, else an empty text.

    Raises:
        DecodeError: for a JPEG that ends before its pixels.
    """
    if maker := radiometric_maker(data):
        return (
            f"This is a radiometric JPEG of {maker}, whose temperatures this app cannot read: "
            f"{EXPORT} {program_of(maker)} and open that."
        )
    camera = _thermal_camera(data)
    if not camera:
        return ""
    return (
        f"This picture was made by a thermal camera ({camera}). If it holds temperatures, this app cannot read them: "
        f"{EXPORT} the camera's own program and open that."
    )


def program_of(maker: str) -> str:
    """Return the program that exports the temperatures of a maker that `radiometric_maker` names."""
    return _PROGRAMS.get(maker, "the camera's own program")


def _thermal_camera(data: bytes) -> str:
    """Return make and model of a picture that EXIF or XMP ascribe to a thermal camera; empty for any other."""
    make = model = ""
    infrared = False
    for marker, start, end in segments(data):
        if marker == _APP1 and data.startswith(b"Exif\0\0", start + 4):
            texts = read_exif(data[start + 4 : end]).texts
            make, model = texts.get(MAKE, ""), texts.get(MODEL, "")
        elif marker == _APP1 and data.startswith(_XMP, start + 4):
            body = data[start + 4 : end]
            infrared = infrared or any(sign in body for sign in _INFRARED_XMP)
    maker, name = f"{make.lower()} ", model.lower()
    only = any(maker.startswith((f"{known} ", f"{known}-")) for known in _THERMAL_ONLY)
    also = maker.startswith(_ALSO_THERMAL) and any(part in name for part in _THERMAL_MODELS)
    if infrared or only or also:
        return short_label(f"{make} {model.removeprefix(make)}", "of a maker that the file does not name")
    return ""
