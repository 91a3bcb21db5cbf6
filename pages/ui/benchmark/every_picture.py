"""Every network on every picture of a set, in one table."""

import streamlit as st

from ..shell.text import plain
from .copies import offer_copies
from .image_drilldown import Images

MOST = 20
"""Most pictures that stand in one table."""


def show_every_picture(images: Images, what: str, protocol: str) -> None:
    """Show PSNR by network and picture, with bicubic last; nothing for sets of many pictures.

    Args:
        images: results of each method.
        what: set of pictures and scale: "Set5 at 4×".
        protocol: protocol of the PSNR.
    """
    names = list(dict.fromkeys(image.name for results in images.values() for image in results))
    if not names or len(names) > MOST:
        return
    rows = [
        {"Network": method, **{short(r.name): f"{r.psnr:.2f}" for r in results}}
        for method, results in sorted(images.items(), key=lambda item: -sum(r.psnr for r in item[1]))
        if [r.name for r in results] == names
    ]
    if not rows:
        return
    some = next(results for results in images.values() if [r.name for r in results] == names)
    rows.append({"Network": "Bicubic", **{short(r.name): f"{r.bicubic_psnr:.2f}" for r in some}})
    said = f"PSNR in dB, picture by picture, {what}, best network first. Protocol: {protocol}."
    with st.expander("All pictures in one table"):
        st.dataframe(rows, hide_index=True, height="content")
        st.caption(plain(said))
    offer_copies(rows, said, label=f"Every picture, {what}")


def short(name: str) -> str:
    """Name of a picture without the ending of its file."""
    return name.rpartition(".")[0] or name
