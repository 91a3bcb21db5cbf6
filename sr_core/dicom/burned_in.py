"""Burned-in annotation: names and numbers drawn into the pixels, which no change of the header removes."""

from ..types import DecodedImage

_LIKELY = ("Secondary Capture", "Ultrasound", "Screen", "Photographic", "Endoscop", "Video")
_MODALITIES = ("US", "SC", "OT", "ES", "XC", "GM", "IVUS", "DOC", "SCREEN")


def burned_in_warning(image: DecodedImage) -> str:
    """Return a sentence to show before a DICOM picture is shared; empty if the file declares clean pixels.

    No text is searched for in the pixels: side markers of radiographs look like it, and a search that misses a name
    would be worse than none.
    """
    info = image.dicom
    if info is None or info.burned_in_annotation is False:
        return ""
    advice = "removing the header's names does not remove them. Look at the whole picture before you share it."
    if info.burned_in_annotation:
        return f"The file declares text burned into its pixels, which may name the patient: {advice}"
    if info.modality.upper() in _MODALITIES or any(kind in info.sop_class for kind in _LIKELY):
        return f"Pictures of this kind often have names or dates burned into their pixels: {advice}"
    return f"The file does not say whether names or dates are burned into its pixels: {advice}"
