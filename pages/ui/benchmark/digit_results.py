"""Tables of what was read of each method's digits."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..workbench.methods import title


def show_results(results: Sequence[sr.digits.DigitResult], *, key: str) -> None:
    """Show a row for each method, and accuracy by digit with the most frequent mistakes."""
    number = st.column_config.NumberColumn
    st.dataframe(
        [_row(result) for result in results],
        hide_index=True,
        height="content",
        placeholder="–",
        key=key,
        column_config={
            "Method": st.column_config.TextColumn(pinned=True, width=180),
            "Read correctly, %": number(format="%.2f"),
            "Difference from bicubic, points": number(format="%+.2f", help="Percentage points"),
            "Only this one read": number(format="localized", help="Digits read with this method and not with bicubic"),
            "Only bicubic read": number(format="localized", help="Digits read with bicubic and not with this method"),
        },
    )
    with st.expander("Digit by digit, and the most frequent mistakes"):
        st.dataframe(
            [_digit_row(result) for result in results],
            hide_index=True,
            height="content",
            placeholder="–",
            key=f"{key}_by_digit",
            column_config={
                "Method": st.column_config.TextColumn(pinned=True, width=180),
                **{f"{digit}, %": number(format="%.1f", width=70) for digit in range(10)},
            },
        )


def method_title(method: str) -> str:
    """Name a method, or the digits as they are."""
    return "Original digits" if method == sr.digits.ORIGINAL else title(method)


def _row(result: sr.digits.DigitResult) -> dict[str, object]:
    low, high = result.interval
    row: dict[str, object] = {
        "Method": method_title(result.method),
        "Read correctly, %": 100.0 * result.accuracy,
        "95 % interval": f"{100.0 * low:.2f} to {100.0 * high:.2f}",
    }
    if result.method in (sr.digits.BASELINE, sr.digits.ORIGINAL):
        return row
    return row | {
        "Difference from bicubic, points": 100.0 * result.gain,
        "Only this one read": result.only_method,
        "Only bicubic read": result.only_bicubic,
        "p": "below 0.001" if result.p_value < 0.001 else f"{result.p_value:.3f}",
    }


def _digit_row(result: sr.digits.DigitResult) -> dict[str, object]:
    shares = {f"{digit}, %": None if share is None else 100.0 * share for digit, share in enumerate(result.by_digit)}
    mistakes = ", ".join(f"{written} read as {read}: {n}" for written, read, n in result.mistakes[:3])
    return {"Method": method_title(result.method), **shares, "Most frequent mistakes": mistakes or "none"}
