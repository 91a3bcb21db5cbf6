"""Pictures of a comparison in the grid viewer."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace

import sr_core as sr

from ..shell.address import say_refused
from ..shell.text import decibel
from ..viewer.panel import Panel
from ..viewer.viewer import show_grid
from ..workbench.methods import title
from .comparison import Comparison, Entry, Subject
from .look import LOOK, follow_look, share_drawn
from .why_drawn import patch_mark


def show_pictures(
    comparison: Comparison, subject: Subject, results: Sequence[Entry], methods: Sequence[sr.Method]
) -> None:
    """Show reference, input and results; keep the regions that the user draws.

    Args:
        comparison: state of the page.
        subject: input and reference.
        results: results made so far.
        methods: all methods of which there can be results.
    """
    bases = ["hr", "bicubic"] if subject.hr is not None else ["bicubic"]
    follow_look(comparison, [*dict.fromkeys([*bases, "input", *map(str, methods)])], bases)
    say_refused(*LOOK)
    regions = [
        replace(region, label=label)
        for region, label in ((comparison.box, "Region"), (comparison.line, "Line"))
        if region is not None
    ] + patch_mark(comparison, subject)
    show_grid(
        panels(subject, results),
        key="compare_viewer",
        bases=bases,
        regions=regions,
        note=figure_note(subject, results),
        file=subject.lr.name,
        figure_file=figure_name(subject),
        awaited=len([key for key in comparison.queue if key == subject.key(key[1].method)]),
        link=comparison.link,
        on_drawn=comparison.draw,
    )
    share_drawn(comparison)


def panels(subject: Subject, results: Sequence[Entry]) -> list[Panel]:
    """List reference, input and results as panels of the grid."""
    sides = []
    if subject.hr is not None:
        sides.append(Panel("Reference", subject.side("hr"), id="hr", figure="PSNR / SSIM"))
    alone = subject.hr is None and len(results) < 2
    sides.append(Panel("Input pixels", subject.side("input"), id="input", shown=alone))
    return [*sides, *(_panel(entry) for entry in results)]


def _panel(entry: Entry) -> Panel:
    method = entry.task.method
    psnr, ssim = entry.measured.value("PSNR"), entry.measured.value("SSIM")
    figure = ""
    if psnr is not None and ssim is not None:
        figure = f"{decibel(psnr) if math.isfinite(psnr) else 'identical'} / {ssim:.4f}"
    name = title(method)
    caption = decibel(psnr) if psnr is not None else ""
    network = bool(sr.path_cards(method))
    return Panel(name, entry.png, caption, id=str(method), figure=figure, network=network)


def figure_note(subject: Subject, results: Sequence[Entry]) -> str:
    """Say what the numbers of a figure are: their protocol, and how the input was made."""
    task = subject.task
    sizes = f"{subject.lr.shape_text} enlarged {task.scale}x"
    if subject.hr is None or task.degradation is None:
        return f"{sizes}. There is no original to compare with, so PSNR and SSIM cannot be computed."
    protocol = results[0].measured.scores[0].protocol
    made = sr.degradation_text(task.degradation)
    return f"PSNR / SSIM of the whole picture on {protocol}. Input: {made}, {sizes}."


def figure_name(subject: Subject) -> str:
    """Name a figure by scale and a digest of picture and settings."""
    digest = hashlib.sha256(f"{subject.digest} {subject.task!r}".encode()).hexdigest()[:6]
    return f"comparison-x{subject.task.scale}-{digest}.png"
