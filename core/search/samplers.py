"""Optuna's samplers and pruners, by the names of space files."""

from typing import TYPE_CHECKING

from core.search.backend import quiet
from core.search.space import Pruning, SearchSpace

if TYPE_CHECKING:
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler

_STARTUP = 5
"""Trials that must have ended before others are compared with them."""
_WARMUP = 2
"""Epochs of every trial in which it is left alone."""


def sampler_of(space: SearchSpace, slot: int) -> "BaseSampler":
    """The sampler of one trial.

    Each trial has its own stream of random numbers: many processes draw what one alone would.
    """
    from optuna.samplers import RandomSampler, TPESampler

    seed = (space.seed * 1_000_003 + slot) % 2**32
    if space.sampler != "tpe":
        return RandomSampler(seed=seed)  # a grid's values are given with the trial
    with quiet():
        return TPESampler(seed=seed, constant_liar=True)


def pruner_of(pruning: Pruning) -> "BasePruner":
    """What decides that a trial is hopeless."""
    from optuna.pruners import MedianPruner, NopPruner

    if pruning == "none":
        return NopPruner()
    return MedianPruner(n_startup_trials=_STARTUP, n_warmup_steps=_WARMUP + 1)
