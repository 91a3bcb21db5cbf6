"""Processes that this one has started."""

from pathlib import Path


def children() -> set[str]:
    """Return the ids of the processes that this one has started and not collected."""
    found = Path("/proc/self/task").glob("*/children")
    return {pid for each in found for pid in each.read_text().split()}
