"""Error bars of a result as a file beside it: a TIFF, or for a DICOM file also a Parametric Map."""

from pathlib import Path

from ..dicom.parametric_map import encode_parametric_map, parametric_map_problem
from ..engine.path import path_cards
from ..enlarge import Enlargement, Task
from ..errors import EncodeError
from ..files.signature import DICOM_SUFFIXES
from ..files.whole_file import check_place, write_whole
from ..trust.error_bars import calibration_for, check_picture, error_bars
from ..types import DecodedImage

_TIFF = (".tif", ".tiff")


def check_bars_file(image: DecodedImage, task: Task, path: Path, *, source: bytes) -> None:
    """Refuse before the run error bars that cannot be made or written.

    Args:
        image: what will be enlarged.
        task: what will be done.
        path: place of the bars.
        source: the file that the picture came from.

    Raises:
        EncodeError: for a suffix whose format cannot hold them, or a place where no file can be.
        NoErrorBars: for a result that has none.
    """
    suffixes = (*_TIFF, *(DICOM_SUFFIXES if image.dicom is not None else ()))
    if path.suffix.lower() not in suffixes:
        raise EncodeError(f"{path.name}: error bars need one of {', '.join(suffixes)}, found {path.suffix!r}")
    check_place(path)
    if path.suffix.lower() not in _TIFF and (problem := parametric_map_problem(image, source)):
        raise EncodeError(problem)
    calibration_for(task, image)
    check_picture(image, task)


def write_bars(made: Enlargement, path: Path, *, source: bytes, keep_identity: bool) -> str:
    """Write the bars of 90 % of the pixels; return where they are and what was measured of them, in sentences.

    Args:
        made: the enlargement.
        path: place of the file, from `check_bars_file`.
        source: the file that the picture came from.
        keep_identity: True keeps patient and study in a DICOM file.
    """
    bars = error_bars(made)
    if path.suffix.lower() in _TIFF:
        content = bars.encode_tiff()
    else:
        (card,) = path_cards(made.task.method)
        content = encode_parametric_map(
            bars.half_width,
            made.lr,
            source,
            level=bars.level,
            text=bars.measured_text,
            method=str(made.task.method),
            checksum=card.sha256,
            keep_identity=keep_identity,
        )
    write_whole(path, content)
    return f"{path}: error bars for {bars.level * 100:g} % of the pixels. {bars.measured_text}"
