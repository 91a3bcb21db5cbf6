import random

import pytest

from .mutate import mutate
from .outcome import DECODED, REFUSED, outcome_of
from .seeds import SEEDS

CASES = 200
"""Per format; `make fuzz` goes on for as long as one likes."""


@pytest.mark.parametrize("name", SEEDS)
def test_every_seed_is_decoded(name: str) -> None:
    assert {outcome_of(data) for data in SEEDS[name]()} == {DECODED}


@pytest.mark.parametrize("name", SEEDS)
def test_changed_files_are_decoded_or_refused_in_a_sentence(name: str) -> None:
    rng, seeds = random.Random(name), SEEDS[name]()
    found = {outcome_of(mutate(rng.choice(seeds), rng), as_picture=n % 3 == 0) for n in range(CASES)}
    assert found <= {DECODED, REFUSED}
