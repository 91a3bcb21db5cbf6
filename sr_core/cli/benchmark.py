"""The verbs `benchmark` and `fingerprint`: methods judged on a folder of pictures, and pictures refused there."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ..benchmark.card_results import check_writable, write_results
from ..benchmark.image_table import write_benchmark_csv
from ..benchmark.report import ImageResult
from ..benchmark.run import DEGRADATIONS, run_benchmark
from ..benchmark.table import benchmark_json, benchmark_text
from ..benchmark.training_data import write_training_data
from ..files.whole_file import check_place
from ..types import SCALES
from .verb import add_reading_options, add_run_options, add_verb, naming_flags, reading_options, run_options


def add(verbs: Any) -> None:
    """Add the verbs to the parser."""
    verb = add_verb(verbs, "benchmark", _benchmark, "judge methods on a folder of HR pictures, against bicubic")
    verb.add_argument("--data", type=Path, required=True, metavar="DIR")
    verb.add_argument("--scale", type=int, choices=SCALES, required=True)
    verb.add_argument("--model", nargs="+", required=True, metavar="ID", help="ids, ids joined by +, bicubic")
    verb.add_argument(
        "--degrade", choices=DEGRADATIONS, default="bicubic", help="bicubic, or real-world: blurred, noisy and JPEG"
    )
    verb.add_argument("--csv", type=Path, metavar="FILE", help="write the result of each picture")
    verb.add_argument("--json", action="store_true")
    verb.add_argument(
        "--write-cards",
        action="store_true",
        help="keep the result in the checkpoints' cards, that of a path in models/paths.toml",
    )
    verb.add_argument("--keep-times", action="store_true", help="leave the times that the cards have of these pictures")
    add_reading_options(verb)
    add_run_options(verb)

    verb = add_verb(verbs, "fingerprint", _fingerprint, "note training pictures, so that benchmark refuses them")
    verb.add_argument("folder", type=Path, metavar="DIR")
    verb.add_argument("--name", required=True, help="what the cards call the data, such as natural/train")
    verb.add_argument("--files-only", action="store_true", help="of pictures that are all alike, such as X-rays")


def _benchmark(arguments: argparse.Namespace) -> None:
    options = run_options(arguments)
    if arguments.csv is not None:
        check_place(arguments.csv)
    if arguments.write_cards:
        check_writable(options, arguments.data)
    with naming_flags():
        done = run_benchmark(
            arguments.data,
            arguments.scale,
            arguments.model,
            degradation=arguments.degrade,
            reading=reading_options(arguments),
            options=options,
            on_image=_image_line,
        )
    if arguments.csv is not None:
        write_benchmark_csv(done, arguments.csv)
    if arguments.write_cards:
        write_results(done, keep_times=arguments.keep_times)
    print(benchmark_json(done) if arguments.json else benchmark_text(done))


def _image_line(method: str, image: ImageResult) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{method} {image.name}: {image.psnr:.2f} dB\n")


def _fingerprint(arguments: argparse.Namespace) -> None:
    path = write_training_data(
        arguments.folder, arguments.name, files_only=arguments.files_only, on_picture=_count_line
    )
    print(f"{path}: fingerprints of {arguments.name}; checkpoints whose card names it are not benchmarked on them")


def _count_line(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rpicture {done} of {total} " + "\n" * (done == total))
