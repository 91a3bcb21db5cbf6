"""What is measured within a region of the results."""

import sr_core as sr

from .comparison import Comparison, Entry, Subject

LEAST = 11
"""Pixels on each side that SSIM needs."""


def part_scores(comparison: Comparison, subject: Subject, entry: Entry, box: sr.Region) -> tuple[sr.Score, ...]:
    """Score a result within a box against the reference there, no border removed.

    Raises:
        MetricError: if the box is smaller than SSIM's window.
    """
    key = (subject.key(entry.task.method), box)
    if key not in comparison.parts:
        assert subject.hr is not None
        a, b = (box.part(image).of(image) for image in (entry.image, subject.hr))
        if min(a.height, a.width) < LEAST:
            raise sr.MetricError(
                f"a region needs at least {LEAST} x {LEAST} pixels to be measured, found {a.shape_text}; "
                "draw a larger one"
            )
        comparison.parts[key] = (*sr.score(a, b, crop_border=0), sr.gradient_similarity(a, b, crop_border=0))
    return comparison.parts[key]
