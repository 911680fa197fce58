"""Repetition: training the same settings with several seeds, and what the results have in common.

It is a search whose only dimension is the seed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Self

import numpy as np

from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.runs.run import read_run
from core.runs.run_series import RunSeries
from core.tuning.definition import LONGEST_WISH, clean_name, define_search
from core.tuning.space import SearchSpace
from core.tuning.trial_result import TrialResult

MOST_SEEDS = 1000
_HIGHEST_SEED = 2**31 - 1
_DESCRIPTION = "The same settings, trained with different seeds."
CONFIDENCE = 0.95
"""Of the interval in which the true mean lies."""
_REPEAT = "Repeat of "
_CURVES = ("seconds", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
"""The attributes of RunSeries that are averaged."""


def define_repetition(name: str, settings: Hyperparameters, seeds: int) -> SearchSpace:
    """Return the search that trains settings with so many seeds, from that of the settings on.

    Its grid has `MOST_SEEDS`, so that seeds can be added later. Raises SearchError or
    HyperparameterError.
    """
    first = first_seed(settings)
    seed = {"from": first, "to": first + MOST_SEEDS - 1}
    return define_search(
        clean_name(name),
        settings,
        {"seed": seed},
        sampler="grid",
        trials=seeds,
        description=_DESCRIPTION,
    )


def name_of_repetition(title: str, part: str = "") -> str:
    """Return what the repetition of settings is called, such as “Repeat of Wide nets, trial 2”.

    `title` is that of a preset, a run or a search, of which `part` names a trial or a seed. Where
    there is no room for both, the title is cut off.
    """
    # A name is that of a file, too, which cannot have a colon.
    title = clean_name(title.removeprefix(_REPEAT).replace(": ", ", "))
    part = f", {part}" if part else ""
    return f"{_REPEAT}{title[: LONGEST_WISH - len(_REPEAT) - len(part)].rstrip(' ,')}{part}"


def repeated(space: SearchSpace) -> str:
    """Return what a repetition repeats: its title without “Repeat of”."""
    return (space.title or space.name).removeprefix(_REPEAT)


def first_seed(settings: Hyperparameters) -> int:
    """Return the first seed of a repetition: that of the settings, unless it is too large."""
    return min(settings.seed, _HIGHEST_SEED - MOST_SEEDS + 1)


def is_repetition(space: SearchSpace) -> bool:
    """Return whether a search only varies the seed."""
    return set(space.dimensions) == {"seed"}


@dataclass(frozen=True)
class Spread:
    """The values of one quantity with several seeds."""

    values: tuple[float, ...]

    @cached_property
    def mean(self) -> float:
        """The mean; NaN where there is no value."""
        return fmean(self.values) if self.values else math.nan

    @cached_property
    def deviation(self) -> float:
        """The sample standard deviation, with the divisor n − 1; NaN for fewer than two values."""
        return stdev(self.values) if len(self.values) > 1 else math.nan

    @cached_property
    def margin(self) -> float:
        """Half of the 95 % t interval of the mean; NaN for fewer than two values."""
        count = len(self.values)
        if count < 2:
            return math.nan
        return t_quantile((1 + CONFIDENCE) / 2, count - 1) * self.deviation / math.sqrt(count)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, with None for NaN."""
        numbers = {"mean": self.mean, "deviation": self.deviation, "margin": self.margin}
        plain = {name: None if math.isnan(x) else x for name, x in numbers.items()}
        return {**plain, "values": list(self.values)}


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The mean curves of several runs, with their sample standard deviations."""

    runs: int
    images: int
    """The number of images in an epoch."""
    mean: RunSeries
    """The means, for the epochs that all runs have reached."""
    deviation: RunSeries
    """The deviations for the same epochs."""

    @classmethod
    def of(cls, runs: Sequence[RunSeries], images: int) -> Self:
        """Return the band of runs, of which there must be two at least."""
        length = min(map(len, runs))
        epochs = runs[0].epochs[:length]
        stacked = {
            name: np.stack([getattr(run, name)[:length] for run in runs]) for name in _CURVES
        }
        means = {name: values.mean(axis=0) for name, values in stacked.items()}
        deviations = {name: values.std(axis=0, ddof=1) for name, values in stacked.items()}
        return cls(len(runs), images, RunSeries(epochs, **means), RunSeries(epochs, **deviations))


@dataclass(frozen=True, slots=True, eq=False)
class Repetition:
    """What several seeds have in common."""

    validation: Spread
    """The metric of the search, of the networks at the end of the runs."""
    test: Spread
    """The accuracy on the test set, as fractions, of the runs that are on this machine."""
    band: Band | None
    """None for fewer than two runs on this machine."""
    paths: tuple[Path, ...]
    """The runs that are on this machine."""

    @classmethod
    def read(cls, results: Sequence[TrialResult]) -> Self:
        """Read the runs of the complete trials, as far as they are on this machine."""
        complete = [each for each in results if each.state == "complete"]
        paths, tests, series, images = [], [], [], 1
        for each in complete:
            try:
                run = read_run(Path(each.run))
            except RunError:
                continue  # on another machine, or deleted
            paths.append(run.path)
            series.append(RunSeries.of(run).until_divergence())
            images = run.settings.training_images
            if run.test is not None:
                tests.append(run.test.accuracy)
        values = tuple(each.value for each in complete if each.value is not None)
        band = Band.of(series, images) if len(series) > 1 else None
        return cls(Spread(values), Spread(tuple(tests)), band, tuple(paths))


def t_quantile(probability: float, freedom: int) -> float:
    """Return the value that Student's t stays below with a probability from 0.5 up to 1.

    `freedom` is the number of degrees of freedom, at least 1. The distribution function is the
    finite series of Abramowitz and Stegun 26.7.3 and 26.7.4, inverted by bisection.
    """
    low, high = 0.0, 1.0
    while _t_probability(high, freedom) < probability:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _t_probability(middle, freedom) < probability else (low, middle)
        )
    return high


def _t_probability(t: float, freedom: int) -> float:
    """Return the probability that Student's t is less than `t`, which is not negative."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0
    for k in range(2 if not odd else 3, freedom + 1, 2):
        total += term
        term *= cosine * cosine * (k - 1) / k
    within = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return 0.5 + within / 2
