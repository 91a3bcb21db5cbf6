"""Findings on a picture's condition in plain English: only those that matter."""

from .condition import STRONGEST_BLOCKS, Condition


def findings(condition: Condition) -> tuple[str, ...]:
    """State what a user should know before enlarging the picture, one sentence or two each.

    Returns:
        Sentences on the JPEG, the noise, the detail and the kind of the picture, in this order; none for a clean, sharp
        photograph.
    """
    return tuple(
        text
        for text in (_jpeg_text(condition), _noise_text(condition), _detail_text(condition), _kind_text(condition))
        if text
    )


def _jpeg_text(condition: Condition) -> str:
    if not condition.compressed:
        return ""
    noun, jpeg = _noun(condition), condition.jpeg
    if jpeg is None:
        return f"This {noun} was compressed before, as a JPEG is; 8 x 8 blocks show in its pixels."
    about = "" if jpeg.standard else "about "
    effect = "its 8 x 8 blocks show" if condition.blocks.strength > STRONGEST_BLOCKS else "fine detail is lost"
    return f"This {noun} was saved as a JPEG of quality {about}{jpeg.quality} out of 100; {effect}."


def _noise_text(condition: Condition) -> str:
    if not condition.noisy:
        return ""
    return (
        f"This {_noun(condition)} is noisy: its brightness varies by about {condition.noise:.0f} grey levels (0-255) "
        "from pixel to pixel. A network for clean pictures would enlarge the noise as if it were detail."
    )


def _detail_text(condition: Condition) -> str:
    if not condition.soft:
        return ""
    height, width = condition.filled_size
    if condition.repeat > 1:
        return (
            f"This picture was enlarged by {condition.repeat} before, by repeating its pixels. Make it smaller first, "
            f"{width:,} x {height:,}."
        )
    percent = max(5, 5 * round(20 * condition.detail))
    return (
        f"This {_noun(condition)} holds about {percent} % of the detail per side that its pixels could. Make it "
        f"smaller first, {width:,} x {height:,}."
    )


def _kind_text(condition: Condition) -> str:
    if condition.content.kind == "photograph":
        return ""
    return "This looks like a screenshot, a text or a drawing. The networks were trained on photographs."


def _noun(condition: Condition) -> str:
    return "photo" if condition.content.kind == "photograph" else "picture"
