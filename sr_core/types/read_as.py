"""How a file was read, where a file can be read in several ways."""

from dataclasses import dataclass

from .radiometry import Radiometry, Scaling


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file was read: the choices of `decode`.

    ReadAs()               # as the file itself says
    ReadAs(unit="degF")    # a table that names no unit
    ReadAs(frame=3)        # the fourth frame of a DICOM file or of a recording
    """

    unit: str | None = None
    """Unit that was chosen for its numbers; None for the file's own."""
    scaling: Scaling | None = None
    """Scale that was chosen for its numbers; None for the file's own."""
    radiometry: Radiometry | None = None
    """Parameters from which temperatures were computed anew; None for the file's own values."""
    as_picture: bool = False
    """True if what an ordinary viewer shows was read, not the values."""
    frame: int = 0
    """Index of the frame, from 0."""
