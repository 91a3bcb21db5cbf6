"""Tables as programs write them, for tests: temperatures as text, by Python's own formatting."""

import numpy as np

HEADING = "Temperature (°C)\n"


def celsius(rows: int = 6, columns: int = 7, seed: int = 3) -> np.ndarray:
    """Temperatures with two decimals, all different in steps and nowhere even."""
    return np.round(30.0 + np.random.default_rng(seed).normal(0.0, 1.5, (rows, columns)), 2)


def lines(
    values: np.ndarray,
    separator: str = ";",
    *,
    mark: str = ".",
    form: str = "%.2f",
    before: str = "",
    behind: str = "",
    end: str = "\n",
    labels: list[str] | None = None,
) -> str:
    """Numbers as text, a line for each row; NaN is an empty cell."""
    made = []
    for at, row in enumerate(values):
        cells = ["" if np.isnan(value) else (form % value).replace(".", mark) for value in row]
        made.append(before + separator.join(([labels[at]] if labels else []) + cells) + behind)
    return end.join(made) + end


def points(values: np.ndarray, heading: str, order: str = "xyt", separator: str = ",", *, form: str = "%d",
           step: float = 1.0, start: float = 0.0) -> str:  # fmt: skip
    """A line for each pixel; `order` says what stands where: x, y, temperature, or "1" for a column of ones."""
    made = [heading]
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            cells = {"x": form % (start + x * step), "y": form % (start + y * step), "t": f"{value:.2f}", "1": "1"}
            made.append(separator.join(cells[one] for one in order))
    return "\n".join(made) + "\n"
