"""Contestants that take turns."""

from collections.abc import Callable, Mapping
from statistics import median

ROUNDS = 7
Epoch = Callable[[], float]
"""Passes once over the training images; returns the seconds it took."""


class InterleavedTiming:
    """An epoch each, for some rounds: a machine whose speed drifts slows all of them.

    Ratios are taken round by round, and their median is given.
    """

    def __init__(self, candidates: Mapping[str, Epoch], images: int, rounds: int) -> None:
        self._images = images
        for epoch in candidates.values():
            epoch()
        self._rounds = [
            {name: epoch() for name, epoch in candidates.items()} for _ in range(rounds)
        ]

    def images_per_second(self, name: str) -> int:
        """The median of the rounds."""
        return round(self._images / median(times[name] for times in self._rounds))

    def ratio(self, name: str, beside: str) -> float:
        """How many times as long `name` takes as `beside` does."""
        return median(times[name] / times[beside] for times in self._rounds)
