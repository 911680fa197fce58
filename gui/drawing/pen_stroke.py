"""The stroke under the pen, and the clock that its times are of."""

from time import perf_counter

import numpy as np

from core.ink.strokes import Drawing, Stroke


class StrokeClock:
    """Seconds since the first point of a drawing.

    Within a stroke the device's own time stamps count: a busy window fetches them late.
    """

    def __init__(self) -> None:
        self._zero = np.inf
        self._begun = self._start = 0.0
        self._first_stamp = 0

    def begin(self, drawing: Drawing, stamp: int) -> None:
        """Begin a stroke on a drawing; `stamp` is in milliseconds, 0 where there is none."""
        self._begun, self._first_stamp = perf_counter(), stamp
        known = [stroke.times[-1] for stroke in drawing.strokes if stroke.times is not None]
        latest = float(max(known, default=0.0))
        self._zero = min(self._zero, self._begun - latest) if drawing else self._begun
        self._start = max(latest, self._begun - self._zero)

    def seconds(self, stamp: int) -> float:
        """Of a moment within the stroke that was begun."""
        if stamp and self._first_stamp:
            return self._start + max(stamp - self._first_stamp, 0) / 1000
        return self._start + perf_counter() - self._begun


class PenStroke:
    """Points as they come, in the coordinates of the drawing."""

    def __init__(self, width: float | None) -> None:
        self.width = width
        self.points: list[tuple[float, float]] = []
        self.pressures: list[float] = []
        self._times: list[float] = []

    def add(self, point: tuple[float, float], seconds: float, pressure: float | None) -> None:
        """One point more. Pressures are kept when every point has one."""
        self.points.append(point)
        self._times.append(max(seconds, self._times[-1]) if self._times else seconds)
        if pressure is not None:
            self.pressures.append(pressure)

    @property
    def has_pressure(self) -> bool:
        """Whether the device has told one for each point."""
        return len(self.pressures) == len(self.points)

    @property
    def stroke(self) -> Stroke:
        """As it is so far."""
        pressures = self.pressures if self.has_pressure else None
        return Stroke.through(self.points, self._times, pressures, self.width)
