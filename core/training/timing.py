"""Measuring the time of a training, and limiting its speed."""

import math
import time


class RateLimiter:
    """Computes when the next mini-batch is due; it neither waits nor reads a clock itself."""

    def __init__(self) -> None:
        self._before = -math.inf
        self._due = -math.inf

    def delay(self, speed: float, now: float) -> float:
        """Compute the seconds from `now` until a mini-batch may begin, at `speed` of them a second.

        A speed of 0 means no limit. Ask once before each mini-batch, and again when the wait was
        interrupted: as long as a mini-batch has not begun, its time stays the same.
        """
        if now >= self._due:
            self._before = self._due
        self._due = max(now, self._before + 1 / speed) if speed else now
        return self._due - now


class Stopwatch:
    """Measures the time in which the training works, without the pauses of its driver."""

    def __init__(self) -> None:
        self.before = 0.0
        """Seconds until the stopwatch was last stopped."""
        self._since: float | None = None

    def start(self) -> None:
        """Start or continue measuring."""
        self._since = time.perf_counter()

    def stop(self) -> None:
        """Pause measuring."""
        self.before, self._since = self.seconds, None

    @property
    def seconds(self) -> float:
        """The seconds measured so far."""
        running = time.perf_counter() - self._since if self._since is not None else 0.0
        return self.before + running
