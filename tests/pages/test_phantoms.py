"""Error bars on phantoms, on a network's card: what failed is said before the table."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

import sr_core as sr
from sr_core.checkpoints.store import find_card

from ..support.visitor import texts

PAGE = Path(__file__).resolve().parents[2] / "pages" / "1_Models.py"


def test_a_card_says_where_its_bars_do_not_hold() -> None:
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["model"] = "thermal-lite-x2"
    at.run()
    assert not at.exception
    judged = sr.trust.read_phantoms(find_card("thermal-lite-x2"))
    failed = [each for each in judged if each.inside[0] < 0.9]
    assert f"At {len(failed)} of {len(judged)} kinds of places" in texts(at)
    lowest = min(each.inside[0] for each in judged)
    assert f"The lowest share is {100 * lowest:.1f} %" in texts(at)
    table = next(frame.value for frame in at.dataframe if "Place" in frame.value.columns)
    assert list(table["Place"]) == [each.place for each in judged]
    assert [row == "do not hold" for row in table["Bars"]] == [each in failed for each in judged]
