"""For which digit the drawing is to be explained."""

from PySide6.QtCore import Signal, Slot
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
