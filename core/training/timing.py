"""The time a training takes."""

import math
import time


class RateLimiter:
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


class Stopwatch:
    """The time in which the training itself works: not while whoever drives it waits."""

    def __init__(self) -> None:
        self.before = 0.0
        """Seconds until it was last stopped."""
        self._since: float | None = None

    def start(self) -> None:
        """Go on."""
        self._since = time.perf_counter()

    def stop(self) -> None:
        """Wait."""
        self.before, self._since = self.seconds, None

    @property
    def seconds(self) -> float:
        """So far."""
        running = time.perf_counter() - self._since if self._since is not None else 0.0
        return self.before + running
