"""A label of one line that is shortened to its width."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_BETWEEN = " · "
_LEAST = 10
"""Characters of a last part without which the part is not worth its room."""


class ElidedLabel(QLabel):
    """Shows a text shortened in its middle if it is too long; the tooltip shows it whole.

    Of several parts with “ · ” between them, the last one is shortened, as long as that is enough.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show a text."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """Return the height of a line, of any width."""
        return QSize(0, self.sizeHint().height())

    @property
    def visible_text(self) -> str:
        """The text that is painted."""
        text, metrics, width = self.text(), self.fontMetrics(), self.contentsRect().width()
        middle = Qt.TextElideMode.ElideMiddle
        before, mark, last = text.rpartition(_BETWEEN)
        if not mark or metrics.horizontalAdvance(text) <= width:
            return metrics.elidedText(text, middle, width)
        left = width - metrics.horizontalAdvance(before + mark)
        if left < metrics.horizontalAdvance("0" * _LEAST):
            return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return before + mark + metrics.elidedText(last, middle, left)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is room for.

        While something of it is selected, the text is cut off, as other labels are.
        """
        if self.hasSelectedText():
            super().paintEvent(event)
            return
        painter, flags = QPainter(self), self.alignment() | Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), flags, self.visible_text)
        painter.end()
