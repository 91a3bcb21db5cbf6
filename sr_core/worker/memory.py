"""The memory that a worker may use, which its host sets by SR_WORKER_MB; 0 switches workers off."""

import os
import re
from collections.abc import Mapping

from ..errors import SRError, WorkerError

VARIABLE = "SR_WORKER_MB"
USUAL = 1500
"""Megabytes of 2**20 bytes unless the host says otherwise; at rest, PyTorch takes 220 of them."""


def megabytes_of(environment: Mapping[str, str]) -> int:
    """Read the memory of a worker in MB; 0 where workers are switched off.

    Raises:
        SRError: for a variable that is neither 0 nor a whole number from 300 to 999,999.
    """
    text = environment.get(VARIABLE, str(USUAL))
    if not re.fullmatch("0|[1-9][0-9]{2,5}", text) or 0 < int(text) < 300:
        raise SRError(
            f"{VARIABLE}: expected 0 or a whole number of megabytes from 300 to 999999, found {text!r:.40}; "
            "correct this environment variable, or remove it for the default"
        )
    return int(text)


def workers_allowed() -> bool:
    """True unless the host has switched workers off."""
    return megabytes_of(os.environ) > 0


def granted_megabytes() -> int:
    """Return the memory of a worker.

    Raises:
        WorkerError: where workers are switched off.
        SRError: if SR_WORKER_MB sets no memory.
    """
    found = megabytes_of(os.environ)
    if not found:
        raise WorkerError(
            f"this server has switched off what needs a second process ({VARIABLE} is 0); run the app on your own "
            "computer to use it"
        )
    return found
