"""Which digit to ask about."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from core.datasets.dataset import CLASSES
from gui.naming import named


class DigitChooser(QWidget):
    """Ten buttons, of which one is down."""

    picked = Signal(int)
    """The digit that a person clicked on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for digit in range(CLASSES):
            button = named(QToolButton(), f"whyDigit{digit}")
            button.setText(str(digit))
            button.setCheckable(True)
            button.setToolTip(f"What speaks for a {digit}, and what against it?")
            self._group.addButton(button, digit)
            row.addWidget(button)
        self._group.idClicked.connect(self.picked)
        self._group.idToggled.connect(self._mark)

    def show_digit(self, digit: int | None) -> None:
        """The digit that is asked about; None where there is nothing to ask."""
        self.setEnabled(digit is not None)
        self._group.setExclusive(digit is not None)
        for each in range(CLASSES):
            self._group.button(each).setChecked(each == digit)

    @Slot(int, bool)
    def _mark(self, digit: int, down: bool) -> None:
        """Colour the button that is down: in the dark it would look like the others."""
        palette = QPalette()
        if down:
            used = self.palette()
            palette.setBrush(QPalette.ColorRole.Button, used.highlight())
            palette.setBrush(QPalette.ColorRole.ButtonText, used.highlightedText())
        self._group.button(digit).setPalette(palette)


class PartChooser(QWidget):
    """Goes from one digit of a drawing to the next; out of sight while there is only one."""

    moved = Signal(int)
    """The index of the digit that a person went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index, self._count = 0, 1
        self._previous = self._button("previousDigitButton", Qt.ArrowType.LeftArrow, "previous")
        self._next = self._button("nextDigitButton", Qt.ArrowType.RightArrow, "next")
        self._previous.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self._previous)
        row.addWidget(self._next)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.show_place(0, 1)

    def show_place(self, index: int, count: int) -> None:
        """Which of how many digits is asked about, from 0."""
        self._index, self._count = index, count
        self._previous.setEnabled(index > 0)
        self._next.setEnabled(index + 1 < count)
        self.setVisible(count > 1)

    @Slot()
    def _go_back(self) -> None:
        self.moved.emit(self._index - 1)

    @Slot()
    def _go_on(self) -> None:
        self.moved.emit(self._index + 1)

    def _button(self, name: str, arrow: Qt.ArrowType, which: str) -> QToolButton:
        button = named(QToolButton(arrowType=arrow), name)
        button.setToolTip(f"Ask about the {which} digit of the drawing.")
        button.setAccessibleName(f"The {which} digit")
        return button
