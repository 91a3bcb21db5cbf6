"""Figures of a benchmark as rows: ours from the cards, bicubic from the same runs, and published ones, marked."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

import sr_core as sr

OURS, INTERPOLATION, PUBLISHED = "measured here", "interpolation, measured here", "published, not measured here"
PAPERS_PROTOCOL = "as its paper: Y of BT.601 (16-235), border of scale px removed"


SETS = {"thermal/test": "Thermograms (test)", "xray/test": "Chest X-rays (test)"}
"""Set of pictures -> its name for people; only for sets whose name on the card is that of a folder."""


def set_title(name: str) -> str:
    """Name of a set of pictures for people."""
    return SETS.get(name, name)


@dataclass(frozen=True, slots=True)
class Figure:
    """One method on one set at one scale; None where nothing was measured or published."""

    name: str
    """Name of the method for people: "EDSR x4", "EDSR-baseline (published)"."""
    origin: str
    """OURS, INTERPOLATION or PUBLISHED."""
    scale: int
    """Enlargement per side."""
    set: str
    """Name of the set of pictures."""
    psnr: float
    """Mean PSNR, dB."""
    psnr_low: float | None = None
    """Lower end of the 95 % interval of the mean PSNR, dB."""
    psnr_high: float | None = None
    """Upper end of the 95 % interval of the mean PSNR, dB."""
    ssim: float | None = None
    """Mean SSIM."""
    mae: float | None = None
    """Mean absolute error, 8-bit grey levels; None where temperatures were measured."""
    mae_c: float | None = None
    """Mean absolute error of temperatures, degC; None for other pictures."""
    rmse_c: float | None = None
    """Root mean square error of temperatures, degC."""
    max_c: float | None = None
    """Largest error of temperatures, degC."""
    lanczos_mae_c: float | None = None
    """Mean absolute error of Lanczos in the same run, degC."""
    gain: float | None = None
    """Gain in PSNR over bicubic in the same run, dB."""
    gain_low: float | None = None
    """Lower end of the 95 % interval of the gain, paired by picture, dB."""
    gain_high: float | None = None
    """Upper end of the 95 % interval of the gain, paired by picture, dB."""
    ms_ssim: float | None = None
    """Mean MS-SSIM."""
    feature_distance: float | None = None
    """Mean feature distance to the references, lower is better."""
    niqe: float | None = None
    """Mean NIQE, lower is more like a natural photograph."""
    parameters: int | None = None
    """Number of parameters."""
    multiplications: int | None = None
    """Multiply-accumulates per input pixel."""
    milliseconds: float | None = None
    """Wall time per megapixel of the result, ms."""
    objective: str = "accuracy"
    """Training goal on the card: "accuracy" or "appearance"."""
    checkpoint: str = ""
    """Checkpoint id; empty for methods that are not ours."""
    images: int | None = None
    """Number of pictures measured."""
    protocol: str = PAPERS_PROTOCOL
    """Protocol of the measurement: channel, border and range."""
    hardware: str = ""
    """Machine on which the time was measured."""
    source: str = ""
    """Paper of a published figure."""


def card_figure(card: sr.ModelCard, result: sr.Result) -> Figure:
    """Turn one result of a card into a row."""
    degrees, looks = result.temperatures, result.perception
    return Figure(
        name=f"{card.title} x{card.scale}",
        origin=OURS,
        scale=card.scale,
        set=result.set,
        psnr=result.psnr,
        psnr_low=result.psnr_low,
        psnr_high=result.psnr_high,
        ssim=result.ssim,
        mae=None if degrees else result.mae,
        mae_c=degrees.mae_c if degrees else None,
        rmse_c=degrees.rmse_c if degrees else None,
        max_c=degrees.max_c if degrees else None,
        lanczos_mae_c=degrees.lanczos_mae_c if degrees else None,
        gain=result.gain,
        gain_low=result.gain_low,
        gain_high=result.gain_high,
        ms_ssim=looks.ms_ssim if looks else None,
        feature_distance=looks.feature_distance if looks else None,
        niqe=looks.niqe if looks else None,
        parameters=card.parameters,
        multiplications=card.multiplications,
        milliseconds=result.milliseconds_per_megapixel,
        objective=card.objective,
        checkpoint=card.id,
        images=result.images,
        protocol=result.protocol,
        hardware=result.hardware,
    )


def our_figures(cards: Iterable[sr.ModelCard]) -> list[Figure]:
    """List every measured result of the cards."""
    return [card_figure(card, result) for card in cards for result in card.results]


def bicubic_figure(cards: Iterable[sr.ModelCard], scale: int, set_name: str) -> Figure | None:
    """Return bicubic as measured in the same runs; None if nothing was measured."""
    found = [r for card in cards for r in card.results if (card.scale, r.set) == (scale, set_name)]
    if not found:
        return None
    result = next((r for r in found if r.perception), found[0])
    looks = result.perception
    return Figure(
        "Bicubic",
        INTERPOLATION,
        scale,
        set_name,
        result.bicubic_psnr,
        ssim=result.bicubic_ssim,
        ms_ssim=looks.bicubic_ms_ssim if looks else None,
        feature_distance=looks.bicubic_feature_distance if looks else None,
        niqe=looks.bicubic_niqe if looks else None,
        gain=0.0,
        images=result.images,
        protocol=result.protocol,
    )


def published_figures(scale: int, set_name: str, card: sr.ModelCard | None = None) -> list[Figure]:
    """List published figures, if a card is given only those of its design and goal; bicubic is measured here."""
    return [
        Figure(
            f"{p.method} (published)", PUBLISHED, scale, set_name, p.psnr, ssim=p.ssim, parameters=p.parameters,
            multiplications=p.multiplications, objective=p.objective, source=p.source,
        )
        for p in sr.PUBLISHED
        if (p.scale, p.set) == (scale, set_name)
        and p.method != "Bicubic"
        and (card is None or (p.architecture, p.objective) == (card.architecture, card.objective))
    ]  # fmt: skip


def figures_csv(figures: Sequence[Figure]) -> bytes:
    """Write the rows with all their fields, including protocol and source."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [f.name for f in fields(Figure)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(figure) for figure in figures)
    return text.getvalue().encode()
