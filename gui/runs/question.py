"""A number that is asked for below the table, while all else goes on."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from gui.naming import named

_MOST = (1 << 31) - 1
"""Qt's numbers end there."""


class Question(QFrame):
    """Words, a number, more words, and a button that does it. Escape puts it away."""

    answered = Signal(int)

    def __init__(self, name: str, words: str, do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Question")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._number = named(QSpinBox(), name)
        self._number.setAccessibleName(words)
        self._number.setGroupSeparatorShown(True)
        self._rest = named(QLabel(), f"{name}Text")
        self._do = named(QPushButton(do), f"{name}Button")
        cancel = named(QPushButton("Cancel"), f"{name}Cancel")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        for widget in (QLabel(words), self._number, self._rest):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self._do)
        layout.addWidget(cancel)
        self._do.clicked.connect(self._answer)
        cancel.clicked.connect(self.hide)
        self.hide()

    def ask(self, least: int, most: int, suggested: int, rest: str) -> None:
        """Ask for a number from `least` to `most`."""
        most = min(most, _MOST)
        self._number.setRange(least, most)
        self._number.setValue(min(suggested, most))
        self._rest.setText(rest)
        self.show()
        self._number.setFocus()
        self._number.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._answer()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _answer(self) -> None:
        self._number.interpretText()
        self.hide()
        self.answered.emit(self._number.value())
