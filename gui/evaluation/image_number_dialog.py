"""The dialog that asks for the number of a test image."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gui.common.dialogs import FormDialog
from gui.common.number_box import NumberBox
from gui.common.widgets import named, vbox

_WIDTH = 280


class ImageNumberDialog(FormDialog):
    """Asks for a number, and says so if there is no image with the one that was typed."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, last: int, suggested: int) -> None:
        """Offer the numbers from 0 to `last`."""
        super().__init__(parent, "testImageQuestion", "Test image", width=_WIDTH)
        self._number = named(NumberBox(), "testImageNumber")
        self._number.setRange(0, last)
        self._number.setGroupSeparatorShown(True)
        self._number.setValue(suggested)
        self._number.selectAll()
        self._number.setAccessibleName("Number of the test image")
        self._number.setToolTip("Images are numbered in the order of the test set, from 0 on.")
        label = QLabel(f"&Number of the test image, 0 to {last:,}:")
        label.setBuddy(self._number)
        show = named(QPushButton("Show"), "showTestImageButton")
        show.setToolTip("Show the image on the pad (Enter).")
        show.clicked.connect(self.accept)
        buttons = self.button_row(show)
        self.setLayout(vbox(label, self._number, buttons, margins=(16, 16, 16, 16)))

    def accept(self) -> None:
        """Hand over the number, unless it has just replaced what was typed."""
        self._number.interpretText()
        if self._number.correction.stops_click():
            self._number.selectAll()
            return
        self.chosen.emit(self._number.value())
        super().accept()
