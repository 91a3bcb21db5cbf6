"""Size that a result is asked to have."""

from dataclasses import dataclass

from ..errors import EngineError


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a result, in pixels.

    Size(1280, 1920)
    Size(1772, 1181, dpi=300)    # a print of 10 x 15 cm
    """

    height: int
    """Number of rows, at least 1."""
    width: int
    """Number of columns, at least 1."""
    dpi: int | None = None
    """Pixels per inch at which the result is to be printed, which files of it declare; None where nobody said."""

    def __post_init__(self) -> None:
        if min(self.height, self.width) < 1:
            raise EngineError(f"a size needs at least 1 pixel on each side, found {self.text}; choose a larger one")

    @property
    def text(self) -> str:
        """Size for people: "1920 x 1280" (width first, as files are described)."""
        return f"{self.width} x {self.height}"

    @property
    def paper_text(self) -> str:
        """Size of the print: "10.0 x 15.0 cm (3.9 x 5.9 in) at 300 dpi"; empty where no print was asked for."""
        if self.dpi is None:
            return ""
        inches = self.width / self.dpi, self.height / self.dpi
        cm = " x ".join(f"{2.54 * side:.1f}" for side in inches)
        return f"{cm} cm ({' x '.join(f'{side:.1f}' for side in inches)} in) at {self.dpi} dpi"

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.height * self.width
