"""Text that came from outside, made safe for Streamlit's Markdown."""

import re

_ADDRESS = re.compile(r"www(?=\.)|https?(?=:)|(?=@)", re.IGNORECASE)
"""Where remark-gfm finds an address: www. or http:// at the start, @ in the middle."""


def plain(text: str) -> str:
    """Escape every character that Markdown, LaTeX, colour or icon syntax could read: a file name stays a file name.

    Addresses are made links after the escapes are resolved: an invisible word joiner (U+2060) in them prevents that.
    """
    text = _ADDRESS.sub("\\g<0>\u2060", text.replace("\n", " ").replace("\r", " "))
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=@/])", r"\\\1", text)


def duration(seconds: float) -> str:
    """Say a time for people: "under a second", "about 8 s", "about 3 min"."""
    if seconds < 1:
        return "under a second"
    if seconds < 90:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min"
