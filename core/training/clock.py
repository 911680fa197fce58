"""The time a training takes."""

import time


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
