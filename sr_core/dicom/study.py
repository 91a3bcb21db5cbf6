"""Studies and series: the files of an upload in the order in which an archive of pictures shows them.

Only headers are read here, and thumbnails are made of a few pixels. Source: PS3.3 C.7.2 (study), C.7.3 (series).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydicom.dataset import Dataset

from ..errors import DecodeError, NoPicture
from ..files.text import file_label
from ..image.thumbnail import thumbnail
from ..types import DecodedImage
from .display import default_display
from .file import opened, text, text_of
from .header_numbers import integer
from .layout import read_layout
from .reader import read_dicom
from .spacing import PROJECTIONS

_SINGLE = ("", "OT", "DR", "RG", *PROJECTIONS)
"""Modalities whose pictures are looked at one by one; those of others are slices of one volume, or of one moment."""
_DIRECTORY = "1.2.840.10008.1.3.10"
"""SOP class of a DICOMDIR, the table of contents of a disc."""

_UID = 64
"""Characters of the longest UID (PS3.5 9.1)."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A picture of a study, as its header tells it."""

    id: str
    """Id of the file, as the caller names it."""
    study: str
    """Study Instance UID (0020,000D); empty if the file does not say. It may identify a person: never show it."""
    series: str
    """Series Instance UID (0020,000E), likewise."""
    date: str
    """Study Date (0008,0020), such as "20200102", for the order of the studies only; empty if the file does not say."""
    series_number: int | None
    """Series Number (0020,0011)."""
    number: int | None
    """Instance Number (0020,0013)."""
    description: str
    """Series Description (0008,103E); else the body part, or empty."""
    modality: str
    """Modality (0008,0060), such as "DX"."""
    laterality: str
    """Image Laterality (0020,0062) or Laterality (0020,0060): "L", "R", "B", or empty."""
    view: str
    """View Position (0018,5101), such as "PA"; may be empty."""
    frames: int
    """Number of frames, 1 or more."""


@dataclass(frozen=True, slots=True)
class Series:
    """Pictures of one series, by Instance Number."""

    images: tuple[Instance, ...]
    """One picture or more."""

    @property
    def stack(self) -> bool:
        """True for slices, which are looked through one after the other; False for pictures such as radiographs."""
        return len(self.images) > 1 and self.images[0].modality not in _SINGLE

    @property
    def description(self) -> str:
        """Description of the first picture that has one; may be empty."""
        return next((image.description for image in self.images if image.description), "")


@dataclass(frozen=True, slots=True)
class Study:
    """Series of one study, by Series Number."""

    series: tuple[Series, ...]
    """One series or more."""


def read_instance(data: bytes, id: str, name: str) -> Instance:
    """Read where a file belongs; no pixel is decoded.

    Args:
        data: the whole file.
        id: id for `Instance.id`.
        name: file name, for messages only.

    Raises:
        NoPicture: for a DICOM file of something else: the table of contents of a disc, a report, a presentation state.
        DecodeError: for a file that is no DICOM, or damaged.
    """
    with opened(data, name, "only DICOM has studies and series") as file:
        if file.pixels is None and not _is_image(file.dataset):
            raise NoPicture(f"expected a picture, found {_kind(file.dataset)}; choose an image of the study")
        return _instance(file.dataset, id, read_layout(file).frames)


def _is_image(dataset: Dataset) -> bool:
    """Tell an object that should hold pixels, by its SOP class or its size."""
    return " Image " in str(getattr(dataset.get("SOPClassUID"), "name", "")) or "Rows" in dataset


def _kind(dataset: Dataset) -> str:
    uid = dataset.get("SOPClassUID")
    if str(uid or "") == _DIRECTORY or "DirectoryRecordSequence" in dataset:
        return "the table of contents of a disc (DICOMDIR)"
    name = text_of(getattr(uid, "name", "")).removesuffix(" Storage")
    return f"an object without one ({name or text(dataset, 'Modality') or 'unknown'})"


def _instance(dataset: Dataset, id: str, frames: int) -> Instance:
    return Instance(
        id=id,
        study=_uid(dataset, "StudyInstanceUID"),
        series=_uid(dataset, "SeriesInstanceUID"),
        date=text(dataset, "StudyDate"),
        series_number=_number(dataset, "SeriesNumber"),
        number=_number(dataset, "InstanceNumber"),
        description=text(dataset, "SeriesDescription") or text(dataset, "BodyPartExamined").capitalize(),
        modality=text(dataset, "Modality").upper(),
        laterality=(text(dataset, "ImageLaterality") or text(dataset, "Laterality")).upper(),
        view=text(dataset, "ViewPosition").upper(),
        frames=frames,
    )


def _uid(dataset: Dataset, keyword: str) -> str:
    """Return a UID in full: a label would be cut short."""
    return str(dataset.get(keyword) or "")[:_UID]


def _number(dataset: Dataset, keyword: str) -> int | None:
    """Return a number that only sorts; None where it is absent or cannot be read."""
    try:
        return integer(dataset, keyword)
    except DecodeError:
        return None


def group_studies(instances: Iterable[Instance]) -> tuple[Study, ...]:
    """Group pictures by study and series.

    Args:
        instances: pictures in the order of the upload, which stays the order where no number says another.

    Returns:
        Studies with the newest first and those without a date last; series by Series Number and pictures by Instance
        Number, those without a number last.
    """
    studies: dict[str, dict[str, list[Instance]]] = {}
    for instance in instances:
        studies.setdefault(instance.study, {}).setdefault(instance.series, []).append(instance)
    found = [Study(tuple(map(_series, _sorted(series)))) for series in studies.values()]
    return tuple(sorted(found, key=lambda study: study.series[0].images[0].date, reverse=True))


def _sorted(series: dict[str, list[Instance]]) -> list[list[Instance]]:
    return sorted(series.values(), key=lambda images: _place(images[0].series_number))


def _series(images: list[Instance]) -> Series:
    return Series(tuple(sorted(images, key=lambda image: _place(image.number))))


def _place(number: int | None) -> tuple[bool, int]:
    return number is None, number or 0


def read_thumbnail(data: bytes, name: str, longest: int) -> DecodedImage:
    """Show the first frame of a DICOM file small, as the file asks for.

    Of every few rows and columns one is taken before the picture is shrunk, so that a large one costs little beyond its
    decoding.

    Args:
        data: the whole file.
        name: file name, for messages only.
        longest: most pixels of the longer side.

    Returns:
        (H, W, 1 or 3) uint8.

    Raises:
        DecodeError: for a file that cannot be read.
    """
    label = file_label(name)
    try:
        image = read_dicom(data, label)
    except DecodeError as error:
        raise DecodeError(f"{label}: {error}") from error
    except Exception as error:  # on damaged bytes, pydicom and the codecs raise errors of any kind
        raise DecodeError(f"{label}: expected a readable DICOM picture, found a damaged one") from error
    side = max(image.height, image.width)
    step = max(1, side // (2 * longest))
    small = replace(image, pixels=image.pixels[::step, ::step])
    return thumbnail(default_display(small), longest)
