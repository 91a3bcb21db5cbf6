"""What each page does with a file of every kind, as a table: where it opens, as what, or why it is refused.

    python -m tests.bench.doors

The files are made here; HEIC needs the package pillow-heif.
"""

import gzip
import sys
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo
from pages.ui.shell.frame import PAGES
from pages.ui.shell.state import Shell
from pages.ui.thermal.thermogram import Thermal
from pages.ui.xray.radiograph import Xray

from ..support.dicom_file import dicom_bytes, dicom_dataset, ramp
from ..support.flir_file import COUNTS, frame, radiometric
from ..support.heif_file import avif_file, heic_file
from ..support.made_files import pillow_file, tiff_file, zip_file
from ..support.pictures import png, smooth_picture
from ..support.radiographs import cr
from ..support.unread_thermograms import RADIOMETRIC
from ..support.visitor import kept_by, open_page

BROUGHT_TO = ("Enlarge", "Compare", "Thermal", "X-ray")
PIXELS = smooth_picture(60, 80)
CELSIUS = np.linspace(20, 35, 60 * 80, dtype=np.float32).reshape(60, 80)


def pictures() -> Iterator[tuple[str, bytes]]:
    """Yield photographs in every format, under right, wrong and no names."""
    photo = Image.fromarray(PIXELS)
    turned = Image.Exif()
    turned[0x0112] = 6
    jpeg = pillow_file(photo, "JPEG", quality=90)
    yield "photo.png", png(PIXELS)
    yield "grey, 16 bit.png", png(np.arange(4800, dtype=np.uint16).reshape(60, 80))
    yield "palette.png", pillow_file(photo.convert("P"), "PNG")
    yield "transparent.png", pillow_file(photo.convert("RGBA"), "PNG")
    yield "photo.jpg", jpeg
    yield "photo.jfif", jpeg
    yield "photo", jpeg
    yield "a JPEG called.png", jpeg
    yield "progressive.jpg", pillow_file(photo, "JPEG", progressive=True)
    yield "cmyk.jpg", pillow_file(photo.convert("CMYK"), "JPEG")
    yield "turned.jpg", pillow_file(photo, "JPEG", exif=turned.tobytes())
    yield "quality 30.jpg", pillow_file(photo, "JPEG", quality=30)
    yield "photo.webp", pillow_file(photo, "WEBP", lossless=True)
    yield "photo.bmp", pillow_file(photo, "BMP")
    yield "moving.gif", pillow_file(photo, "GIF", save_all=True, append_images=[photo.rotate(90)])
    yield "photo.tif", tiff_file(PIXELS)
    yield "big.tif", tiff_file(PIXELS, bigtiff=True)
    yield "16 bit.tif", tiff_file(PIXELS.astype(np.uint16) * 257)
    yield "IMG_0001.HEIC", heic_file(PIXELS)
    yield "a HEIC called.jpg", heic_file(PIXELS)
    yield "photo.avif", avif_file(PIXELS)
    yield "photo.jp2", pillow_file(photo, "JPEG2000")
    yield "one pixel.png", png(PIXELS[:1, :1])
    yield "phone, 12 megapixels.jpg", pillow_file(photo.resize((4000, 3000)), "JPEG")
    yield "phone, 48 megapixels.jpg", pillow_file(photo.resize((8064, 6048)), "JPEG")


def measured() -> Iterator[tuple[str, bytes]]:
    """Yield thermograms, tables and radiographs."""
    image = sr.DecodedImage(CELSIUS[..., None], unit="degC")
    rows = "\n".join(",".join(f"{value:.2f}" for value in row) for row in CELSIUS)
    german = rows.replace(",", ";").replace(".", ",")
    yield "celsius.tif", sr.encode(image, "celsius-tiff")
    yield "centikelvin.tif", sr.encode(image, "centikelvin-tiff")
    yield "celsius.csv", sr.encode(image, "csv")
    yield "without a unit.csv", rows.encode()
    yield "semicolons.txt", ("degC\n" + german).encode()
    yield "floats.tif", tiff_file(CELSIUS)
    yield "flir.jpg", radiometric()
    yield "recording.seq", frame(COUNTS) + frame(COUNTS)
    yield "packed.csq", frame(COUNTS, coding="jpeg-ls") + frame(COUNTS, coding="jpeg-ls")
    for name in ("DJI M30T",):
        yield f"{name}.jpg", RADIOMETRIC[name][1]
    yield "IM0001", cr()
    yield "chest.dcm", cr()
    yield "a DICOM called.jpg", cr()
    yield "inverted.dcm", dicom_bytes(dicom_dataset(ramp(60, 80), PhotometricInterpretation="MONOCHROME1"))


