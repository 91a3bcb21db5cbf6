"""Numbers of a comparison: a table for the whole picture or the drawn region, and a CSV file."""

import csv
import io
from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..shell.glossary import explain, meaning
from ..shell.text import figure, plain
from ..workbench.evidence import worse_in, worse_text
from ..workbench.methods import title, training_goal
from .comparison import Comparison, Entry, Subject, part_scores
from .settings import is_plain, plain_settings
from .view import figure_name

WHOLE, REGION = "Whole picture", "Region"
SCORES = {"SSIM": "SSIM", "MAE": "MAE, levels", "MSE": "MSE, levels²", "GMSD": "GMSD"}
LOOKS = ("MS-SSIM", "Feature distance", "NIQE")
"""Perceptual measures, which are left out where the picture is too small for them."""
PSNR, GAIN, LOSS = "PSNR, dB", "Gain over bicubic, dB", "Loss against clean input, dB"
_HELP = {
    GAIN: "PSNR minus that of bicubic on the same input",
    LOSS: "PSNR here minus PSNR on the clean input, which plain bicubic reduction makes of the same picture. A loss "
    "is negative",
    "GMSD": "Gradient magnitude similarity deviation: 0 means equal, larger is worse. It agrees better with what "
    "people see "
    "than PSNR does",
    **{name: meaning(name) for name in LOOKS},
    "Consistency, levels": "Mean difference between the result, shrunk again by bicubic, and the input, in grey levels",
    "From bicubic, levels": "Mean difference from bicubic in grey levels: how much the network changed",
    "MACs/px": "Multiply-accumulates (MACs) per input pixel",
    "Time, s": "Wall time of the run on this machine, which may have been busy with other work",
}


