"""Text that came from outside, made safe for Streamlit's Markdown."""

import re


def plain(text: str) -> str:
    """Escape every character that Markdown, LaTeX, colour or icon syntax could read: a file name stays a file name."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=@/])", r"\\\1", text.replace("\n", " ").replace("\r", " "))


def duration(seconds: float) -> str:
    """Say a time for people: "under a second", "about 8 s", "about 3 min"."""
    if seconds < 1:
        return "under a second"
    if seconds < 90:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min"
