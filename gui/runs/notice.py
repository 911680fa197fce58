"""A line that says what was done, and takes it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.naming import named


class Notice(QFrame):
    """Stays until it is closed, or says something else."""

    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsNotice")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = named(QLabel(wordWrap=True), "runsNoticeText")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._undo = named(QPushButton("Undo"), "undoDeleteButton")
        self._undo.setToolTip("Put the deleted runs back (Ctrl+Z in the table).")
        self._close = named(QPushButton("Close"), "closeNoticeButton")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._undo)
        layout.addWidget(self._close)
        self._undo.clicked.connect(self.undo_asked)
        self._close.clicked.connect(self.hide)
        self.hide()

    def say(self, text: str, *, undoable: bool = False) -> None:
        """Show a text, with or without a way back."""
        self._text.setText(text)
        self._undo.setVisible(undoable)
        self.show()
