"""First line of a report: what was enlarged, to what, by what."""

from .run import ReportedRun


def about(run: ReportedRun, kind: str) -> str:
    """Say in one line what was done: "Thermogram of 160 × 120 pixels, enlarged 2× by Thermal x2 to 320 × 240 pixels".

    Args:
        run: the run.
        kind: kind of the picture, with a capital letter.
    """
    lr, sr, task = run.made.lr, run.made.result.image, run.made.task
    test = f"Test: shrunk {task.scale}× first. " if task.test else ""
    times = f" {task.scale}×" if task.size is None else ""
    return (
        f"{test}{kind} of {lr.width} × {lr.height} pixels, enlarged{times} by {run.names['sr']} to {sr.width} × "
        f"{sr.height} pixels."
    )
