"""Pictures without temperatures: which of them could hold counts of a thermal camera, and what to tell the user."""

from ..types import DecodedImage


def may_be_counts(image: DecodedImage) -> bool:
    """Tell 16-bit grey, whose numbers are temperatures once a scale is chosen, from colours and 8-bit greys."""
    return not image.unit and image.bit_depth == 16 and image.channels == 1 and image.alpha is None


def no_temperatures(image: DecodedImage) -> str:
    """Say in one sentence why a picture holds no temperatures; empty for measured values."""
    if image.unit:
        return ""
    if may_be_counts(image):
        return (
            "this 16-bit grey picture does not say which temperatures its numbers stand for: choose the scale, or "
            "enlarge it as an ordinary picture."
        )
    if image.unread:
        return f"{image.unread[0].lower()}{image.unread[1:-1]}, or enlarge it as an ordinary picture."
    shown = "colours" if image.channels == 3 else "greys"
    return (
        f"this picture shows temperatures as {shown} at best, but holds none that this app can read: "
        "export a radiometric JPEG of FLIR, a TIFF or a CSV of temperatures from the camera's program, or enlarge it "
        "as an ordinary picture."
    )
