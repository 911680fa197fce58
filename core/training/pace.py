"""Slow motion: no more than so many mini-batches a second."""

import math


class Pace:
    """When the next mini-batch is due. It waits for nothing itself, and asks no clock."""

    def __init__(self) -> None:
        self._before = -math.inf
        self._due = -math.inf

    def delay(self, speed: float, now: float) -> float:
        """Seconds from `now` until another mini-batch may begin, at `speed` of them a second.

        0 for a speed of 0, which is full speed. Ask once before each mini-batch, and again when
        the wait was broken off: as long as a mini-batch has not begun, it is the same one.
        """
        if now >= self._due:
            self._before = self._due
        self._due = max(now, self._before + 1 / speed) if speed else now
        return self._due - now
