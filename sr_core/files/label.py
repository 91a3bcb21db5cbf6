"""Short labels: text from a file or a user, made safe to put into one line of a message."""

MAX_LABEL = 60
"""Longest label in characters; a longer one ends in an ellipsis."""


def short_label(text: str, fallback: str = "picture") -> str:
    """Return `text` on one line, without control characters, at most `MAX_LABEL` characters long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) > MAX_LABEL:
        line = line[: MAX_LABEL - 1] + "…"
    return line or fallback


def file_label(name: str) -> str:
    """Return the last part of a path or file name as a short label."""
    return short_label(name.replace("\\", "/").rsplit("/", 1)[-1])
