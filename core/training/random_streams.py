"""Random numbers: one stream for each purpose, so that none disturbs another."""

from typing import Literal

import numpy as np

_STREAMS = ("initial", "shuffle", "dropout")


def generator(seed: int, stream: Literal["initial", "shuffle", "dropout"]) -> "np.random.Generator":
    """The stream's generator, as it is at the start of a training."""
    sequences = np.random.SeedSequence(seed).spawn(len(_STREAMS))
    return np.random.default_rng(sequences[_STREAMS.index(stream)])
