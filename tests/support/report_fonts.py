"""Makes the fonts of reports from the Source Sans that Streamlit ships: `python -m tests.support.report_fonts`.

Needs fonttools and brotli, which nothing else here needs: install them where they disturb nothing. Source Sans is under
the SIL Open Font License 1.1, which allows changed copies under another name than "Source".
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Honest Pixels Sans"
STYLES = {"Regular": 400, "SemiBold": 600}
"""Name of a style -> its weight."""
LETTERS = [*range(0x20, 0x530), *range(0x1E00, 0x1F00), *range(0x2000, 0x2300)]
"""Latin, Greek, Cyrillic, punctuation, arrows and signs of mathematics."""
FOLDER = Path(__file__).resolve().parents[2] / "sr_core" / "report" / "fonts"


def make(source: Path, style: str) -> None:
    """Write one style: a fixed weight, the letters of `LETTERS`, no layout rules, and a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    font = instantiateVariableFont(font, {"wght": STYLES[style]}, inplace=False)
    subsetter = Subsetter(Options(layout_features=[], name_IDs=[0, 1, 2, 4, 6, 13, 14], hinting=False))
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    full = f"{FAMILY} {style}"
    names = {1: FAMILY, 2: style, 4: full, 6: full.replace(" ", "")}
    for name_id, text in names.items():
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font.flavor = None
    font.save(FOLDER / f"{style}.ttf")


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(find_spec("streamlit").origin).parent
    (found,) = place.rglob("SourceSansVF-Upright*.woff2")
    for each in STYLES:
        make(found, each)
