"""The live changes of a training, made once more at the same mini-batches."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from core.training.events import BatchEnd, Change, EpochEnd, Event, LiveChange


class ScheduledChange(NamedTuple):
    """A live change that is to be made when the training is so far."""

    epochs: int
    """Completed before it."""
    change: LiveChange
    """`images_seen` before it."""


class Replay:
    """Says when to send which change: with the same settings, the same history to the bit."""

    def __init__(
        self,
        history: Iterable[Event],
        *,
        images_seen: int = 0,
        epochs: int = 0,
        later: Iterable[ScheduledChange] = (),
    ) -> None:
        """The changes in `history`, made after what it has before them, and then those of `later`.

        Of a training that goes on, after so many images and epochs, `history` is the rest.
        """
        self._left: deque[ScheduledChange] = deque()
        self._seen, self._epochs = images_seen, epochs
        for event in history:
            if isinstance(event, EpochEnd):
                epochs = event.epoch
            elif isinstance(event, LiveChange):
                self._left.append(ScheduledChange(epochs, event))
        self._left += later

    @property
    def left(self) -> tuple[ScheduledChange, ...]:
        """The changes that are still to come."""
        return tuple(self._left)

    def command(self, event: Event) -> Change | None:
        """What to answer to an event of the training."""
        self.observe(event)
        return self.due()

    def observe(self, event: Event) -> None:
        """See from an event how far the training is."""
        if isinstance(event, BatchEnd):
            self._seen = event.images_seen
        elif isinstance(event, EpochEnd):
            self._epochs = event.epoch

    def due(self) -> Change | None:
        """The next change, where its time has come."""
        if not self._left:
            return None
        epochs, change = self._left[0]
        if epochs > self._epochs or change.images_seen > self._seen:
            return None
        self._left.popleft()
        return Change(change.values)
