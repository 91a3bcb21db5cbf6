"""A test of legibility: digits are shrunk and enlarged by each method, and a classifier reads them."""

from .card import ClassifierCard, find_classifier, has_classifier
from .classifier import Classifier
from .digits import Digits, digits_from_idx
from .drawn import drawn_digits
from .legibility import (
    BASELINE,
    DIGIT_SCALES,
    ORIGINAL,
    DigitResult,
    Disagreement,
    compare_methods,
    digit_methods,
)
from .record import DigitRecord, read_record

__all__ = [
    "BASELINE",
    "DIGIT_SCALES",
    "ORIGINAL",
    "Classifier",
    "ClassifierCard",
    "DigitRecord",
    "DigitResult",
    "Digits",
    "Disagreement",
    "compare_methods",
    "digit_methods",
    "digits_from_idx",
    "drawn_digits",
    "find_classifier",
    "has_classifier",
    "read_record",
]
