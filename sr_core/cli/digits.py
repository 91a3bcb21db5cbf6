"""The verb `digits`: what a classifier still reads of digits that were shrunk and enlarged."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from ..digits.card import find_classifier
from ..digits.classifier import Classifier
from ..digits.digits import PARTS, digits_in_folder
from ..digits.legibility import (
    BASELINE,
    DIGIT_SCALES,
    count_readings,
    digit_methods,
    read_enlarged,
    read_original,
)
from ..digits.record import new_record, read_record, record_json, record_text, write_record
from ..errors import SRError
from .verb import add_verb, say


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "digits", _digits, "read digits that methods have enlarged: what stays legible")
    verb.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the IDX files of MNIST")
    verb.add_argument("--part", choices=tuple(PARTS), default="test")
    verb.add_argument("--scale", type=int, nargs="+", choices=DIGIT_SCALES, default=list(DIGIT_SCALES))
    verb.add_argument(
        "--model", nargs="+", default=[], metavar="ID", help="besides bicubic; every network for photographs by default"
    )
    verb.add_argument("--count", type=int, metavar="N", help="only the first N digits")
    verb.add_argument("--json", action="store_true")
    verb.add_argument(
        "--write", action="store_true", help="keep the results in the classifier's folder, and go on there"
    )
    verb.add_argument("--again", action="store_true", help="measure what is kept there already, too")


def _digits(arguments: argparse.Namespace) -> None:
    if arguments.count is not None and arguments.count < 1:
        raise SRError(f"--count must be at least 1, found {arguments.count}")
    if arguments.count is not None and arguments.write:
        raise SRError("--write keeps results of the whole set, found --count; leave one of them out")
    card = find_classifier()
    classifier, digits = Classifier(card), digits_in_folder(arguments.data, arguments.part)
    digits = digits.first(arguments.count or len(digits))
    kept = read_record(card) if arguments.write and not arguments.again else None
    original = read_original(digits, classifier)
    record = new_record(card, digits.name, (count_readings(digits, original, original, 1),))
    for scale in arguments.scale:
        bicubic = read_enlarged(digits, classifier, BASELINE, scale)
        for method in dict.fromkeys((BASELINE, *(arguments.model or digit_methods(scale)))):
            result = kept and kept.find(record, method, scale)
            if not result:
                begun = time.monotonic()
                reading = bicubic if method == BASELINE else read_enlarged(digits, classifier, method, scale)
                result = count_readings(digits, reading, bicubic, scale)
                _tell(f"x{scale} {method}: {result.accuracy:.2%}, {time.monotonic() - begun:.0f} s")
            record = record.joined(new_record(card, digits.name, (result,)))
            if arguments.write:  # after each, so that a run that is stopped loses one at most
                write_record(card, record)
    print(record_json(record) if arguments.json else record_text(record))


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        say(text)
