"""A window with the confusion matrix in large figures, for a projector or a closer look."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from gui.common.dialogs import close_row
from gui.common.enlargement import set_text_size
from gui.common.theme import TextSize
from gui.common.widgets import named, set_text_role, vbox
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

    def show_result(self, text: str, *, faded: bool) -> None:
        """Show the result that the matrix belongs to, and its model, above the matrix.

        A result of another model than the one in use is faded.
        """
        role = QPalette.ColorRole.PlaceholderText if faded else QPalette.ColorRole.WindowText
        set_text_role(self._result, role)
        self._result.setText(text)

    @Slot()
    def open_over(self) -> None:
        """Open where the main window is, and in the same size."""
        self._cover()
        self._covered.window().installEventFilter(self)
        self.open()
        self.matrix.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop following the main window."""
        super().hideEvent(event)
        self._covered.window().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the main window while the matrix is shown."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        window = self._covered.window()
        self.setGeometry(window.geometry())
        # A frame would be around a screen that the main window fills.
        self.setWindowState(window.windowState() & Qt.WindowState.WindowFullScreen)
