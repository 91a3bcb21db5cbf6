"""Benchmark as a table that can be sorted, and as a chart of quality against cost."""

from collections.abc import Sequence

import streamlit as st

from ..plots.plot import GREY, ORANGE, TEAL, Axis
from ..plots.scatter import Group, Point, show_scatter
from ..shell.figures import INTERPOLATION, PUBLISHED, Figure
from ..shell.glossary import explain, meaning
from ..shell.text import count, decibel, plain, span
from ..workbench.evidence import worse_in, worse_text
from ..workbench.methods import title

COSTS = {
    "multiplications": ("MACs", "Multiply-accumulates (MACs) per input pixel"),
    "milliseconds": ("Measured time", "Milliseconds per megapixel of the result"),
}
"""Field of Figure -> name of the choice and title of the axis."""
GROUPS = (
    Group("Measured here", TEAL),
    Group("Measured here, trained to look sharp", ORANGE),
    Group("Published, not measured here", GREY, symbol="diamond-open", label_side="left"),
)
"""Groups of the points, in the order of the legend."""

LOOKS = {"MS-SSIM": "%.4f", "Feature distance": "%.4f", "NIQE": "%.2f"}
"""Column of a perceptual measure -> how it is written."""


def show_table(figures: Sequence[Figure], *, key: str) -> None:
    """Show our figures, best PSNR first, then published ones, and how they were measured."""
    ordered = sorted(figures, key=lambda f: (f.origin == PUBLISHED, -f.psnr))
    number = st.column_config.NumberColumn
    st.dataframe(
        [_row(figure) for figure in ordered],
        hide_index=True,
        height="content",
        placeholder="–",
        key=key,
        column_config={
            "Method": st.column_config.TextColumn(pinned=True, width=180),
            "PSNR, dB": number(format="%.2f"),
            "Gain over bicubic, dB": number(format="%+.2f"),
            "SSIM": number(format="%.4f"),
            "MAE, levels": number(format="%.2f"),
            **{column: number(format=form, help=meaning(column)) for column, form in LOOKS.items()},
            "Mean error, °C": number(format="%.3f"),
            "Largest error, °C": number(format="%.2f"),
            "Parameters": number(format="compact"),
            "MACs/px": number(format="compact", help="Multiply-accumulates (MACs) per input pixel"),
            "ms/megapixel": number(format="%d", help="Wall time per megapixel of the result"),
        },
    )
    st.caption(_explained(ordered))
    explain("PSNR", "Gain over bicubic", "SSIM", "MAE", *LOOKS, "Protocol", "Training goal")


def _row(figure: Figure) -> dict[str, object]:
    row: dict[str, object] = {
        "Method": figure.name,
        "PSNR, dB": figure.psnr,
        "Gain over bicubic, dB": None if figure.name == title("bicubic") else figure.gain,
        "Gain, 95 % interval": span(figure.gain_low, figure.gain_high, signed=True),
        "SSIM": figure.ssim,
        **_errors(figure),
        "Parameters": figure.parameters,
        "MACs/px": figure.multiplications,
        "ms/megapixel": figure.milliseconds,
        "PSNR, 95 % interval": span(figure.psnr_low, figure.psnr_high),
        "Figure": figure.origin,
    }
    if figure.objective == "appearance":
        row["Figure"] = f"{figure.origin}; invents detail"
    return row


def _compared(figure: Figure) -> dict[str, float | None]:
    looks = {"MS-SSIM": figure.ms_ssim, "Feature distance": figure.feature_distance, "NIQE": figure.niqe}
    return {"PSNR": figure.psnr, "SSIM": figure.ssim, "MAE": figure.mae, **looks}


def _errors(figure: Figure) -> dict[str, float | None]:
    if figure.mae_c is None:
        looks = (figure.ms_ssim, figure.feature_distance, figure.niqe)
        return {"MAE, levels": figure.mae, **dict(zip(LOOKS, looks, strict=True))}
    return {"Mean error, °C": figure.mae_c, "Largest error, °C": figure.max_c}


def _explained(figures: Sequence[Figure]) -> str:
    ours = [f for f in figures if f.origin != PUBLISHED]
    parts = [f"Protocol of the figures measured here: {plain(p)}" for p in dict.fromkeys(f.protocol for f in ours)]
    parts.append("The low-resolution inputs were made by bicubic reduction")
    if any(f.gain_low is not None for f in ours):
        parts.append("Intervals are 95 % bootstrap intervals of the mean over pictures; the gain is paired by picture")
    parts += [
        f"Times were measured on {plain(h)}"
        for h in dict.fromkeys(f.hardware for f in ours if f.milliseconds and f.hardware)
    ]
    sharp = [plain(f.name) for f in ours if f.objective == "appearance"]
    if sharp:
        parts.insert(
            0, f"**These networks were trained to look sharp, so their PSNR is lower on purpose: {', '.join(sharp)}**"
        )
    base = next((f for f in ours if f.name == title("bicubic")), None)
    worse = [worse_text(plain(f.name), worse_in(_compared(f), _compared(base))) for f in ours if base and f is not base]
    if any(worse):
        parts.insert(0, " ".join(filter(None, worse)).rstrip("."))
    if len(ours) < len(figures):
        parts.append("Rows marked as published are copied from the papers and were not measured here")
    return ". ".join(parts) + "."


def show_cost(figures: Sequence[Figure], *, key: str) -> None:
    """Plot PSNR over the chosen cost, with a legend and a text alternative."""
    nets = [f for f in figures if f.origin != INTERPOLATION]
    offered = [name for name in COSTS if any(getattr(f, name) for f in nets)]
    if not offered:
        return
    cost = offered[0]
    if len(offered) > 1:
        cost = st.segmented_control(
            "Cost",
            offered,
            default=cost,
            format_func=lambda c: COSTS[c][0],
            key=key,
            required=True,
            persist_state="session",
        )
    bicubic = next((f.psnr for f in figures if f.origin == INTERPOLATION), None)
    shown = [f for f in nets if getattr(f, cost)]
    show_scatter(
        [_point(f, float(getattr(f, cost))) for f in shown],
        GROUPS,
        x=Axis(COSTS[cost][1], log=True, format=".3~s"),
        y=Axis("PSNR, dB", format=".2f"),
        name="Quality against cost",
        alt=_alt(shown, cost, bicubic),
        key=f"{key}_plot",
        level=None if bicubic is None else (bicubic, f"bicubic {bicubic:.2f} dB"),
    )
    st.caption(
        "Higher is closer to the original; further left is cheaper (log scale). The dashed line is bicubic, measured "
        "here. Networks that look sharp have a lower PSNR on purpose."
    )


def _point(figure: Figure, cost: float) -> Point:
    name = figure.name.removesuffix(" (published)").removesuffix(f" x{figure.scale}")
    group = GROUPS[2] if figure.source else GROUPS[1] if figure.objective == "appearance" else GROUPS[0]
    return Point(name, cost, figure.psnr, group.name, label=name)


def _alt(shown: Sequence[Figure], cost: str, bicubic: float | None) -> str:
    points = "; ".join(
        f"{f.name}: {decibel(f.psnr)} at {count(getattr(f, cost))}" for f in sorted(shown, key=lambda f: -f.psnr)
    )
    return f"PSNR over {COSTS[cost][1].lower()}. {points}. Bicubic: {decibel(bicubic)}."
