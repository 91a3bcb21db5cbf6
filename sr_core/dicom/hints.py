"""Hints of a DICOM file for showing and measuring its picture, as `DicomInfo`."""

from itertools import zip_longest

from pydicom.dataset import Dataset

from ..errors import DecodeError
from ..types.dicom import WINDOW_FUNCTIONS, DicomInfo, VoiLut, Window
from .codec import CODECS
from .file import DicomFile, syntax_name, text, text_of
from .header_numbers import readable_numbers
from .layout import MONOCHROME, Layout
from .lut import holds_table, read_lut
from .orientation import read_orientation
from .rescale import Rescale, groups
from .sequences import items
from .spacing import read_spacing, spacing_note
from .who import is_child

_NARROW = "A window narrower than 1 is shown as LINEAR_EXACT: the function LINEAR needs a width of at least 1."
_UNREADABLE = "A window of the file is not used: its centre or its width is missing or cannot be read."
_NO_WIDTH = "A window of the file is not used: its width must be above 0."
_UNKNOWN = "The file's windows are not used: their function is unknown, and only {known} are known."
_NO_TABLE = "A VOI LUT of the file is not used: it is damaged or cut short."
_LONGEST = 4096
"""Largest size in bytes of all names of the windows."""
_OTHER_BITS = "The VOI LUT says that its entries have {declared} bits; they use {needed} bits and are shown with those."


def read_hints(file: DicomFile, layout: Layout, rescale: Rescale, frame: int) -> tuple[DicomInfo, tuple[str, ...]]:
    """Collect the hints of one frame, and a note for each that cannot be used; nothing is guessed.

    Raises:
        DecodeError: for millimetres that cannot be read.
    """
    dataset = file.dataset
    shape = text(dataset, "PresentationLUTShape").upper()
    lossy = text(dataset, "LossyImageCompression") == "01" or CODECS.get(file.transfer_syntax, (None, False))[1]
    windows, window_notes = _windows(dataset, frame)
    luts, lut_notes = _voi_luts(file, layout, rescale, frame)
    info = DicomInfo(
        frame=frame,
        frames=layout.frames,
        windows=windows,
        voi_luts=luts,
        inverse=layout.photometric == "MONOCHROME1" or shape == "INVERSE",
        presentation_lut_shape=shape,
        bits_stored=layout.stored,
        signed=layout.signed,
        spacing=read_spacing(dataset, frame),
        modality=text(dataset, "Modality"),
        body_part=text(dataset, "BodyPartExamined"),
        photometric_interpretation=layout.photometric,
        transfer_syntax=syntax_name(file.transfer_syntax),
        sop_class=text_of(getattr(dataset.get("SOPClassUID"), "name", "")),
        burned_in_annotation={"YES": True, "NO": False}.get(text(dataset, "BurnedInAnnotation").upper()),
        lossy=lossy,
        orientation=read_orientation(dataset, frame),
        child=is_child(dataset),
    )
    notes = (*window_notes, *lut_notes) if layout.photometric in MONOCHROME else ()  # colours are shown as they are
    return info, (*notes, *filter(None, (spacing_note(dataset, frame),)))


def _windows(dataset: Dataset, frame: int) -> tuple[tuple[Window, ...], tuple[str, ...]]:
    """Return the windows of a frame, and a note for each reason why one is left out or shown in another way."""
    for group in groups(dataset, frame, "FrameVOILUTSequence"):
        try:
            centres, widths = readable_numbers(group, "WindowCenter"), readable_numbers(group, "WindowWidth")
        except DecodeError:
            return (), (_UNREADABLE,)
        if centres or widths:
            return _usable(group, centres, widths)
    return (), ()


def _usable(
    group: Dataset, centres: tuple[float | None, ...], widths: tuple[float | None, ...]
) -> tuple[tuple[Window, ...], tuple[str, ...]]:
    function = text(group, "VOILUTFunction").upper() or "LINEAR"
    if function not in WINDOW_FUNCTIONS:
        return (), (_UNKNOWN.format(known=", ".join(WINDOW_FUNCTIONS)),)
    names = _explanations(group)
    found: list[Window] = []
    notes: dict[str, bool] = {}
    for n, (centre, width) in enumerate(zip_longest(centres, widths)):
        if centre is None or width is None:
            notes[_UNREADABLE] = True
        elif width <= 0:
            notes[_NO_WIDTH] = True
        else:
            narrow = function == "LINEAR" and width < 1
            if narrow:
                notes[_NARROW] = True
            name = names[n] if n < len(names) else ""
            found.append(Window(centre, width, "LINEAR_EXACT" if narrow else function, name))
    return tuple(found), tuple(notes)


def _explanations(group: Dataset) -> list[str]:
    """Return the names of the windows; one text is split here, as pydicom would split a huge one as well."""
    keyword = "WindowCenterWidthExplanation"
    raw = group.get_item(keyword) if keyword in group else None
    if raw is None or len(raw.value or "") > _LONGEST:
        return []
    texts = group.get(keyword) or ()
    return [text_of(one) for one in ([texts] if isinstance(texts, str) else texts)]


def _voi_luts(
    file: DicomFile, layout: Layout, rescale: Rescale, frame: int
) -> tuple[tuple[VoiLut, ...], tuple[str, ...]]:
    """Return the VOI LUTs of a frame, and a note for each reason why one is left out or shown in another way."""
    for group in groups(file.dataset, frame, "FrameVOILUTSequence"):
        tables = [item for item in items(group, "VOILUTSequence") if holds_table(item)]
        if not tables:
            continue
        # The input of a VOI LUT is the output of the Modality LUT, or of Rescale, which can be below 0.
        below_zero = layout.signed or rescale.intercept < 0 or rescale.slope < 0
        signed = False if rescale.lut is not None else True if below_zero else None
        found: list[VoiLut] = []
        notes: dict[str, bool] = {}
        for item in tables:
            try:
                lut = read_lut(item, signed=signed, big_endian=file.big_endian)
            except DecodeError:
                notes[_NO_TABLE] = True
                continue
            if lut.needed != lut.declared:
                notes[_OTHER_BITS.format(declared=lut.declared, needed=lut.needed)] = True
            found.append(VoiLut(float(lut.first), lut.entries, lut.needed, text(item, "LUTExplanation")))
        return tuple(found), tuple(notes)
    return (), ()
