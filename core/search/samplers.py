"""Optuna's samplers and pruners, by the names of space files."""

from typing import TYPE_CHECKING

from core.search.backend import quiet
from core.search.space import Pruning, SearchSpace

if TYPE_CHECKING:
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler

_STARTUP = 5
"""Trials that must be complete before others are compared with them."""
_WARMUP = 2
"""Epochs of every trial in which it is left alone."""


def sampler_of(space: SearchSpace, place: int) -> "BaseSampler":
    """The sampler of the trial at one place among all trials of a study, from 0 on.

    Each trial has its own stream of random numbers: many processes draw what one alone would.
    """
    from optuna.samplers import PartialFixedSampler, RandomSampler, TPESampler

    seed = (space.seed * 1_000_003 + place) % 2**32
    with quiet():
        match space.sampler:
            case "tpe":
                return TPESampler(seed=seed, constant_liar=True)
            case "random":
                return RandomSampler(seed=seed)
            case "grid":
                return PartialFixedSampler(dict(space.grid[place]), RandomSampler(seed=seed))


def pruner_of(pruning: Pruning) -> "BasePruner":
    """What decides that a trial is hopeless."""
    from optuna.pruners import MedianPruner, NopPruner

    if pruning == "none":
        return NopPruner()
    return MedianPruner(n_startup_trials=_STARTUP, n_warmup_steps=_WARMUP + 1)
