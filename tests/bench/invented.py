"""How much of the fine detail of each GAN's results is invented, and how much of the true detail is missed.

python -m tests.bench.invented DATA     # DATA holds natural/Set5 and xray/test

Prints a row of Markdown for each GAN: the mean share and its range over the pictures, the strength of the fine detail,
and how much of the fine detail of the original is missed: sum |N(original) - N(result)|^2 / sum |N(original)|^2, of the
GAN and of the accuracy network that it began as.
"""

import sys
from pathlib import Path

import numpy as np

from sr_core.checkpoints.store import checkpoints
from sr_core.decode import decode
from sr_core.engine.upscale import upscale
from sr_core.enlarge import Task, enlarge
from sr_core.trust.invented import compare_detail, invented
from sr_core.types import Degradation

PICTURES = 5
"""Pictures of each set that are used."""


def main(data: Path) -> None:
    """Measure every GAN on the pictures of its kind."""
    print(
        "| network | set, pictures | share: mean, range | fine detail, RMS | missed, GAN | missed, accuracy network |"
    )
    print("|---|---|---|---|---|---|")
    for card in (card for card in checkpoints() if card.objective == "appearance"):
        name = "xray/test" if card.channels == "gray" else "natural/Set5"
        found, missed, plainly = [], [], []
        for path in sorted((data / name).glob("*.png"))[:PICTURES]:
            task = Task(card.id, card.scale, degradation=Degradation(scale=card.scale))
            made = enlarge(decode(path.read_bytes(), path.name), task, compare=(), agree=False)
            assert made.reference is not None
            own = invented(made)
            found.append(own)
            accurate = upscale(made.lr, own.against).image
            for of, into in ((made.result.image, missed), (accurate, plainly)):
                against = compare_detail(made.reference, of, made.lr, "")
                into.append(against.share)
        shares = [100 * each.share for each in found]
        print(
            f"| `{card.id}` | {Path(name).name}, {len(found)} | {np.mean(shares):.0f} %, {min(shares):.0f} to "
            f"{max(shares):.0f} % | {np.mean([each.strength for each in found]):.1f} levels | "
            f"{100 * np.mean(missed):.0f} % | {100 * np.mean(plainly):.0f} % |",
            flush=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
