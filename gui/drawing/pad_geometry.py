"""Where the coordinates of a drawing are on the pad."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from core.drawing.strokes import Drawing, Points

_LARGEST = 1000.0
"""Units across; a drawing larger than that is no drawing."""


@dataclass(frozen=True)
class Field:
    """The pad's rectangle. Its unit is a square in the middle, y downwards.

    The shorter side of the pad is 1 long; along the longer one there is room beyond 0 and 1.
    """

    area: QRectF
    """In pixels of the widget."""
    unit: float
    """Pixels to a side of the unit square."""

    @classmethod
    def around(cls, drawing: Drawing, area: QRectF) -> "Field":
        """The field that shows all of a drawing: a smaller unit where it would not fit."""
        unit = max(1.0, min(area.width(), area.height()))
        if drawing:
            points = np.concatenate([*(stroke.points for stroke in drawing.strokes), _box(drawing)])
            reach = 2 * np.abs(points - 0.5).max(axis=0)
            across, down = np.clip(reach, 1.0, _LARGEST).tolist()
            unit = min(unit, area.width() / across, area.height() / down)
        return cls(area, unit)

    @cached_property
    def to_widget(self) -> QTransform:
        """From coordinates of the drawing to pixels of the widget."""
        corner = self.area.center() - QPointF(self.unit, self.unit) / 2
        return QTransform(self.unit, 0, 0, self.unit, corner.x(), corner.y())

    def from_widget(self, point: QPointF) -> tuple[float, float]:
        """Coordinates of the nearest point on the pad."""
        area, centre = self.area, self.area.center()
        x = min(max(point.x(), area.left()), area.right())
        y = min(max(point.y(), area.top()), area.bottom())
        return 0.5 + (x - centre.x()) / self.unit, 0.5 + (y - centre.y()) / self.unit


def _box(drawing: Drawing) -> Points:
    """Two corners of a drawing's picture, if it has one."""
    if drawing.picture is None:
        return np.empty((0, 2))
    x, y, width, height = drawing.picture.box
    return np.array([(x, y), (x + width, y + height)])
