"""The gradient check of a run's network, in numbers for a table."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS, Dataset
from core.hyperparameters import Hyperparameters
from core.training.gradient_check import STEP, GradientCheck, check_gradients

_SECONDS_WORTH = 2e8
"""Multiplications that take about a second: more parameters are not checked one by one."""


class ArrayCheck(NamedTuple):
    """A parameter array."""

    array: str
    derivatives: str
    relative_error: str


class OneCheck(NamedTuple):
    """A single parameter, as a course checks one."""

    parameter: str
    analytic: str
    numerical: str
    absolute_error: str
    relative_error: str


class Check(NamedTuple):
    """All of it."""

    arrays: list[ArrayCheck]
    one: OneCheck
    largest: str
    step: str


def gradients_of(settings: Hyperparameters, dataset: Dataset) -> Check:
    """The gradients of the initial network of these settings, in float64, on a few images."""
    sizes = (PIXELS, *settings.hidden_layers, CLASSES)
    multiplications = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    limit = int(np.clip(_SECONDS_WORTH / (32 * multiplications), 5, 300))
    checks = check_gradients(dataset, settings, images=16, limit=limit)
    arrays = [
        ArrayCheck(each.array, f"{len(each.indices):,}", f"{each.relative_error:.1e}")
        for each in checks
    ]
    largest = max(each.relative_error for each in checks)
    return Check(arrays, _one(checks[0]), f"{largest:.1e}", f"{STEP:.5f}")


def _one(check: GradientCheck) -> OneCheck:
    """The derivative that is the largest: the others say less."""
    i = int(np.argmax(np.abs(check.analytic)))
    analytic, numerical = float(check.analytic[i]), float(check.numerical[i])
    error = abs(analytic - numerical)
    largest = max(abs(analytic), abs(numerical))
    place = ", ".join(map(str, check.indices[i]))
    return OneCheck(
        f"{check.array} [{place}]",
        f"{analytic:+.12f}",
        f"{numerical:+.12f}",
        f"{error:.2e}",
        f"{error / largest if largest else 0.0:.2e}",
    )
