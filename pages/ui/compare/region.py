"""What is measured within a region of the results."""

from dataclasses import replace

import sr_core as sr

from .comparison import Comparison, Entry, Subject

LEAST = 11
"""Pixels on each side that SSIM needs."""


def box_pixels(image: sr.DecodedImage, box: sr.Region) -> tuple[int, int, int, int]:
    """Return top, left, height and width of a box in whole pixels."""
    top, bottom = (round(share * image.height) for share in (box.y0, box.y1))
    left, right = (round(share * image.width) for share in (box.x0, box.x1))
    return top, left, bottom - top, right - left


def crop(image: sr.DecodedImage, box: sr.Region) -> sr.DecodedImage:
    """Cut a box out."""
    top, left, height, width = box_pixels(image, box)
    rows, cols = slice(top, top + height), slice(left, left + width)
    alpha = None if image.alpha is None else image.alpha[rows, cols]
    return replace(image, pixels=image.pixels[rows, cols], alpha=alpha)


def part_scores(comparison: Comparison, subject: Subject, entry: Entry, box: sr.Region) -> tuple[sr.Score, ...]:
    """Score a result within a box against the reference there, no border removed.

    Raises:
        MetricError: if the box is smaller than SSIM's window.
    """
    key = (subject.key(entry.task.method), box)
    if key not in comparison.parts:
        assert subject.hr is not None
        a, b = crop(entry.image, box), crop(subject.hr, box)
        if min(a.height, a.width) < LEAST:
            raise sr.MetricError(
                f"a region needs at least {LEAST} x {LEAST} pixels to be measured, found {a.shape_text}; "
                "draw a larger one"
            )
        comparison.parts[key] = (*sr.score(a, b, crop_border=0), sr.gradient_similarity(a, b, crop_border=0))
    return comparison.parts[key]
