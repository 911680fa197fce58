"""Random numbers, with an independent stream for each purpose."""

from typing import Literal

import numpy as np

_STREAMS = ("initial", "shuffle", "dropout")


def generator(seed: int, stream: Literal["initial", "shuffle", "dropout"]) -> "np.random.Generator":
    """Make the generator of a stream in its state at the start of a training."""
    sequences = np.random.SeedSequence(seed).spawn(len(_STREAMS))
    return np.random.default_rng(sequences[_STREAMS.index(stream)])
