"""The line with a handle that the user drags along the curves, to go back in time."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem

from gui.common.enlargement import line_width
from gui.common.plot_picture import leave_out
from gui.training.curves.vertical_line import VerticalLine

_RADIUS = 6.0
_LINE_Z, _HANDLE_Z = 12, 23
"""The line stands behind that of the best epoch, which may be the same one."""
_REACH = 8.0
"""Pixels from the line in which it can be grabbed."""


class MomentLine(VerticalLine):
    """Shows which moment of the run the window shows.

    Its handle is at the upper edge of the plot if `above`, else at the lower one.
    """

    def __init__(self, view: pg.ViewBox, *, above: bool) -> None:
        self._above = above
        self._handle = QGraphicsEllipseItem(view)
        self._handle.setZValue(_HANDLE_Z)
        self._handle.hide()
        leave_out(self._handle)
        super().__init__(view, _LINE_Z, in_pictures=False)

    def is_at(self, position: QPointF) -> bool:
        """Return whether a position in the pixels of the view is at the line."""
        return self._item.isVisible() and abs(position.x() - self._item.line().x1()) <= _REACH

    @property
    def pen(self) -> QPen:
        """The pen of the line."""
        return self._item.pen()

    def set_color(self, color: QColor) -> None:
        """Set the color of the line and its handle."""
        self.set_pen(pg.mkPen(color, width=line_width(2)))
        self._handle.setPen(pg.mkPen(color, width=1))
        self._handle.setBrush(pg.mkBrush(color))

    def _lay_out(self, *_: object) -> None:
        super()._lay_out()
        self._handle.setVisible(self._item.isVisible())
        if self._item.isVisible():
            line, radius = self._item.line(), line_width(_RADIUS)
            top = line.y1() if self._above else line.y2() - 2 * radius
            self._handle.setRect(line.x1() - radius, top, 2 * radius, 2 * radius)

    def _erase(self) -> None:
        super()._erase()
        self._erase_item(self._handle)
