"""Replaying the live changes of a training at the same mini-batches."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from core.training.events import BatchEnd, Change, EpochEnd, Event, LiveChange


class PlannedChange(NamedTuple):
    """A live change that is due when the training has reached a point."""

    epochs: int
    """The number of completed epochs at that point."""
    change: LiveChange
    """Its `images_seen` is that of that point."""


class Replay:
    """Gives live changes when they are due, so that a training repeats a history bit for bit."""

    def __init__(
        self,
        history: Iterable[Event],
        *,
        images_seen: int = 0,
        epochs: int = 0,
        later: Iterable[PlannedChange] = (),
    ) -> None:
        """Schedule the changes in `history` at their places there, and then those of `later`.

        For a training that is continued after so many images and epochs, `history` is the rest.
        """
        self._left: deque[PlannedChange] = deque()
        self._seen, self._epochs = images_seen, epochs
        for event in history:
            if isinstance(event, EpochEnd):
                epochs = event.epoch
            elif isinstance(event, LiveChange):
                self._left.append(PlannedChange(epochs, event))
        self._left += later

    @property
    def pending(self) -> tuple[PlannedChange, ...]:
        """The changes that have not been given yet."""
        return tuple(self._left)

    def observe(self, event: Event) -> None:
        """Learn from an event how far the training is."""
        if isinstance(event, BatchEnd):
            self._seen = event.images_seen
        elif isinstance(event, EpochEnd):
            self._epochs = event.epoch

    def pop_due(self) -> Change | None:
        """Remove and give the next change if it is due."""
        if not self._left:
            return None
        epochs, change = self._left[0]
        if epochs > self._epochs or change.images_seen > self._seen:
            return None
        self._left.popleft()
        return Change(change.values)