def others() -> Iterator[tuple[str, bytes]]:
    """Yield archives, damaged files and kinds that are not read."""
    whole = png(PIXELS)
    yield "photos.zip", zip_file(a=whole, b=whole)
    yield "study.zip", zip_file(IM1=cr(), IM2=cr())
    yield "study with a letter.zip", zip_file(**{"IM1": cr(), "letter.txt": b"Dear colleague,"})
    yield "tables.zip", zip_file(**{"leg.csv": sr.encode(sr.DecodedImage(CELSIUS[..., None], unit="degC"), "csv")})
    yield "nothing.zip", zip_file(**{"readme.txt": b"hello"})
    yield "cut.zip", zip_file(a=whole)[:-30]
    yield "cut.png", whole[: len(whole) // 2]
    yield "cut.jpg", pillow_file(Image.fromarray(PIXELS), "JPEG")[:900]
    yield "empty.png", b""
    yield "letter.txt", b"Dear colleague,\nplease find the films enclosed.\n"
    yield "letter.pdf", b"%PDF-1.7\n"
    yield "drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "film.mp4", b"\0\0\0\x18ftypisom" + bytes(40)
    yield "photo.jxl", b"\xff\x0a" + bytes(40)
    yield "raw.cr2", b"II*\0\x10\0\0\0CR\2\0" + bytes(40)
    yield "icon.ico", b"\0\0\1\0" + bytes(40)
    yield "volume.nii.gz", gzip.compress(bytes(400))
    yield "camera.is2", zip_file(**{"Images/Main/IR.data": b"x"})
    yield "camera.fff", b"FFF\0" + bytes(60)
    yield "page.html", b"<!doctype html><html></html>"
    yield "noise.bin", np.random.default_rng(0).bytes(400)


def outcome(page: str, name: str, data: bytes) -> str:
    """Bring a file to a page, and say where it was opened and as what, or with which sentence it was refused."""
    at = open_page("home.py")
    if page != "Enlarge":
        at.switch_page(PAGES[page]).run()
    at.file_uploader[0].set_value([(name, data, "application/octet-stream")]).run(timeout=120)
    if at.exception:
        return f"**fault**: {at.exception[0].value}"
    where = kept_by(at, Shell).page.replace("Enlarge a picture", "Enlarge")
    shown = SHOWN[where](at)
    said = at.error[0].value if at.error else at.warning[0].value if at.warning else ""
    text = shown or said.replace("\\", "").replace("\u2060", "") or "**nothing said**"
    return text if where == page else f"{where}: {text}"


def _photo(at: AppTest) -> str:
    picture = kept_by(at, Photo).picture
    return f"{picture.image.shape_text}, {picture.image.bit_depth} bit" if picture and not at.error else ""


def _thermal(at: AppTest) -> str:
    here = kept_by(at, Thermal)
    if here.asked:
        return "asks for the unit"
    return f"{here.thermogram.image.shape_text}, °C" if here.thermogram else ""


def _xray(at: AppTest) -> str:
    found = kept_by(at, Xray).radiograph
    return f"{found.image.shape_text}, {found.image.unit or 'grey levels'}" if found else ""


SHOWN: dict[str, Callable[[AppTest], str]] = {"Enlarge": _photo, "Compare": _photo, "Thermal": _thermal, "X-ray": _xray}
"""Page -> what it shows; "" for nothing."""


def main() -> int:
    """Print the table."""
    print(f"| file | {' | '.join(BROUGHT_TO)} |\n|---|{'---|' * len(BROUGHT_TO)}")
    for name, data in (*pictures(), *measured(), *others()):
        print(f"| {name} | {' | '.join(outcome(page, name, data) for page in BROUGHT_TO)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
