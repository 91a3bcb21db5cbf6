"""How many pictures of a folder the guard calls outside, as they are and reduced as in tests of 2x and 4x.

python -m tests.bench.guard DIR [DIR ...]
"""

import sys
from collections import Counter
from pathlib import Path

import sr_core as sr
from sr_core.benchmark.pictures import decode_files, read_files


def main() -> None:
    for folder in map(Path, sys.argv[1:]):
        pictures, _ = decode_files(read_files(folder))
        for scale in (1, 2, 4):
            causes: Counter[str] = Counter()
            for picture in pictures:
                small = (
                    sr.degrade(sr.crop_to_scale(picture, scale), sr.Degradation(scale=scale)) if scale > 1 else picture
                )
                found = sr.guard(small)
                causes[found.cause if found is not None else ""] += 1
            outside = len(pictures) - causes.pop("", 0)
            print(f"{folder.name}, 1/{scale}: {outside} of {len(pictures)} outside {dict(causes) or ''}")


if __name__ == "__main__":
    main()
