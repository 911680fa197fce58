"""Learning rates by hand: at the start, in the middle, at the end."""

from math import sqrt

import numpy as np
import pytest

from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training.schedules import SCHEDULES, Plateau, one_cycle, planned_rates
from tests.rounding import rounding

# Of 20 epochs: {epoch: factor}.
BY_HAND = {
    "constant": ({}, {0: 1, 10: 1, 20: 1}),
    "plateau": ({}, {0: 1, 10: 1, 20: 1}),
    "step": (
        {"step_epochs": 6, "step_factor": 0.5},
        {0: 1, 5.99: 1, 6: 0.5, 11.9: 0.5, 12: 0.25, 18: 0.125, 20: 0.125},
    ),
    "exponential": ({"epoch_factor": 0.81}, {0: 1, 0.5: 0.9, 1: 0.81, 2: 0.6561}),
    "cosine": (
        {"final_factor": 0.2},
        {0: 1, 5: 0.6 + 0.4 / sqrt(2), 10: 0.6, 15: 0.6 - 0.4 / sqrt(2), 20: 0.2},
    ),
    "warmup_cosine": (
        {"warmup_epochs": 4.0, "final_factor": 0.0},
        {0: 0, 1: 0.25, 2: 0.5, 3.9: 0.975, 4: 1, 12: 0.5, 20: 0},
    ),
    "one_cycle": (
        {"final_factor": 0.1},
        {0: 0.04, 3: 0.52, 6: 1, 13: 0.55, 20: 0.1},
    ),
}


def factor(name: str, epoch: float, **values: float) -> float:
    settings = Hyperparameters(schedule=name, **{"epochs": 20, **values})  # type: ignore[arg-type]
    return SCHEDULES[name](epoch, settings)


def test_every_schedule_is_here() -> None:
    assert set(BY_HAND) == set(SCHEDULES) == set(FIELDS["schedule"].options)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", BY_HAND)
def test_the_factor_is_what_it_is_by_hand(name: str) -> None:
    values, expected = BY_HAND[name]
    found = [factor(name, epoch, **values) for epoch in expected]
    assert found == pytest.approx(list(expected.values()), abs=rounding(np.float64, 10, 1.0))


@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_planned_is_the_factor_times_the_learning_rate(name: str) -> None:
    values, _ = BY_HAND[name]
    settings = Hyperparameters(schedule=name, learning_rate=0.3, epochs=20, **values)  # type: ignore[arg-type]
    epochs, rates = planned_rates(settings, points=81)
    assert epochs.tolist() == np.linspace(0, 20, 81).tolist()
    assert np.allclose(rates, [0.3 * factor(name, float(e), **values) for e in epochs])
    assert rates.min() >= 0
    assert rates.max() <= 0.3 + rounding(np.float64, 10, 0.3)


@pytest.mark.parametrize("name", ["cosine", "warmup_cosine", "one_cycle"])
def test_beyond_its_end_a_rate_stays_where_it_was(name: str) -> None:
    """As when epochs are lowered while the training is further."""
    assert factor(name, 25.0, epochs=20, final_factor=0.3) == pytest.approx(0.3)


@pytest.mark.parametrize("warmup", [20.0, 30.0, 1000.0])
def test_a_warm_up_longer_than_the_training_only_rises(warmup: float) -> None:
    rates = [factor("warmup_cosine", e, warmup_epochs=warmup) for e in (0, 5, 10, 19.9)]
    assert rates == pytest.approx([0, 0.25, 0.5, 0.995])


def test_without_warm_up_it_is_a_cosine() -> None:
    for epoch in (0, 7.5, 20):
        warm = factor("warmup_cosine", epoch, warmup_epochs=0.0)
        assert warm == pytest.approx(factor("cosine", epoch))


@pytest.mark.parametrize("name", ["warmup_cosine", "one_cycle"])
def test_a_rise_leaps_nowhere(name: str) -> None:
    factors = [factor(name, e, warmup_epochs=3.3) for e in np.linspace(0, 20, 2001)]
    assert np.abs(np.diff(factors)).max() < 0.005


def test_a_plateau_halves_after_as_many_epochs_without_a_lower_loss() -> None:
    plateau, factors = Plateau(), []
    for loss in (1.0, 0.9, 0.9, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8, 0.7, 0.71):
        plateau.update(loss, patience=2)
        factors.append(plateau.factor)
    assert factors == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125]


def test_one_cycle_is_at_its_highest_at_the_step_after_three_tenths_of_all_steps() -> None:
    """As its help says: step k of T, from 0, has the factor at k/T."""
    steps, settings = 50, Hyperparameters(schedule="one_cycle", epochs=5, final_factor=0.1)
    factors = [one_cycle(5 * k / steps, settings) for k in range(steps + 1)]
    assert factors.index(max(factors)) == 15
    assert (factors[0], factors[15]) == pytest.approx((0.04, 1.0))
    assert factors[-2] > factors[-1] == pytest.approx(0.1)
