"""The live changes of a training, made once more at the same mini-batches."""

from collections import deque
from collections.abc import Iterable

from core.training.events import BatchEnd, Change, Event, LiveChange


class Replay:
    """Says when to send which change: with the same settings, the same history to the bit."""

    def __init__(self, changes: Iterable[LiveChange]) -> None:
        """`changes` in the order in which they were made."""
        self._left = deque(changes)
        self._seen = 0

    def command(self, event: Event) -> Change | None:
        """What to answer to an event of the training."""
        if isinstance(event, BatchEnd):
            self._seen = event.images_seen
        if not self._left or self._left[0].images_seen > self._seen:
            return None
        return Change(self._left.popleft().values)
