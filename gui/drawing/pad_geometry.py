"""The mapping between coordinates of a drawing and pixels of the pad."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from core.drawing.strokes import Drawing, Points

_LARGEST = 1000.0
"""The greatest extent of a drawing that is shown whole, in units."""


@dataclass(frozen=True)
class PadGeometry:
    """The pad's rectangle with the unit square of the drawing in its middle, y downwards.

    The shorter side of the pad is 1 long; along the longer one there is room beyond 0 and 1.
    """

    area: QRectF
    """In pixels of the widget."""
    unit: float
    """The side of the unit square, in pixels."""

    @classmethod
    def around(cls, drawing: Drawing, area: QRectF) -> "PadGeometry":
        """The geometry that shows all of a drawing: a smaller unit where it would not fit."""
        unit = max(1.0, min(area.width(), area.height()))
        if drawing:
            points = np.concatenate([*(stroke.points for stroke in drawing.strokes), _box(drawing)])
            reach = 2 * np.abs(points - 0.5).max(axis=0)
            across, down = np.clip(reach, 1.0, _LARGEST).tolist()
            unit = min(unit, area.width() / across, area.height() / down)
        return cls(area, unit)

    @cached_property
    def to_widget(self) -> QTransform:
        """The transform from coordinates of the drawing to pixels of the widget."""
        corner = self.area.center() - QPointF(self.unit, self.unit) / 2
        return QTransform(self.unit, 0, 0, self.unit, corner.x(), corner.y())

    def from_widget(self, point: QPointF) -> tuple[float, float]:
        """The coordinates in the drawing of the point of the pad nearest to one in pixels."""
        area, center = self.area, self.area.center()
        x = min(max(point.x(), area.left()), area.right())
        y = min(max(point.y(), area.top()), area.bottom())
        return 0.5 + (x - center.x()) / self.unit, 0.5 + (y - center.y()) / self.unit


def _box(drawing: Drawing) -> Points:
    """Two corners of a drawing's picture, (2, 2); (0, 2) where it has none."""
    if drawing.picture is None:
        return np.empty((0, 2))
    x, y, width, height = drawing.picture.box
    return np.array([(x, y), (x + width, y + height)])
