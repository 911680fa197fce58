"""A window with the confusion matrix in large figures, for a projector or a closer look."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from gui.common.dialogs import close_row
from gui.common.enlargement import set_text_size
from gui.common.theme import TextSize
from gui.common.widgets import named, vbox
from gui.evaluation.confusion_matrix import ConfusionMatrix


class MatrixWindow(QDialog):
    """Covers the main window with a confusion matrix.

    It closes when a cell is clicked, because the images of that cell are shown on the pad.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setObjectName("matrixWindow")
        self.setWindowTitle("Confusion matrix")
        self._result = named(QLabel(), "matrixResult")
        self.matrix = ConfusionMatrix("largeConfusionMatrix", TextSize.TITLE)
        self.matrix.clicked.connect(self.accept)
        set_text_size(self._result, TextSize.TITLE)
        self.setLayout(vbox(self._result, (self.matrix, 1), close_row(self), margins=(16,) * 4))

    def show_result(self, text: str) -> None:
        """Show the result that the matrix belongs to, and its model, above the matrix."""
        self._result.setText(text)

    def cover(self) -> None:
        """Take the place and the size of the main window."""
        self.setGeometry(self._covered.window().geometry())

    @Slot()
    def open_over(self) -> None:
        """Open where the main window is, and in the same size."""
        self.cover()
        self.open()
        self.matrix.setFocus()
