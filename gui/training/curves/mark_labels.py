"""The texts beside the marks of a plot."""

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSimpleTextItem

from gui.common.theme import TextSize, number_font


class MarkLabels:
    """Makes labels in the small size of a font when they are needed, and uses them again.

    Qt paints its own items without calling Python, as in `curve`.
    """

    def __init__(self, parent: QGraphicsItem, height: float) -> None:
        """`parent` must not be a path or a line, which pictures transform with all in it; `height`
        is the labels' z-value."""
        self._parent, self._height = parent, height
        self._labels: list[QGraphicsSimpleTextItem] = []
        self._font = number_font(QFont(), TextSize.SMALL)
        self._color = QColor()

    def texts(self) -> list[str]:
        """Return the texts of the labels that are shown."""
        return [label.text() for label in self._labels if label.isVisible()]

    def set_color(self, color: QColor) -> None:
        """Set the color of all labels."""
        self._color = color
        for label in self._labels:
            label.setBrush(color)

    def set_font(self, font: QFont) -> None:
        """Write all labels in the small size of another font."""
        self._font = number_font(font, TextSize.SMALL)
        for label in self._labels:
            label.setFont(self._font)

    def label(self, number: int) -> QGraphicsSimpleTextItem:
        """Return a label; `number` is at most the number of those that were made."""
        if number == len(self._labels):
            label = QGraphicsSimpleTextItem(self._parent)
            label.setZValue(self._height)
            label.setFont(self._font)
            label.setBrush(self._color)
            # Painted once, not with each new point of a curve.
            label.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            self._labels.append(label)
        return self._labels[number]

    def hide_from(self, number: int) -> None:
        """Hide all labels from a number on."""
        for label in self._labels[number:]:
            label.hide()
