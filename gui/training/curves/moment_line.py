"""The line with a handle that the user drags along the curves, to go back in time."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsEllipseItem

from gui.common.enlargement import line_width
from gui.common.plot_picture import leave_out
from gui.training.curves.vertical_line import VerticalLine

_RADIUS = 6.0
_REACH = 8.0
"""Pixels from the line in which it can be grabbed."""


class MomentLine(VerticalLine):
    """Shows which moment of the run the window shows."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._handle = QGraphicsEllipseItem(view)
        self._handle.setZValue(23)
        self._handle.hide()
        leave_out(self._handle)
        super().__init__(view, 22, in_pictures=False)

    def is_at(self, position: QPointF) -> bool:
        """Return whether a position in the pixels of the view is at the line."""
        return self._item.isVisible() and abs(position.x() - self._item.line().x1()) <= _REACH

    def set_color(self, color: QColor) -> None:
        """Set the color of the line and its handle."""
        self.set_pen(pg.mkPen(color, width=line_width(2)))
        self._handle.setPen(pg.mkPen(color, width=1))
        self._handle.setBrush(pg.mkBrush(color))

    def _lay_out(self, *_: object) -> None:
        super()._lay_out()
        self._handle.setVisible(self._item.isVisible())
        if self._item.isVisible():
            end, radius = self._item.line().p2(), line_width(_RADIUS)
            low = end.y() - radius
            self._handle.setRect(end.x() - radius, low - radius, 2 * radius, 2 * radius)
