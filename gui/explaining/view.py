"""What the tab "Why" shows, and what can be asked there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from core.datasets.dataset import CLASSES
from gui.explaining import wording
from gui.explaining.digit_chooser import DigitChooser
from gui.explaining.neighbour_row import NeighbourRow
from gui.explaining.pictures import Pictures
from gui.naming import named
from gui.readout import Readout

if TYPE_CHECKING:
    from core.explaining.counterfactual import Counterfactual
    from core.explaining.neighbours import Neighbour
    from gui.explaining.answers import Saliency


class WhyView(QWidget):
    """Widgets alone: it is told what to show."""

    picked = Signal(int)
    """The digit to ask about."""
    change_wanted = Signal()
    layer_changed = Signal()
    """Another layer is to lie on the drawing, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits, self._pictures, self._nearest = DigitChooser(), Pictures(), NeighbourRow()
        self._on_pad = named(QCheckBox("Show on the drawing"), "saliencyOnPad")
        self._on_pad.setChecked(True)
        self._on_pad.setToolTip("Colour the drawing by what speaks for the digit and against it.")
        self._button = named(QPushButton(), "changeButton")
        self._outcome = named(Readout(), "changeOutcome")
        self._lay_out()
        self._digits.picked.connect(self.picked)
        self._button.clicked.connect(self.change_wanted)
        self._on_pad.toggled.connect(self.layer_changed)
        self._pictures.recoloured.connect(self.layer_changed)

    @property
    def layer(self) -> QImage | None:
        """What is to lie on the drawing."""
        return self._pictures.layer if self._on_pad.isChecked() else None

    def show_question(self, digit: int, target: int) -> None:
        """Why is it `digit`, or is it not, and what would make it `target`?"""
        self._digits.show_digit(digit)
        self._button.setEnabled(True)
        self._button.setText(wording.question(target))
        self._button.setToolTip("Search for a smallest change of the ink that the network needs.")

    def show_nothing(self, reason: str) -> None:
        """There is nothing to ask about."""
        self._digits.show_digit(None)
        self._button.setEnabled(False)
        self._button.setText("What would change it?")
        self._button.setToolTip(reason)
        self.show_saliency(None)
        self.show_neighbours(())
        self.show_change(None, reason)

    def show_saliency(self, saliency: "Saliency | None") -> None:
        """What speaks for the digit and what against it."""
        self._pictures.show_saliency(saliency)
        self.layer_changed.emit()

    def show_neighbours(self, found: "tuple[Neighbour, ...]") -> None:
        """The nearest training images."""
        self._nearest.show_images(found)

    def show_change(self, change: "Counterfactual | None", text: str) -> None:
        """A change, or none, and what there is to say of it."""
        self._pictures.show_change(change)
        self._pictures.show_verdict("")
        self._outcome.setText(text)

    def show_verdict(self, digit: int, probability: float) -> None:
        """What the network makes of the change."""
        self._pictures.show_verdict(wording.verdict(digit, probability))

    def _lay_out(self) -> None:
        metrics = self._button.fontMetrics()
        widest = max(metrics.horizontalAdvance(wording.question(d)) for d in range(CLASSES))
        self._button.setMinimumWidth(widest + 16)
        self._outcome.setFixedHeight(self._outcome.fontMetrics().height())
        controls, near = QHBoxLayout(), QHBoxLayout()
        controls.addWidget(self._on_pad)
        controls.addWidget(self._button, stretch=1)
        near.addWidget(QLabel("Nearest\ntraining\nimages"), alignment=Qt.AlignmentFlag.AlignTop)
        near.addWidget(self._nearest, stretch=1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setSpacing(4)
        grid.addWidget(self._digits, 0, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._pictures, 1, 0)
        grid.addLayout(controls, 2, 0)
        grid.addWidget(self._outcome, 3, 0)
        grid.addLayout(near, 4, 0)
        grid.setRowStretch(1, 3)
        grid.setRowStretch(4, 2)
