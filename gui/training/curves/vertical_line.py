"""A vertical line through a plot, at a place on the horizontal axis."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem

from gui.common.plot_picture import leave_out


class VerticalLine:
    """Draws the line in the pixels of a view, and moves it when the view changes.

    Qt paints its own items without calling Python, as in `curve`. pyqtgraph's own line leaves parts
    of itself behind where it was when the axis of the values has changed.
    """

    def __init__(self, view: pg.ViewBox, z: float, *, in_pictures: bool = True) -> None:
        self._view = view
        self._item = QGraphicsLineItem(view)
        if not in_pictures:
            leave_out(self._item)
        self._item.setZValue(z)
        self._item.hide()
        self.place: float | None = None
        """The place of the line; None while it is hidden."""
        view.sigRangeChanged.connect(self._lay_out)
        view.sigResized.connect(self._lay_out)

    def move(self, place: float | None) -> None:
        """Put the line at a place; None hides it."""
        if place != self.place:
            self.place = place
            self._lay_out()

    def reach(self, pixels: float = 5.0) -> float:
        """Return how far so many pixels are on the horizontal axis."""
        (left, right), _ = self._view.viewRange()
        return pixels * float(right - left) / max(float(self._view.width()), 1.0)

    def set_pen(self, pen: QPen) -> None:
        """Set how the line looks."""
        self._item.setPen(pen)

    def _lay_out(self, *_: object) -> None:
        if self.place is None and not self._item.isVisible():
            return
        (left, right), (low, _) = self._view.viewRange()
        inside = self.place is not None and left <= self.place <= right
        self._erase()
        self._item.setVisible(inside)
        if self.place is not None and inside:
            column = round(self._view.mapFromView(QPointF(self.place, low)).x())
            self._item.setLine(column, 0, column, self._view.height())

    def _erase(self) -> None:
        """Have the plot painted where the line is.

        When the plot is painted for another reason, such as a box that moves on it, before it is
        painted for the line, Qt forgets where the line was.
        """
        self._erase_item(self._item)

    def _erase_item(self, item: QGraphicsItem) -> None:
        plot = self._view.getViewWidget()
        if plot is not None and item.isVisible():
            place = plot.mapFromScene(item.sceneBoundingRect()).boundingRect()
            plot.viewport().update(place.adjusted(-2, -2, 2, 2))
