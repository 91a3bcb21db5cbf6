"""No file takes more memory than was promised, and none holds the decoder up.

Processor time doubles on a busy machine, so that the promised seconds are measured by `make fuzz`, which also makes the
pictures and tables at a limit, whose growth `tests/hostile` counts; here only a file that takes many times as long is a
failure.
"""

from collections.abc import Iterator

import pytest

from .bombs import BOMBS, LIMIT_MB, LIMIT_SECONDS
from .decoder import Decoder
from .outcome import DECODED, REFUSED

HANGS = 6
"""Times the promised seconds; what grows faster than its file takes hours (`tests/hostile`)."""


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    worker = Decoder()
    yield worker
    worker.close()


@pytest.mark.parametrize("name", [name for name in BOMBS if "largest" not in name])
def test_a_bomb_stays_within_limits(name: str, decoder: Decoder) -> None:
    found = decoder.decode(BOMBS[name]())
    assert found["outcome"] in (DECODED, REFUSED)
    assert float(str(found["cpu"])) < HANGS * LIMIT_SECONDS
    assert float(str(found["peak_mb"])) < LIMIT_MB
