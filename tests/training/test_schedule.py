import pytest

from sr_core.training.schedule import Phase, phase_at, rate_factor


@pytest.mark.parametrize("schedule", ["cosine", "wsd"])
def test_rate_warms_up_and_falls_to_zero(schedule: str) -> None:
    assert rate_factor(schedule, 0, 0.0, warmup=2, decay=0.3) == pytest.approx(1 / 2)
    assert rate_factor(schedule, 11, 1.0, warmup=2, decay=0.3) == pytest.approx(0.0)


def test_wsd_is_constant_until_its_decay() -> None:
    factors = [rate_factor("wsd", 100, share, warmup=1, decay=0.4) for share in (0.1, 0.6, 0.8)]
    assert factors == pytest.approx([1.0, 1.0, 0.5])


def test_phase_holds_until_the_next_begins() -> None:
    phases = (Phase(begin=0.5, lr_patch=8), Phase(begin=0.9, batch_size=2))
    assert [phase_at(phases, share) for share in (0.4, 0.5, 0.95)] == [None, *phases]
