"""Measurement of how many images per second a training takes."""

from collections import deque

_WINDOW = 2.0
"""Seconds. It is long enough to include the evaluation at the end of an epoch."""


class ThroughputMeter:
    """Measures images per second of wall time over the last two seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Forget the past: after a pause, time has passed without training."""
        self._points.clear()

    def add(self, seconds: float, images: int) -> None:
        """Note how many images had been seen at this time, since the start of the training."""
        self._points.append((seconds, images))
        while len(self._points) > 2 and self._points[0][0] < seconds - _WINDOW:
            self._points.popleft()

    @property
    def images_per_second(self) -> float | None:
        """The current rate; None while too little is known."""
        if len(self._points) < 2:
            return None
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end > start else None
