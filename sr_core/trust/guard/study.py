"""Fit of the guard to the training pictures, and how well it tells its kinds from others."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .domain import PLACES_OF_LAYOUT, Domain, fit, places
from .guard import ALARM
from .sets import KINDS, Described, describe_kind

_TEXTURE = places()
_ALL = (*PLACES_OF_LAYOUT, *_TEXTURE)
_Rivals = dict[str, tuple[tuple[str, ...], tuple[int, ...]]]
_OTHER_PICTURES = ("photographs and graphics", "thermograms to fit", "turned chests to fit")
RIVALS_OF: dict[str, _Rivals] = {
    "radiograph": {
        "layout": (_OTHER_PICTURES, PLACES_OF_LAYOUT),
        "noise": (("chests, noise, to fit",), places("noise")),
        "JPEG": (("chests, JPEG, to fit",), places("blocks")),
    },
    "thermogram": {
        "photograph": (("photographs to fit",), _TEXTURE),
        "chest": (("chests to fit",), _TEXTURE),
        "graphic": (("graphics to fit",), _TEXTURE),
        "noise": (("thermograms, noise, to fit",), _TEXTURE),
        "enlarged": (("thermograms, enlarged, to fit",), _TEXTURE),
    },
    "photograph": {
        "chest": (("chests to fit",), _ALL),
        "thermogram": (("thermograms to fit",), _ALL),
        "graphic": (("graphics to fit",), _TEXTURE),
        "JPEG": (("photographs, JPEG, to fit",), _TEXTURE),
        "enlarged": (("photographs, enlarged, to fit",), _TEXTURE),
    },
}
"""Modality -> what its pictures are told from: kinds of pictures, and the places in the description."""
TRAINED_ON = {"radiograph": "chests to fit", "thermogram": "thermograms to fit", "photograph": "photographs to fit"}
"""Modality -> its training pictures."""
TESTED = {
    "radiograph": ("Chest X-rays (test)", "chests of other sources"),
    "thermogram": ("Thermograms (test)",),
    "photograph": ("Set5 and Set14",),
}
"""Modality -> test pictures of its kind; the AUROC is against the first."""
_OTHERS = ("other X-ray projections", "CT, MR, ultrasound, nuclear medicine", "drawings, clip art, text pages")
OUTSIDERS = {
    "radiograph": (
        *_OTHERS,
        "turned or inverted chests",
        "Set5 and Set14",
        "Thermograms (test)",
        "chests, noise",
        "chests, JPEG",
    ),
    "thermogram": (
        *_OTHERS,
        "Chest X-rays (test)",
        "Set5 and Set14",
        "thermograms, noise",
        "thermograms, enlarged",
        "thermograms, blur",
    ),
    "photograph": (
        *_OTHERS,
        "Set14, ppt3 (a slide)",
        "Chest X-rays (test)",
        "Thermograms (test)",
        *(f"photographs, {fault}" for fault in ("noise", "JPEG", "enlarged", "blur")),
    ),
}
"""Modality -> other pictures."""
HOSPITAL = "mhh_"
"""Beginning of the names of the training chests of the second hospital."""


def describe_all(data: Path, tell: Callable[[str], None] = lambda _: None) -> dict[str, Described]:
    """Describe the pictures of all kinds below the data folder; `tell` hears the name of each kind."""
    found = {}
    for name, kind in KINDS.items():
        tell(name)
        found[name] = describe_kind(data, kind)
    return found


def fit_domains(described: Mapping[str, Described]) -> dict[str, Domain]:
    """Fit the domain of each modality; no test picture and no DICOM file takes part."""
    return {name: _fitted(described, name) for name in TRAINED_ON}


def _fitted(described: Mapping[str, Described], name: str) -> Domain:
    kinds = {kind: part.values for kind, part in described.items()}
    kinds["photographs and graphics"] = np.concatenate([kinds["photographs to fit"], kinds["graphics to fit"]])
    own = described[TRAINED_ON[name]]
    held_out = own.held_out()
    if name == "radiograph":
        held_out = np.concatenate([held_out, kinds["chests to calibrate"]])
    rivals = {rival: ([kinds[kind] for kind in of], where) for rival, (of, where) in RIVALS_OF[name].items()}
    return fit(own.fitted(), held_out, rivals, usual=name != "radiograph")


def measure(described: Mapping[str, Described], domains: Mapping[str, Domain]) -> dict[str, Any]:
    """Measure false alarms, outsiders found and AUROC.

    Returns:
        Under each modality: "calibration", the number of pictures; "own" and "outsiders", each a list of {"kind",
        "pictures", "outside"}, and of outsiders "auroc". "other hospital": the training chests of one hospital judged
        by a guard that was fitted and calibrated without it. "alarm": the p-value of the alarm.
    """
    table: dict[str, Any] = {"alarm": ALARM}
    for name, domain in domains.items():
        own, *more = (_judged(described[kind], domain) for kind in TESTED[name])
        table[name] = {
            "calibration": len(domain.worst),
            "own": [_row(kind, p) for kind, p in zip(TESTED[name], (own, *more), strict=True)],
            "outsiders": [
                _row(kind, p) | {"auroc": round(auroc(own, p), 4)}
                for kind in OUTSIDERS[name]
                for p in (_judged(described[kind], domain),)
            ],
        }
    table["other hospital"] = _other_hospital(described)
    return table


def _other_hospital(described: Mapping[str, Described]) -> dict[str, Any]:
    rest, taken = described["chests to fit"].without(HOSPITAL)
    domain = _fitted({**described, "chests to fit": rest}, "radiograph")
    return _row("Hannover, guard fitted to NIH only", _judged(taken, domain))


def _judged(described: Described, domain: Domain) -> np.ndarray:
    return domain.p_value(described.values)


def _row(kind: str, p_values: np.ndarray) -> dict[str, Any]:
    return {"kind": kind, "pictures": len(p_values), "outside": int(np.count_nonzero(p_values < ALARM))}


def auroc(own: np.ndarray, others: np.ndarray) -> float:
    """Return the probability that a picture of the kind has a larger p-value than another one; ties count half.

    Source: Mann and Whitney, 1947; Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982.
    """
    larger = own[:, None] > others[None, :]
    equal = own[:, None] == others[None, :]
    return float(larger.mean() + 0.5 * equal.mean())
