"""A label for text that changes many times a second."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget


class StaticLabel(QLabel):
    """A label that does not change the layout when its text changes.

    A QLabel has the whole window laid out again for each new text. This label needs a size into
    which its longest text fits.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = text
        self.setAccessibleName(text)

    def text(self) -> str:
        """Return the text."""
        return self._shown

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show a text."""
        if text != self._shown:
            self._shown = text
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, without a layout."""
        painter = QPainter(self)
        wrapped = Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), self.alignment() | wrapped, self._shown)
        painter.end()
