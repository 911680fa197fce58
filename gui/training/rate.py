"""How fast the training is at present."""

from collections import deque

_WINDOW = 2.0
"""Seconds. Long enough to hold the evaluation at the end of an epoch, which counts."""


class Rate:
    """Images per second of wall time over the last two seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Forget what was: after a pause the clock has moved and the training has not."""
        self._points.clear()

    def add(self, seconds: float, images: int) -> None:
        """At this time so many images had been seen since the start of the training."""
        self._points.append((seconds, images))
        while len(self._points) > 2 and self._points[0][0] < seconds - _WINDOW:
            self._points.popleft()

    @property
    def images_per_second(self) -> float | None:
        """None while too little is known."""
        if len(self._points) < 2:
            return None
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end > start else None
