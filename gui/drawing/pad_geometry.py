"""The mapping between coordinates of a drawing and pixels of the pad."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from core.drawing.strokes import Drawing, Stroke
from gui.drawing.spline import HEAVIEST

PEN = 0.055
"""Width of an ordinary pen, in the unit of the drawing."""
_WIDEST = 1.0
"""The greatest width of a stroke that is shown whole, in units: a file may contain any number."""
_ROUNDING = 1e-9
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
        """The geometry that shows all ink of a drawing: a smaller unit where it would not fit."""
        unit = max(1.0, min(area.width(), area.height()))
        across, down = _extent(drawing)
        fitting = min(area.width() / across, area.height() / down)
        return cls(area, fitting if fitting < unit * (1 - _ROUNDING) else unit)

    @cached_property
    def to_widget(self) -> QTransform:
        """The transform from coordinates of the drawing to pixels of the widget."""
        corner = self.area.center() - QPointF(self.unit, self.unit) / 2
        return QTransform(self.unit, 0, 0, self.unit, corner.x(), corner.y())

    def from_widget(self, point: QPointF, margin: float = 0.0) -> tuple[float, float]:
        """The coordinates in the drawing of the point of the pad nearest to one in pixels.

        It is at least `margin`, in units, away from the edges.
        """
        inset = margin * self.unit
        area, center = self.area.adjusted(inset, inset, -inset, -inset), self.area.center()
        x = min(max(point.x(), area.left()), area.right())
        y = min(max(point.y(), area.top()), area.bottom())
        return 0.5 + (x - center.x()) / self.unit, 0.5 + (y - center.y()) / self.unit


def ink_reach(width: float | None, *, has_pressure: bool) -> float:
    """How far the ink of a pen of this width, None for PEN, reaches beyond its points."""
    return (HEAVIEST if has_pressure else 1.0) * min(width or PEN, _WIDEST) / 2


def _extent(drawing: Drawing) -> tuple[float, float]:
    """Width and height of the part around the middle of the unit square that has all ink."""
    boxes = [_box(stroke) for stroke in drawing.strokes]
    if drawing.picture is not None:
        x, y, width, height = drawing.picture.box
        boxes.append((x, y, x + width, y + height))
    across = max((2 * max(0.5 - left, right - 0.5) for left, _, right, _ in boxes), default=1.0)
    down = max((2 * max(0.5 - top, bottom - 0.5) for _, top, _, bottom in boxes), default=1.0)
    return min(max(across, 1.0), _LARGEST), min(max(down, 1.0), _LARGEST)


def _box(stroke: Stroke) -> tuple[float, float, float, float]:
    reach = ink_reach(stroke.width, has_pressure=stroke.pressures is not None)
    left, top = stroke.left - reach, stroke.top - reach
    return left, top, stroke.right + reach, stroke.bottom + reach
