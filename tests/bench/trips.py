"""How many files of this project one visit enters: a photograph, a radiograph, a thermogram, a comparison.

    python -m tests.bench.trips

A file counts when one of its functions is called between the upload and the shown result, in any thread; what runs once
while the page is opened does not. Networks are bicubic, but for the comparison, which runs those that are proposed.
"""

import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from ..support.visitor import ROOT, bring, open_page, visits

PAGES = {"photograph": "home.py", "radiograph": "pages/4_X-ray.py", "thermogram": "pages/3_Thermal.py"}
COMPARISON = "comparison"


def entered(trip: str) -> set[str]:
    """Make a trip in this process and return the files it entered, relative to the project."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith((f"{ROOT}/sr_core", f"{ROOT}/pages", f"{ROOT}/home.py")):
            found.add(str(Path(name).relative_to(ROOT)))

    visit = next(visit for visit in visits("trip", "TRIP") if visit.page == PAGES.get(trip, "home.py"))
    at = open_page(PAGES.get(trip, "pages/5_Compare.py"))
    threading.setprofile(note)  # pages and runs have threads of their own
    if trip == COMPARISON:
        at.file_uploader[0].set_value([(visit.file_name, visit.data, "image/png")]).run()
        at.button(key="compare_run_selected").click().run()
    else:
        bring(at, visit)
    threading.setprofile(None)
    assert not at.exception
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(f"{sys.argv[1]}: {len(entered(sys.argv[1]))} files")
    else:  # each in a process of its own, so that nothing is loaded already
        for trip in (*PAGES, COMPARISON):
            subprocess.run([sys.executable, "-m", "tests.bench.trips", trip], cwd=ROOT, check=True)
