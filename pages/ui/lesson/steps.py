"""Five steps of the lesson: each sets two pictures side by side and says what they show, with the figures measured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sr_core as sr

from ..shell.text import decibel
from ..workbench.methods import title
from .scene import BRIGHTER, CLEAN, REFERENCE, SCALE, SPOILED

Figures = Mapping[str, Mapping[str, float]]
"""Side -> name of a figure -> its value."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the lesson."""

    name: str
    """Name on its button."""
    title: str
    """Question that it answers."""
    left: str
    """Picture on the left of the divider."""
    right: str
    """Picture on the right of the divider."""
    text: Callable[[Figures], str]
    """Writes what there is to see, from the figures of its sides."""
    also: tuple[str, ...] = ()
    """Sides that stand in the table only."""
    degradation: sr.Degradation = field(default=CLEAN)
    """Degradation that makes the input."""

    @property
    def sides(self) -> tuple[str, ...]:
        """All sides, those of the viewer first."""
        return (self.left, self.right, *self.also)


def lesson() -> tuple[Step, ...]:
    """Return the steps, with the networks that are installed: the most accurate one, and the first that invents."""
    methods = [method for method in sr.methods_for(sr.PHOTOGRAPH, SCALE) if sr.path_cards(method)]
    accurate = next((method for method in methods if not sr.is_generated(method)), "bicubic")
    inventive = next((method for method in methods if sr.is_generated(method)), accurate)
    net, gan = title(accurate), title(inventive)

    def bicubic_blurs(found: Figures) -> str:
        psnr = decibel(found["bicubic"]["PSNR"])
        return (
            f"The reference was shrunk {SCALE} times, which leaves one pixel of {SCALE**2}, and bicubic fills the "
            "others with weighted means of their neighbours. A mean is never sharper than what it is made of, so "
            f"edges become soft and fine texture is gone: {psnr} PSNR."
        )

    def network_adds(found: Figures) -> str:
        gain = found[accurate]["PSNR"] - found["bicubic"]["PSNR"]
        return (
            f"{net} has seen many pairs of small and large pictures, and draws the edge that is most likely where "
            f"bicubic draws a ramp: {decibel(gain, signed=True)} against bicubic. Edges gain most; fine texture "
            "stays smooth, because the mean of all likely textures is smooth."
        )

    def psnr_sees(found: Figures) -> str:
        bright, soft = found[BRIGHTER], found["bicubic"]
        return (
            f"Both pictures have nearly the same PSNR ({decibel(bright['PSNR'])} and {decibel(soft['PSNR'])}): the "
            "left one is the reference itself, only brighter, the right one has lost its detail. PSNR counts how far "
            f"each pixel is off, and does not see structure. SSIM does: {bright['SSIM']:.3f} against "
            f"{soft['SSIM']:.3f}."
        )

    def gan_invents(found: Figures) -> str:
        lost = found[accurate]["PSNR"] - found[inventive]["PSNR"]
        worse = f"{decibel(abs(lost))} {'below' if lost >= 0 else 'above'} {net}"
        return (
            f"{gan} was trained to look natural, so it draws texture that fits, not texture that was there: move the "
            f"divider over fine detail, and compare. It looks sharper and is less accurate, {worse}. Choose such a "
            "network for a poster, never for a measurement."
            if lost >= 0
            else f"{gan} was trained to look natural, and draws texture that fits. Here it is {worse}; the detail is "
            "still a guess."
        )

    def it_goes_wrong(found: Figures) -> str:
        gain = found[accurate]["PSNR"] - found["bicubic"]["PSNR"]
        told = f"{decibel(gain, signed=True)} against bicubic"
        return (
            "The same picture, but noisy and strongly compressed before it was enlarged, as photographs often are. "
            f"{net} has learned clean pictures only, and sharpens noise and JPEG blocks as if they were detail: "
            f"{told}. Look at an even surface, and see whether its grain was in the reference."
        )

    return (
        Step("Blur", "Why does bicubic blur?", REFERENCE, "bicubic", bicubic_blurs),
        Step("Network", "What does a network add?", "bicubic", accurate, network_adds),
        Step("PSNR", "What does PSNR see, and what not?", BRIGHTER, "bicubic", psnr_sees, (accurate,)),
        Step("Invention", "What does a GAN invent?", REFERENCE, inventive, gan_invents, (accurate, "bicubic")),
        Step("Failure", "When does it go wrong?", "bicubic", accurate, it_goes_wrong, (), SPOILED),
    )


def terms(step: Step) -> tuple[str, ...]:
    """List the terms of the glossary that a step uses."""
    common = ("Reference", "Bicubic", "PSNR", "SSIM", "MAE", "GMSD", "MS-SSIM", "Feature distance", "NIQE", "Protocol")
    return (*common, *(("GAN", "Training goal") if step.name == "Invention" else ()))


def compare_address(step: Step) -> dict[str, str]:
    """Return what the address of the Compare page says to open this step there."""
    networks = dict.fromkeys(side for side in step.sides if side not in (REFERENCE, BRIGHTER, "bicubic"))
    asked = {"scale": str(SCALE), "networks": ",".join(networks)}
    if step.degradation != CLEAN:
        noise, quality = step.degradation.noise_sigma, step.degradation.jpeg_quality
        asked |= {"noise": f"{noise:g}", "jpeg": str(quality)}
    return {name: word for name, word in asked.items() if word}
