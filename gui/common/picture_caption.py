"""A caption above a picture for a file: what the window says around the plot is not in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.common.theme import SPACING


class PictureCaption(QLabel):
    """A part of pictures that is painted into files and never shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def above(self, plot: QWidget, text: str) -> list[QWidget]:
        """Return the parts of a picture: this caption with a text, as wide as the plot below it."""
        self.setText(text)
        width = plot.width()
        self.resize(width, self.heightForWidth(width) + SPACING)
        return [self, plot]
