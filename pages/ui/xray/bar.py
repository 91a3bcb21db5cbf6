"""The scale of a map of differences, as a bar with the values of its ends."""

import base64
import html

import numpy as np
import streamlit as st

import sr_core as sr

from ..shell.display import png
from ..shell.numbers import figure


def show_bar(limit: float, unit: str) -> None:
    """Show the colours from -limit to limit."""
    ramp = np.linspace(-limit, limit, 256, dtype=np.float32)[None, :, None]
    data = base64.b64encode(png(sr.render(sr.DecodedImage(ramp, unit="US"), "difference", -limit, limit))).decode()
    after = f" {unit}" if unit else ""
    ends = [html.escape(text) for text in (f"−{figure(limit)}{after}", f"0{after}", f"+{figure(limit)}{after}")]
    st.html(
        f'<div style="font-size:0.85rem;font-variant-numeric:tabular-nums"><img alt="Colour scale from {ends[0]} to '
        f'{ends[2]}" src="data:image/png;base64,{data}" style="width:100%;height:12px;display:block;'
        'image-rendering:pixelated;border:1px solid #7d8b91;border-radius:2px;box-sizing:border-box">'
        '<div style="display:flex;justify-content:space-between">'
        f"{''.join(f'<span>{end}</span>' for end in ends)}</div></div>"
    )