def show_numbers(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> None:
    """Show the table, its protocol, and the CSV file."""
    st.header("Numbers", anchor=False)
    part = WHOLE
    if comparison.box is not None:
        # A new region gets a new choice, which starts with the region, since it was just drawn.
        part = str(
            st.segmented_control(
                "Measured on",
                [WHOLE, REGION],
                default=REGION,
                key=f"compare_part_{hash(comparison.box)}",
                required=True,
                persist_state="session",
            )
        )
    box = comparison.box if part == REGION else None
    rows = []
    try:
        rows = table_rows(comparison, subject, results, box)
    except sr.SRError as error:
        st.warning(plain(str(error)))
    if rows:
        _table(rows)
        if worse := worse_rows(rows):
            st.info(" ".join(worse))
        size = f"{subject.lr.shape_text} → {results[0].image.shape_text} pixels"
        said = protocol_text(comparison, subject, results, box)
        st.caption(f"{said} {plain(subject.lr.name)}: {size}. Click a column to sort by it.")
        explain(*([] if subject.hr is None else ["PSNR", *SCORES]), *LOOKS, "Consistency", "Protocol", "Training goal")
    st.download_button(
        "Download these numbers (CSV)",
        data=numbers_csv(comparison, subject, results),
        file_name=figure_name(subject).replace(".png", ".csv"),
        mime="text/csv",
        key="compare_csv",
        icon="⬇",
        on_click="ignore",
    )


def worse_rows(rows: Sequence[dict[str, object]]) -> list[str]:
    """Say for each method in which figures of the table it is worse than bicubic."""
    names = {
        PSNR: "PSNR",
        **{column: name for name, column in SCORES.items()},
        **{name: name for name in LOOKS},
        "Consistency, levels": "consistency",
    }
    found = [
        {name: float(str(row[column])) for column, name in names.items() if row.get(column) is not None} for row in rows
    ]
    methods = [str(row["Method"]) for row in rows]
    base = found[methods.index(title("bicubic"))]
    texts = [worse_text(plain(m), worse_in(mine, base)) for m, mine in zip(methods, found, strict=True)]
    return [text for text in texts if text]


def _table(rows: Sequence[dict[str, object]]) -> None:
    number = st.column_config.NumberColumn
    formats = {
        PSNR: "%.2f",
        GAIN: "%+.2f",
        LOSS: "%+.2f",
        "SSIM": "%.4f",
        "MAE, levels": "%.2f",
        "MSE, levels²": "%.1f",
        "GMSD": "%.4f",
        "MS-SSIM": "%.4f",
        "Feature distance": "%.4f",
        "NIQE": "%.2f",
        "Consistency, levels": "%.2f",
        "From bicubic, levels": "%.2f",
        "Time, s": "%.2f",
        "Parameters": "compact",
        "MACs/px": "compact",
    }
    columns = {name: number(format=text, help=_HELP.get(name)) for name, text in formats.items()}
    st.dataframe(
        list(rows),
        hide_index=True,
        height="content",
        placeholder="–",
        key="compare_table",
        column_config={"Method": st.column_config.TextColumn(pinned=True, width=150), **columns},
    )


def table_rows(
    comparison: Comparison, subject: Subject, results: Sequence[Entry], box: sr.Region | None
) -> list[dict[str, object]]:
    """Make one row per result, best PSNR first; without a reference in the order of the results.

    Raises:
        MetricError: if the region is too small to be measured.
    """
    measured = {e.task.method: _scores(comparison, subject, e, box) for e in results}
    base = measured["bicubic"].get("PSNR")
    rows = [_row(comparison, subject, entry, measured[entry.task.method], base, box) for entry in results]
    if subject.hr is not None:
        rows.sort(key=lambda row: -float(str(row[PSNR])))
    return rows


def _scores(comparison: Comparison, subject: Subject, entry: Entry, box: sr.Region | None) -> dict[str, float]:
    found = entry.measured
    if subject.hr is None:
        return {score.name: score.value for score in found.looks}
    scores = (*found.scores, *found.looks) if box is None else part_scores(comparison, subject, entry, box)
    return {score.name: score.value for score in scores}


def _row(
    comparison: Comparison,
    subject: Subject,
    entry: Entry,
    scores: dict[str, float],
    base: float | None,
    box: sr.Region | None,
) -> dict[str, object]:
    method = entry.task.method
    row: dict[str, object] = {"Method": title(method)}
    if base is not None:
        row[PSNR] = scores["PSNR"]
        row[GAIN] = None if method == "bicubic" else scores["PSNR"] - base
        if box is None and not is_plain(subject.task):
            row[LOSS] = _loss(comparison, subject, method, scores["PSNR"])
    row |= {column: scores[name] for name, column in SCORES.items() if name in scores}
    row |= {name: scores[name] for name in LOOKS if name in scores}
    if box is None:
        row["Consistency, levels"] = entry.measured.mismatch
        if subject.hr is None:
            row["From bicubic, levels"] = entry.measured.from_bicubic
    row["Time, s"] = entry.measured.seconds
    row["Parameters"] = sr.method_parameters(method) or None
    row["MACs/px"] = sr.method_multiplications(method) or None
    row["Training goal"] = training_goal(method)
    return row


def _loss(comparison: Comparison, subject: Subject, method: sr.Method, psnr: float) -> float | None:
    """Return PSNR minus PSNR on the clean input; None where the method was not run on that."""
    digest, task = subject.key(method)
    there = comparison.measured.get((digest, plain_settings(task)))
    found = there.value("PSNR") if there else None
    return None if found is None else psnr - found


def protocol_text(comparison: Comparison, subject: Subject, results: Sequence[Entry], box: sr.Region | None) -> str:
    """Say in sentences how the numbers were measured."""
    task = subject.task
    parts = []
    if subject.hr is None or task.degradation is None:
        parts.append("There is no original to compare with, so PSNR, SSIM and errors cannot be computed")
    else:
        measured = results[0].measured.scores if box is None else part_scores(comparison, subject, results[0], box)
        protocol = measured[0].protocol
        rounding = f", {protocol.rounding}" if protocol.rounding else ""
        border = f"{protocol.crop_border} px border removed" if box is None else "only the region, no border removed"
        parts.append(f"Protocol: {protocol.channel}, {border}, range {figure(protocol.data_range, 6)}{rounding}")
        parts.append(f"Low-resolution input made by {sr.degradation_text(task.degradation)}")
    looks = results[0].measured.looks if box is None else ()
    parts += [f"{score.name} is of {score.protocol.channel}" for score in looks if score.name == "Feature distance"]
    if box is not None:
        cut = box.part(results[0].image)
        parts.append(f"Region: {cut.width} × {cut.height} pixels at x {cut.left}, y {cut.top}")
    else:
        parts.append("Consistency compares the result, shrunk again by bicubic, with the input; it needs no reference")
    return ". ".join(parts) + "."


def numbers_csv(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> bytes:
    """Write one row for each result and part (whole picture, region), with its protocol."""
    rows: list[dict[str, object]] = []
    for box in [None, *([comparison.box] if comparison.box else [])]:
        try:
            found = table_rows(comparison, subject, results, box)
        except sr.SRError:  # the page says so above the button
            continue
        where = "whole" if box is None else _place(box.part(results[0].image))
        protocol = protocol_text(comparison, subject, results, box)
        rows += [{"part": where, **row, "protocol": protocol} for row in found]
    names = dict.fromkeys(name for row in rows for name in row if name != "protocol")
    text = io.StringIO()
    writer = csv.DictWriter(text, [*names, "protocol"], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _place(part: sr.Part) -> str:
    return f"y {part.top} x {part.left} height {part.height} width {part.width}"
