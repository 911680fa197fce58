"""The eraser on its way over the drawing."""

from collections.abc import Callable
from math import ceil, dist

from core.ink.strokes import Drawing

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
