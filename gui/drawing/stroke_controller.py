"""What the pointer does to the drawing: a stroke or an erasing, and the history of both."""

from collections.abc import Callable
from enum import Enum
from math import ceil, dist
from time import perf_counter

import numpy as np

from core.drawing.strokes import Drawing, Stroke
from gui.drawing.ink_style import PEN
from gui.drawing.pointers import Contact
from gui.drawing.undo_history import DrawingHistory


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


RADIUS = 0.05
"""In the unit of the drawing."""

Take = Callable[[Drawing, tuple[float, float], float], Drawing]
"""What an eraser takes at a place: `Drawing.erased` or `Drawing.without_strokes_at`."""


class Eraser:
    """Takes ink from a drawing along its way, however fast it moves."""

    def __init__(self, drawing: Drawing, take: Take, reach: float) -> None:
        self.drawing, self._take, self._reach = drawing, take, reach
        self.place: tuple[float, float] | None = None
        """Where it is; None before it has touched."""

    def move_to(self, place: tuple[float, float]) -> None:
        """Erase from the last place to this one."""
        x, y = self.place or place
        steps = max(1, ceil(dist((x, y), place) / (RADIUS / 2)))
        for step in range(1, steps + 1):
            share = step / steps
            point = (x + share * (place[0] - x), y + share * (place[1] - y))
            self.drawing = self._take(self.drawing, point, self._reach)
        self.place = place


Point = tuple[float, float]


class Tool(Enum):
    """What the left button, a pen's tip or a finger does."""

    PEN = "pen"
    ERASER = "eraser"
    """Takes whole strokes."""


class StrokeController:
    """The drawing under the hand. Points are in its coordinates."""

    def __init__(self, history: DrawingHistory) -> None:
        self.history = history
        self.tool = Tool.PEN
        self.pen_width = PEN
        """Of the next stroke, in the unit of the drawing."""
        self.stroke: PenStroke | None = None
        self.eraser: Eraser | None = None
        self._clock = StrokeClock()

    @property
    def under_way(self) -> bool:
        """Whether a stroke or an erasing has begun and not ended."""
        return self.stroke is not None or self.eraser is not None

    @property
    def finished(self) -> Drawing:
        """The drawing without the stroke under the pen."""
        return self.history.drawing if self.eraser is None else self.eraser.drawing

    @property
    def drawing(self) -> Drawing:
        """The drawing with it."""
        stroke = self.stroke
        return self.finished if stroke is None else self.finished.with_stroke(stroke.stroke)

    def begin(self, point: Point, contact: Contact) -> None:
        """The pointer touches the paper."""
        drawing = self.history.drawing
        if contact.rubs or self.tool is Tool.ERASER:
            take = Drawing.erased if contact.rubs else Drawing.without_strokes_at
            self.eraser = Eraser(drawing, take, RADIUS + PEN / 2)
        else:
            self._clock.begin(drawing, contact.stamp)
            self.stroke = PenStroke(None if self.pen_width == PEN else self.pen_width)
        self.go_on(point, contact)

    def go_on(self, point: Point, contact: Contact) -> None:
        """It moves, or has just touched."""
        if self.eraser is not None:
            self.eraser.move_to(point)
        elif self.stroke is not None:
            self.stroke.add(point, self._clock.seconds(contact.stamp), contact.pressure)

    def finish(self) -> Drawing:
        """End the stroke or the erasing, and return the drawing with it."""
        drawing = self.drawing
        self.stroke = self.eraser = None
        return drawing
