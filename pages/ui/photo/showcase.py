"""Comparison on the first screen, computed beforehand by `python -m pages.ui.photo.showcase`."""

import tomllib
from pathlib import Path

import streamlit as st
import tomli_w

import sr_core as sr

from ..shell.display import png
from ..viewer.panel import Panel
from ..viewer.viewer import show_viewer
from ..workbench.methods import title
from .samples import SAMPLES, sample_image

FOLDER = Path(__file__).parent / "showcase"
SAMPLE, METHOD = "coffee", "edsr-x4"


def make_showcase() -> None:
    """Shrink the sample, enlarge it with both methods, score both, and write the pictures with their numbers."""
    scale = int(METHOD.rpartition("-x")[2])
    hr = sr.crop_to_scale(sample_image(SAMPLE), scale)
    lr = sr.degrade(hr, sr.Degradation(scale=scale))
    facts: dict[str, object] = {"sample": SAMPLE, "method": METHOD, "title": title(METHOD), "scale": scale}
    FOLDER.mkdir(exist_ok=True)
    for name, method in (("bicubic", "bicubic"), ("network", METHOD)):
        result = sr.upscale(lr, method, scale=scale).image
        (FOLDER / f"{name}.png").write_bytes(png(result))
        facts[name] = {s.name.lower(): round(s.value, 4) for s in sr.score(result, hr)}
        facts["protocol"] = str(sr.score(result, hr)[0].protocol)
    (FOLDER / "showcase.toml").write_text(tomli_w.dumps(facts), "utf-8")


def show_showcase() -> None:
    """Show the precomputed comparison."""
    facts = tomllib.loads((FOLDER / "showcase.toml").read_text("utf-8"))
    panels = [
        Panel(label, (FOLDER / f"{name}.png").read_bytes(), f"{facts[name]['psnr']:.2f} dB")
        for name, label in (("bicubic", "Bicubic"), ("network", facts["title"]))
    ]
    show_viewer(panels, key="home_showcase")
    gain = facts["network"]["psnr"] - facts["bicubic"]["psnr"]
    st.caption(
        f"Drag the divider to compare. {SAMPLES[facts['sample']].alt}: the picture was reduced {facts['scale']}× and "
        f"enlarged again. The PSNR of {facts['title']} is {gain:.1f} dB above that of bicubic. "
        f"Protocol: {facts['protocol']}."
    )


if __name__ == "__main__":
    make_showcase()
