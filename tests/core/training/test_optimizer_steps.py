"""Steps of each optimizer, worked out one number at a time from the papers' formulas."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training.optimizers import OPTIMIZERS
from tests.rounding import assert_within, rounding

EVERY = pytest.mark.parametrize("name", OPTIMIZERS)
SETTINGS = Hyperparameters(
    momentum=0.8,
    rms_decay=0.7,
    beta1=0.6,
    beta2=0.9,
    epsilon=1e-3,
    weight_decay=0.5,
)

GRADIENTS = [2.0, -3.0, 0.5, 0.0]
RATES = [0.1, 0.2, 0.05, 0.3]

STEPS = rounding(np.float64, 4 * 10, 10.0)
"""Four steps of some ten operations, with values up to 10."""

Walk = Callable[[float, bool], Iterator[float]]
"""From a start, for a weight or a bias, the values after each step."""


def sgd(w: float, is_weight: bool) -> Iterator[float]:
    for g, eta in zip(GRADIENTS, RATES, strict=True):
        w = w - eta * g
        yield w


def momentum(w: float, is_weight: bool) -> Iterator[float]:
    """Polyak 1964, with the learning rate outside of the velocity."""
    v = 0.0
    for g, eta in zip(GRADIENTS, RATES, strict=True):
        v = 0.8 * v + g
        w = w - eta * v
        yield w


def nesterov(w: float, is_weight: bool) -> Iterator[float]:
    """Sutskever, Martens, Dahl and Hinton 2013: the gradient is taken where the momentum leads,
    so that what is kept is the point looked ahead to, θ + μ v."""
    v = 0.0
    for g, eta in zip(GRADIENTS, RATES, strict=True):
        v = 0.8 * v + g
        w = w - eta * (g + 0.8 * v)
        yield w


def rmsprop(w: float, is_weight: bool) -> Iterator[float]:
    """Tieleman and Hinton 2012, lecture 6.5."""
    s = 0.0
    for g, eta in zip(GRADIENTS, RATES, strict=True):
        s = 0.7 * s + 0.3 * g * g
        w = w - eta * g / (sqrt(s) + 1e-3)
        yield w


def adam(w: float, is_weight: bool) -> Iterator[float]:
    """Kingma and Ba 2015, algorithm 1."""
    m = v = 0.0
    for t, (g, eta) in enumerate(zip(GRADIENTS, RATES, strict=True), start=1):
        m = 0.6 * m + 0.4 * g
        v = 0.9 * v + 0.1 * g * g
        m_hat = m / (1 - 0.6**t)
        v_hat = v / (1 - 0.9**t)
        w = w - eta * m_hat / (sqrt(v_hat) + 1e-3)
        yield w


def adamw(w: float, is_weight: bool) -> Iterator[float]:
    """Loshchilov and Hutter 2019, algorithm 2, with λ scaled by the learning rate."""
    m = v = 0.0
    for t, (g, eta) in enumerate(zip(GRADIENTS, RATES, strict=True), start=1):
        m = 0.6 * m + 0.4 * g
        v = 0.9 * v + 0.1 * g * g
        step = eta * (m / (1 - 0.6**t)) / (sqrt(v / (1 - 0.9**t)) + 1e-3)
        w = w - step - (eta * 0.5 * w if is_weight else 0.0)
        yield w


WALKS: dict[str, Walk] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}


def test_every_optimizer_is_worked_out_here() -> None:
    assert set(WALKS) == set(OPTIMIZERS) == set(FIELDS["optimizer"].options)  # type: ignore[attr-defined]


@EVERY
def test_steps_are_the_papers(name: str) -> None:
    parameters, gradient = np.array([1.5, -0.7]), np.zeros(2)
    optimizer = OPTIMIZERS[name](parameters, gradient, 1, SETTINGS)
    of_weight, of_bias = WALKS[name](1.5, True), WALKS[name](-0.7, False)
    for g, eta in zip(GRADIENTS, RATES, strict=True):
        gradient[:] = g
        optimizer.step(eta)
        assert_within(parameters, [next(of_weight), next(of_bias)], STEPS)


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient() -> None:
    for g in (1e-3, 1.0, 1e3):
        parameters = np.zeros(2)
        settings = replace(SETTINGS, epsilon=1e-12)
        OPTIMIZERS["adam"](parameters, np.array([g, -g]), 1, settings).step(0.01)
        assert parameters.tolist() == pytest.approx([-0.01, 0.01])


def test_adamw_shrinks_weights_and_no_bias() -> None:
    parameters = np.ones(5)
    OPTIMIZERS["adamw"](parameters, np.zeros(5), 3, SETTINGS).step(0.1)
    assert parameters.tolist() == pytest.approx([0.95, 0.95, 0.95, 1, 1])


def test_without_decay_adamw_is_adam() -> None:
    ends = []
    for name in ("adam", "adamw"):
        parameters, gradient = np.ones(3), np.zeros(3)
        optimizer = OPTIMIZERS[name](parameters, gradient, 2, replace(SETTINGS, weight_decay=0.0))
        for g in GRADIENTS:
            gradient[:] = g, -g, 2 * g
            optimizer.step(0.1)
        ends.append(parameters)
    assert np.array_equal(*ends)


@EVERY
@pytest.mark.parametrize("weights", [0, 100, 32_768, 40_000, 70_000, 80_000])
def test_many_parameters_move_as_each_of_them_would_alone(name: str, weights: int) -> None:
    count = 80_000
    rng = np.random.default_rng(3)
    start, slopes = rng.normal(size=count), rng.normal(size=(3, count))
    parameters, gradient = start.copy(), np.zeros(count)
    optimizer = OPTIMIZERS[name](parameters, gradient, weights, SETTINGS)
    probes = sorted(
        {0, 1, weights - 1, weights, 32_767, 32_768, 65_535, 65_536, count - 1} & {*range(count)}
    )
    singles = [np.array([start[i]]) for i in probes]
    slots = [np.zeros(1) for _ in probes]
    alone = [
        OPTIMIZERS[name](single, slot, int(i < weights), SETTINGS)
        for i, single, slot in zip(probes, singles, slots, strict=True)
    ]
    for slope in slopes:
        gradient[:] = slope
        optimizer.step(0.1)
        for i, slot, one in zip(probes, slots, alone, strict=True):
            slot[0] = slope[i]
            one.step(0.1)
    assert_within(parameters[probes], [s[0] for s in singles], STEPS)
    assert np.abs(parameters - start).min() > STEPS


@pytest.mark.parametrize(("name", "factor"), [("momentum", 0.5), ("nesterov", 0.5)])
def test_another_momentum_applies_at_the_next_step(name: str, factor: float) -> None:
    parameters, gradient = np.zeros(1), np.ones(1)
    optimizer = OPTIMIZERS[name](parameters, gradient, 1, SETTINGS)
    optimizer.step(1.0)
    before = parameters[0]
    gradient[:] = 1.0
    optimizer.settings = replace(SETTINGS, momentum=factor)
    optimizer.step(1.0)
    velocity = factor * 1.0 + 1.0
    moved = velocity if name == "momentum" else 1.0 + factor * velocity
    assert before - parameters[0] == pytest.approx(moved)


def test_another_decay_of_weights_applies_at_the_next_step() -> None:
    parameters = np.ones(1)
    optimizer = OPTIMIZERS["adamw"](parameters, np.zeros(1), 1, SETTINGS)
    optimizer.step(0.1)
    optimizer.settings = replace(SETTINGS, weight_decay=2.0)
    optimizer.step(0.1)
    assert parameters[0] == pytest.approx(0.95 * 0.8)


@EVERY
def test_nothing_moves_while_the_learning_rate_is_0(name: str) -> None:
    parameters = np.ones(4, np.float32)
    OPTIMIZERS[name](parameters, np.ones(4, np.float32), 2, SETTINGS).step(0.0)
    assert parameters.tolist() == [1, 1, 1, 1]


@EVERY
def test_a_gradient_of_0_for_ever_is_no_division_by_0(name: str) -> None:
    parameters, gradient = np.ones(4, np.float32), np.zeros(4, np.float32)
    settings = replace(SETTINGS, epsilon=1e-12, weight_decay=0.0)
    optimizer = OPTIMIZERS[name](parameters, gradient, 2, settings)
    for _ in range(3):
        optimizer.step(0.5)
    assert parameters.tolist() == [1, 1, 1, 1]
