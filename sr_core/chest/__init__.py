"""A simulated chest radiograph with nodules of known size, and what an enlargement makes of them."""

from .contrast_detail import NoduleResponse, Verdict, contrast_detail, nodule_responses
from .phantom import EMPTY_PLACES, NODULES, Nodule, chest_dicom, chest_phantom, nodule_shadow

__all__ = [
    "EMPTY_PLACES",
    "NODULES",
    "Nodule",
    "NoduleResponse",
    "Verdict",
    "chest_dicom",
    "chest_phantom",
    "contrast_detail",
    "nodule_responses",
    "nodule_shadow",
]
