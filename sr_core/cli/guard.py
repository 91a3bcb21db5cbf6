"""The verb `guard`: fits the domain guard, and measures which pictures it finds to be outside."""

import argparse
import json
from pathlib import Path
from typing import Any

from ..errors import SRError
from ..trust.guard.store import write_domain, write_measured
from ..trust.guard.study import describe_all, fit_domains, measure
from ..trust.guard.table import table_text
from .verb import DATA, add_verb, say


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "guard", _guard, "fit the domain guard, and measure what it finds to be outside")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder of the data sets ({DATA})")
    verb.add_argument("--write", action="store_true", help="write the fitted guard and the table into models/guards")
    verb.add_argument("--json", action="store_true", help="print the table as JSON")


def _guard(arguments: argparse.Namespace) -> None:
    if not (arguments.data / "xray" / "train").is_dir():
        raise SRError(f"--data: expected the folder of the data sets, found no xray/train in {str(arguments.data)!r}")
    described = describe_all(arguments.data, say)
    domains = fit_domains(described)
    table = measure(described, domains)
    if arguments.write:
        for name, domain in domains.items():
            write_domain(name, domain)
        write_measured(table)
    print(json.dumps(table) if arguments.json else table_text(table))
