"""Errors a user can cause. Pages and the command line catch `SRError` only and show its text.

SRError
    DecodeError       bytes that are not a picture we can read
        ScalingNeeded     numbers whose scale the file does not say
            UnitNeeded        numbers of which only the unit is missing
        UnreadTemperatures    a radiometric JPEG of a maker whose temperatures cannot be read
        NoPicture             a DICOM file of something else than a picture
    EncodeError       a format that cannot hold the picture
    CardError         a card.toml that contradicts itself
    CheckpointError   weights that are missing or do not match their card
    RecipeError       a train.toml or training folder that cannot be used
    EngineError       a request the engine cannot run
    MetricError       two pictures that cannot be compared
    WorkerError       a calculation in a process of its own that could not be done
"""


class SRError(Exception):
    """Base of all errors whose text is meant for the user: expected, found, what to do."""


class DecodeError(SRError):
    """Bytes that are not a picture we can read."""


class ScalingNeeded(DecodeError):  # noqa: N818 - it asks, the file is in order
    """Numbers that may be temperatures, of a file that does not say their unit: the user must choose it."""

    def __init__(self, message: str, *, lowest: float, highest: float) -> None:
        super().__init__(message)
        self.lowest = lowest
        """Smallest stored number."""
        self.highest = highest
        """Largest stored number."""


class UnitNeeded(ScalingNeeded):
    """Temperatures of a table or of floats, of which only the unit is missing: degC, degF or K must be chosen."""


class UnreadTemperatures(DecodeError):  # noqa: N818 - the file is in order
    """Temperatures of a maker that no reader here knows, beside a picture that any viewer shows."""


class NoPicture(DecodeError):  # noqa: N818 - the file is in order
    """A DICOM file that holds no picture by its purpose: the contents of a disc, a report, a presentation state."""


class EncodeError(SRError):
    """A format that cannot hold the picture."""


class CardError(SRError):
    """A card.toml that is incomplete or contradicts itself."""


class CheckpointError(SRError):
    """Weights that are missing or do not match their card."""


class RecipeError(SRError):
    """A train.toml, or the training folder it names, that cannot be used."""


class EngineError(SRError):
    """A request the engine cannot run."""


class MetricError(SRError):
    """Two pictures that cannot be compared."""


class WorkerError(SRError):
    """A calculation in a process of its own that could not be done."""


class NoErrorBars(SRError):  # noqa: N818 - the result is in order
    """There are no error bars for a result; the message says why."""


class NotInvented(SRError):  # noqa: N818 - the result is in order
    """There is no share of invented detail for a result; the message says why."""
