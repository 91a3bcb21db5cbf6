"""Typeface of a report: the fonts in `fonts/`, which hold what the standard fonts of PDF lack, and its styles.

Source: "Honest Pixels Sans" is Source Sans 3 (Adobe, SIL Open Font License 1.1) with fewer letters and another name.
"""

from functools import cache
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "HonestPixelsSans", "HonestPixelsSans-SemiBold"
INK, QUIET, RULE, ACCENT = (HexColor(colour) for colour in ("#0a1216", "#4d5b61", "#cfd8dc", "#0f6674"))
AMBER, AMBER_TINT = HexColor("#b4690e"), HexColor("#fdf3e3")


@cache
def load_fonts() -> None:
    """Make the fonts known to reportlab, once for the process. Files are binary: text encoding takes a quarter more."""
    rl_config.useA85 = 0
    folder = Path(__file__).parent / "fonts"
    for name, file in ((REGULAR, "Regular.ttf"), (BOLD, "SemiBold.ttf")):
        pdfmetrics.registerFont(TTFont(name, folder / file))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def _style(name: str, size: float, leading: float, font: str = REGULAR, **more: object) -> ParagraphStyle:
    # Long words, such as a sha256, are broken rather than run over the margin.
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, splitLongWords=1, **more)


TITLE = _style("title", 19, 23, BOLD, textColor=INK, spaceAfter=4)
LEAD = _style("lead", 10, 13.5, textColor=QUIET, spaceAfter=2)
HEADING = _style("heading", 11.5, 14, BOLD, textColor=ACCENT, spaceBefore=11, spaceAfter=4)
BODY = _style("body", 9, 12.2, textColor=INK, spaceAfter=3)
NAME = _style("name", 9, 12, BOLD, textColor=INK)
CAPTION = _style("caption", 7.8, 10.2, textColor=QUIET)
NOTE_STYLE = _style("note", 7.8, 10.2, textColor=QUIET, spaceBefore=3)
HEAD = _style("head", 8, 10, BOLD, textColor=QUIET)
HEAD_RIGHT = _style("head-right", 8, 10, BOLD, textColor=QUIET, alignment=TA_RIGHT)
TEXT_STYLE = _style("text", 8.5, 11, textColor=INK)
FIGURE = _style("figure", 8.5, 11, textColor=INK, alignment=TA_RIGHT)
SMALL = _style("small", 7.4, 9.6, textColor=INK)
SMALL_NAME = _style("small-name", 7.4, 9.6, textColor=QUIET)
