"""A simulated chest radiograph with nodules of known size, and what an enlargement makes of them."""

from .contrast_detail import NoduleResponse, Verdict, contrast_detail, nodule_responses
from .likeness import LEAST_LIKENESS, chest_likeness
from .phantom import EMPTY_PLACES, NODULES, Nodule, chest_dicom, chest_phantom, nodule_shadow
from .slice_like import is_slice_like

__all__ = [
    "EMPTY_PLACES",
    "LEAST_LIKENESS",
    "NODULES",
    "Nodule",
    "NoduleResponse",
    "Verdict",
    "chest_dicom",
    "chest_likeness",
    "chest_phantom",
    "contrast_detail",
    "is_slice_like",
    "nodule_responses",
    "nodule_shadow",
]
