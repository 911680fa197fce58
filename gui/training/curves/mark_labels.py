"""The texts beside the marks of a plot."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QGraphicsSimpleTextItem

from gui.common.theme import TextSize, number_font


class MarkLabels:
    """Makes labels in the small size of a font when they are needed, and uses them again.

    Qt paints its own items without calling Python, as in `curve`.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        self._parent = parent
        self._labels: list[QGraphicsSimpleTextItem] = []
        self._font = number_font(QFont(), TextSize.SMALL)
        self._color, self._paper = QColor(), QColor()

    def texts(self) -> list[str]:
        """Return the texts of the labels that are shown."""
        return [label.text() for label in self._labels if label.isVisible()]

    def boxes(self) -> list[QRectF]:
        """Return where the labels that are shown are, in the coordinates of the scene."""
        return [label.sceneBoundingRect() for label in self._labels if label.isVisible()]

    def width(self, text: str) -> int:
        """Return the width of a text in pixels."""
        return QFontMetrics(self._font).horizontalAdvance(text)

    @property
    def height(self) -> int:
        """The height of a label in pixels."""
        return QFontMetrics(self._font).height()

    def set_colors(self, text: QColor, paper: QColor) -> None:
        """Set the color of all labels, and that of the plot, which they cover behind them."""
        self._color, self._paper = text, QColor(paper)
        for label in self._labels:
            label.setBrush(text)
            _cover_of(label).setBrush(self._paper)

    def set_font(self, font: QFont) -> None:
        """Write all labels in the small size of another font."""
        self._font = number_font(font, TextSize.SMALL)
        for label in self._labels:
            label.setFont(self._font)
            _cover_of(label).setRect(label.boundingRect())

    def write(self, number: int, text: str) -> QGraphicsSimpleTextItem:
        """Show a label with a text; `number` is at most the number of those that were made."""
        if number == len(self._labels):
            self._labels.append(self._made())
        label = self._labels[number]
        if text != label.text():
            label.setText(text)
            _cover_of(label).setRect(label.boundingRect())
        label.show()
        return label

    def hide_from(self, number: int) -> None:
        """Hide all labels from a number on."""
        for label in self._labels[number:]:
            label.hide()

    def _made(self) -> QGraphicsSimpleTextItem:
        label = QGraphicsSimpleTextItem(self._parent)
        label.setFont(self._font)
        label.setBrush(self._color)
        # Painted once, not with each new point of a curve.
        label.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        cover = QGraphicsRectItem(label)
        cover.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)
        cover.setPen(QPen(Qt.PenStyle.NoPen))
        cover.setBrush(self._paper)
        return label


def _cover_of(label: QGraphicsSimpleTextItem) -> QGraphicsRectItem:
    """Return the rectangle behind a label, without which a curve would run through its text."""
    (cover,) = label.childItems()
    assert isinstance(cover, QGraphicsRectItem)
    return cover
