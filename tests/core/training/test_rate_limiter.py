"""Slow motion."""

import math

import pytest

from core.training.timing import RateLimiter


def beginnings(pace: RateLimiter, speed: float, work: float, count: int) -> list[float]:
    """When each of some mini-batches begins, if each takes so many seconds."""
    now, times = 100.0, []
    for _ in range(count):
        now += pace.delay(speed, now)
        times.append(now)
        now += work
    return times


def test_full_speed_waits_for_nothing() -> None:
    pace = RateLimiter()
    assert [pace.delay(0.0, now) for now in (0.0, 0.0, 1.0)] == [0.0, 0.0, 0.0]


def test_the_first_mini_batch_begins_at_once() -> None:
    assert RateLimiter().delay(0.1, 5.0) == 0.0


@pytest.mark.parametrize("work", [0.0, 0.1, 0.25])
def test_mini_batches_begin_at_even_intervals(work: float) -> None:
    assert beginnings(RateLimiter(), 4.0, work, 4) == pytest.approx([100.0, 100.25, 100.5, 100.75])


def test_what_takes_longer_is_not_made_up_for() -> None:
    pace = RateLimiter()
    assert pace.delay(10.0, 0.0) == 0.0
    assert pace.delay(10.0, 3.0) == 0.0
    assert pace.delay(10.0, 3.01) == pytest.approx(0.09)


def test_a_wait_that_is_late_delays_no_later_mini_batch() -> None:
    pace = RateLimiter()
    assert pace.delay(10.0, 0.0) == 0.0
    assert pace.delay(10.0, 0.0) == pytest.approx(0.1)
    assert pace.delay(10.0, 0.103) == pytest.approx(0.097)


def test_a_wait_that_is_broken_off_goes_on_to_the_same_mini_batch() -> None:
    pace = RateLimiter()
    pace.delay(1.0, 0.0)
    assert pace.delay(1.0, 0.1) == pytest.approx(0.9)
    assert pace.delay(1.0, 0.5) == pytest.approx(0.5)
    assert pace.delay(2.0, 0.5) == 0.0


@pytest.mark.parametrize(("speed", "left"), [(0.0, 0.0), (2.0, 0.3), (0.5, 1.8)])
def test_another_speed_applies_to_the_wait_that_is_under_way(speed: float, left: float) -> None:
    pace = RateLimiter()
    pace.delay(1.0, 0.0)
    pace.delay(1.0, 0.1)
    assert pace.delay(speed, 0.2) == pytest.approx(left)


def test_no_wait_is_ever_negative_or_longer_than_the_interval() -> None:
    pace = RateLimiter()
    waits = [pace.delay(7.0, math.sqrt(number)) for number in range(100)]
    assert min(waits) >= 0.0
    assert max(waits) <= 1 / 7
