"""Strokes and erasures as the pointer makes them."""

from collections.abc import Callable
from enum import Enum
from math import ceil, dist
from time import perf_counter

import numpy as np

from core.drawing.strokes import Drawing, Stroke
from gui.common.undo import DrawingHistory
from gui.drawing.pad_geometry import PEN, ink_reach
from gui.drawing.pointers import Contact


class StrokeClock:
    """Measures seconds since the first point of a drawing.

    Within a stroke the device's own timestamps count: a busy window fetches the events late.
    """

    def __init__(self) -> None:
        self._origin = np.inf
        self._stroke_began = self._stroke_offset = 0.0
        self._first_timestamp = 0

    def begin(self, drawing: Drawing, timestamp: int) -> None:
        """Begin a stroke on a drawing; `timestamp` is in milliseconds, 0 where there is none."""
        self._stroke_began, self._first_timestamp = perf_counter(), timestamp
        known = [stroke.times[-1] for stroke in drawing.strokes if stroke.times is not None]
        latest = float(max(known, default=0.0))
        origin = min(self._origin, self._stroke_began - latest)
        self._origin = origin if drawing else self._stroke_began
        self._stroke_offset = max(latest, self._stroke_began - self._origin)

    def seconds(self, timestamp: int) -> float:
        """The time of a moment within the current stroke."""
        if timestamp and self._first_timestamp:
            return self._stroke_offset + max(timestamp - self._first_timestamp, 0) / 1000
        return self._stroke_offset + perf_counter() - self._stroke_began


class PenStroke:
    """The stroke under the pen: points as they come, in the coordinates of the drawing."""

    def __init__(self, width: float | None) -> None:
        self.width = width
        self.points: list[tuple[float, float]] = []
        self.pressures: list[float] = []
        self._times: list[float] = []

    def add(self, point: tuple[float, float], seconds: float, pressure: float | None) -> None:
        """Add a point. Pressures are kept where every point has one."""
        self.points.append(point)
        self._times.append(max(seconds, self._times[-1]) if self._times else seconds)
        if pressure is not None:
            self.pressures.append(pressure)

    @property
    def has_pressure(self) -> bool:
        """Whether the device has reported a pressure for each point."""
        return len(self.pressures) == len(self.points)

    @property
    def stroke(self) -> Stroke:
        """The stroke as it is so far."""
        pressures = self.pressures if self.has_pressure else None
        return Stroke.through(self.points, self._times, pressures, self.width)


RADIUS = 0.05
"""Radius of the eraser, in the unit of the drawing."""

Erase = Callable[[Drawing, tuple[float, float], float], Drawing]
"""Removes the ink at a point: `Drawing.erased` or `Drawing.without_strokes_at`."""


class Eraser:
    """Removes ink from a drawing along its path, however fast it moves."""

    def __init__(self, drawing: Drawing, erase: Erase, reach: float) -> None:
        self.drawing, self._erase, self._reach = drawing, erase, reach
        self.position: tuple[float, float] | None = None
        """Where the eraser is; None before it has touched the paper."""

    def move_to(self, position: tuple[float, float]) -> None:
        """Erase from the last position to this one."""
        x, y = self.position or position
        steps = max(1, ceil(dist((x, y), position) / (RADIUS / 2)))
        for step in range(1, steps + 1):
            share = step / steps
            point = (x + share * (position[0] - x), y + share * (position[1] - y))
            self.drawing = self._erase(self.drawing, point, self._reach)
        self.position = position


Point = tuple[float, float]


class Tool(Enum):
    """The effect of the left button, a pen's tip or a finger."""

    PEN = "pen"
    ERASER = "eraser"
    """Removes whole strokes."""


class StrokeController:
    """Changes a drawing as the pointer moves. Points are in the coordinates of the drawing."""

    def __init__(self, history: DrawingHistory) -> None:
        self.history = history
        self.tool = Tool.PEN
        self.pen_width = PEN
        """Width of the next stroke, in the unit of the drawing."""
        self.stroke: PenStroke | None = None
        self.eraser: Eraser | None = None
        self._clock = StrokeClock()

    @property
    def is_active(self) -> bool:
        """Whether a stroke or an erasure has begun and not ended."""
        return self.stroke is not None or self.eraser is not None

    @property
    def finished_drawing(self) -> Drawing:
        """The drawing without the stroke under the pen."""
        return self.history.drawing if self.eraser is None else self.eraser.drawing

    @property
    def drawing(self) -> Drawing:
        """The drawing with the stroke under the pen."""
        finished, stroke = self.finished_drawing, self.stroke
        return finished if stroke is None else finished.with_stroke(stroke.stroke)

    def ink_reach(self, contact: Contact) -> float:
        """How far the ink reaches beyond the points that the pointer makes; 0 for an eraser."""
        if contact.erases or self.tool is Tool.ERASER:
            return 0.0
        return ink_reach(self.pen_width, has_pressure=contact.pressure is not None)

    def begin(self, point: Point, contact: Contact) -> None:
        """Begin a stroke or an erasure where the pointer touches the paper."""
        drawing = self.history.drawing
        if contact.erases or self.tool is Tool.ERASER:
            erase = Drawing.erased if contact.erases else Drawing.without_strokes_at
            self.eraser = Eraser(drawing, erase, RADIUS + PEN / 2)
        else:
            self._clock.begin(drawing, contact.timestamp)
            self.stroke = PenStroke(None if self.pen_width == PEN else self.pen_width)
        self.extend(point, contact)

    def extend(self, point: Point, contact: Contact) -> None:
        """Continue the stroke or the erasure to a point."""
        if self.eraser is not None:
            self.eraser.move_to(point)
        elif self.stroke is not None:
            self.stroke.add(point, self._clock.seconds(contact.timestamp), contact.pressure)

    def finish(self) -> Drawing:
        """End the stroke or the erasure, and return the drawing with it."""
        drawing = self.drawing
        self.stroke = self.eraser = None
        return drawing
