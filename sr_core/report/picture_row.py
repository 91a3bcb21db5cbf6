"""Pictures beside each other on a page, with their names, regions, scale bars, colour keys and captions."""

import io
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from ..image.palettes import palette_colours, scale_ticks
from ..image.regions import Region
from .report import ColourKey, ReportPicture
from .typeface import BOLD, CAPTION, INK, NAME, QUIET, REGULAR
from .wording import bar_length, bar_text, number

BETWEEN = 6 * mm
"""Space between two pictures."""
_JPEG = 92
"""JPEG quality of colours; grey and painted values are lossless."""
_KEY = 3 * mm
"""Height of the bar of a colour key."""
_SHORT = 2
"""Letters of a unit that stands beside the last number of a key; a longer one stands in the caption."""


class PictureRow(Flowable):  # type: ignore[misc]
    """A row of pictures of one width and one height, which it does not divide between pages."""

    def __init__(self, pictures: tuple[ReportPicture, ...], *, columns: int, tallest: float) -> None:
        """Take the pictures.

        Args:
            pictures: at most `columns` of them.
            columns: pictures for which the width is divided.
            tallest: most points of a picture's height; a taller one is drawn smaller.
        """
        super().__init__()
        self.pictures, self.columns, self.tallest = pictures, columns, tallest

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Measure the row; see `Flowable`."""
        self.width = width
        self._column = (width - BETWEEN * (self.columns - 1)) / self.columns
        self._sizes = [self._fit(picture) for picture in self.pictures]
        self._names = [_paragraph(picture.title, NAME, self._column) for picture in self.pictures]
        self._captions = [_paragraph(picture.caption, CAPTION, self._column) for picture in self.pictures]
        self._top = max(size for _, size in self._names) + 1.5 * mm
        self._keys = [_KEY + 5 * mm if picture.key else 0.0 for picture in self.pictures]
        below = (
            size[1] + key + caption
            for size, key, (_, caption) in zip(self._sizes, self._keys, self._captions, strict=True)
        )
        self.height = self._top + max(below) + 1.5 * mm
        return width, self.height

    def draw(self) -> None:
        """Draw the row; see `Flowable`."""
        for n, picture in enumerate(self.pictures):
            left, (wide, tall) = n * (self._column + BETWEEN), self._sizes[n]
            name, size = self._names[n]
            name.drawOn(self.canv, left, self.height - size)
            bottom = self.height - self._top - tall
            self.canv.drawImage(_reader(picture), left, bottom, wide, tall)
            self._over(picture, left, bottom, wide, tall)
            below = bottom - 1.5 * mm
            if picture.key is not None:
                _draw_key(self.canv, picture.key, left, below - _KEY, max(wide, self._column / 2))
            text, size = self._captions[n]
            text.drawOn(self.canv, left, below - self._keys[n] - size)

    def _fit(self, picture: ReportPicture) -> tuple[float, float]:
        height, width = picture.pixels.shape[:2]
        wide = self._column
        tall = wide * height * picture.aspect / width
        shrunk = min(1.0, self.tallest / tall)
        return wide * shrunk, tall * shrunk

    def _over(self, picture: ReportPicture, left: float, bottom: float, wide: float, tall: float) -> None:
        canvas = self.canv
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(left, bottom, wide, tall)
        canvas.clipPath(clip, stroke=0)
        for region in picture.regions:
            _draw_region(canvas, region, left, bottom, wide, tall)
        if picture.width_mm is not None:
            _draw_scale(canvas, picture.width_mm, left, bottom, wide)
        canvas.restoreState()


def _paragraph(text: str, style: object, width: float) -> tuple[Paragraph, float]:
    found = Paragraph(escape(text), style)
    return found, found.wrap(width, 1e6)[1]


def _reader(picture: ReportPicture) -> ImageReader:
    pixels = picture.pixels
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    data = io.BytesIO()
    if pixels.shape[2] == 3 and picture.key is None:
        image.save(data, "JPEG", quality=_JPEG, subsampling=0)
    else:
        image.save(data, "PNG", compress_level=1)
    data.seek(0)
    return ImageReader(data)


def _draw_region(canvas: Canvas, region: Region, left: float, bottom: float, wide: float, tall: float) -> None:
    x0, x1 = (left + share * wide for share in (region.x0, region.x1))
    y0, y1 = (bottom + (1 - share) * tall for share in (region.y0, region.y1))
    for colour, stroke in ((black, 1.8), (white, 0.7)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(stroke)
        if region.kind == "line":
            canvas.line(x0, y0, x1, y1)
        elif region.kind == "spot":
            canvas.line(x0 - 3, y0, x0 + 3, y0)
            canvas.line(x0, y0 - 3, x0, y0 + 3)
        elif region.kind == "ellipse":
            canvas.ellipse(x0, y0, x1, y1)
        else:
            canvas.rect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
    width = stringWidth(region.label, BOLD, 7)
    across = max(left + 1.5, min(min(x0, x1), left + wide - width - 1.5))
    up = max(y0, y1) + 2.5
    if up + 6 > bottom + tall:
        up = max(bottom + 2, min(y0, y1) - 7.5)
    _outlined(canvas, region.label, across, up)


def _outlined(canvas: Canvas, text: str, x: float, y: float) -> None:
    """Write white letters with a dark edge, which show on every picture."""
    canvas.saveState()
    canvas.setFont(BOLD, 7)
    canvas.setStrokeColor(black)
    canvas.setLineWidth(1.8)
    canvas.setLineJoin(1)
    canvas.drawString(x, y, text, mode=1)
    canvas.restoreState()
    canvas.setFont(BOLD, 7)
    canvas.setFillColor(white)
    canvas.drawString(x, y, text)


def _draw_scale(canvas: Canvas, width_mm: float, left: float, bottom: float, wide: float) -> None:
    length = bar_length(width_mm)
    points = length / width_mm * wide
    x, y = left + 4, bottom + 4
    text = bar_text(length)
    canvas.setFillColor(Color(0, 0, 0, 0.62))
    canvas.rect(x - 1, y - 1, max(points, stringWidth(text, BOLD, 7)) + 8, 14, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.rect(x + 3, y + 2, points, 1.6, stroke=0, fill=1)
    canvas.setFont(BOLD, 7)
    canvas.drawString(x + 3, y + 5.5, text)


def _draw_key(canvas: Canvas, key: ColourKey, left: float, bottom: float, wide: float) -> None:
    ramp = np.ascontiguousarray(palette_colours(key.palette)[None])
    data = io.BytesIO()
    Image.fromarray(ramp).save(data, "PNG")
    data.seek(0)
    canvas.drawImage(ImageReader(data), left, bottom, wide, _KEY)
    ticks = scale_ticks(key.low, key.high, 6)
    digits = max(0, int(np.ceil(-np.log10(ticks[1] - ticks[0]) - 1e-9))) if len(ticks) > 1 else 2
    canvas.setFont(REGULAR, 7)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    canvas.setFillColor(QUIET)
    last = left
    for tick in ticks:
        x = left + (tick - key.low) / (key.high - key.low) * wide
        canvas.line(x, bottom, x, bottom - 2)
        text = number(tick, f".{digits}f") + (f" {key.unit}" if tick == ticks[-1] and len(key.unit) <= _SHORT else "")
        width = stringWidth(text, REGULAR, 7)
        begin = min(max(left, x - width / 2), left + wide - width)
        if begin >= last:
            canvas.drawString(begin, bottom - 9, text)
            last = begin + width + 4
