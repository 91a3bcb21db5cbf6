"""Pictures for the browser, as lossless PNG of 8 bits."""

import base64
import html
from collections.abc import Sequence

import streamlit as st

import sr_core as sr


def png(image: sr.DecodedImage, about: sr.About | None = None) -> bytes:
    """Encode a picture in 8 bits, as the screen shows it."""
    return sr.encode(sr.to_8_bit(image), "png", about)


def image_html(image: sr.DecodedImage, alt: str, *, width: str = "100%") -> str:
    """Return an <img> with the exact pixels and an alternative text, which st.image lacks."""
    data = base64.b64encode(png(image)).decode("ascii")
    style = f"width:{width};max-width:{image.width}px;height:auto;display:block;border-radius:4px"
    return f'<img alt="{html.escape(alt, quote=True)}" style="{style}" src="data:image/png;base64,{data}">'


def show_colour_bar(bar: sr.DecodedImage, ends: Sequence[str]) -> None:
    """Show a row of colours as a bar, with texts below it.

    Args:
        bar: (1, W) colours.
        ends: two or more texts, spread evenly; the first and the last are also the bar's alternative text.
    """
    data = base64.b64encode(png(bar)).decode("ascii")
    told = [html.escape(end) for end in ends]
    st.html(
        f'<div style="font-size:0.85rem;font-variant-numeric:tabular-nums"><img alt="Colour scale from {told[0]} to '
        f'{told[-1]}" src="data:image/png;base64,{data}" style="width:100%;height:12px;display:block;'
        'image-rendering:pixelated;border:1px solid #7d8b91;border-radius:2px;box-sizing:border-box">'
        '<div style="display:flex;justify-content:space-between">'
        f"{''.join(f'<span>{end}</span>' for end in told)}</div></div>"
    )
