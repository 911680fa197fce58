"""What the chosen unit does for the answer, and which pixels act through it."""

from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.inside.unit_weights import largest_magnitude
from gui.common.enlargement import set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.pixel_picture import PixelPicture
from gui.common.theme import TIGHT, TextSize
from gui.common.widgets import hbox, named, set_available, vbox
from gui.network_diagram.diagram_text import (
    NOT_FINITE,
    describe_question,
    describe_strongest,
    question,
    signed,
    unit_name,
)

if TYPE_CHECKING:
    from core.nn.activations import Floats
    from gui.network_diagram.diagram_requests import Diagram

_ZOOM, _BAR = 4, 8
"""The pixels of each pixel of the image at the normal size of the text, and of the scale."""
_NO_UNIT = "Choose a hidden unit or an output in the diagram first."
_OPEN = "Show the unit on the page “Units”: its weights, its sum, and the network without it."
_EXACT = (
    "The units of the last hidden layer and the biases add up to it. In the layers before, and for "
    "pixels, it is an estimate to first order."
)


class ContributionPicture(PixelPicture):
    """Shows what each pixel contributes."""

    def __init__(self) -> None:
        super().__init__("Contributions", _ZOOM, _BAR)
        self.setObjectName("pixelContributions")
        self.setAccessibleName("Contributions of the pixels")
        self.setToolTip("Ink on blue speaks for the digit, ink on orange against it.")

    def show_contributions(self, values: "Floats | None") -> None:
        """Show contributions (28, 28) in the scale of the largest one; None for none."""
        self.show_values(values, 1.0 if values is None else largest_magnitude(values))


class PartCard(QWidget):
    """Shows the way from the pixels to the answer through the chosen unit, or through all units."""

    open_requested = Signal()
    """The user wants to see everything about the chosen unit."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = ContributionPicture()
        self._title = named(FittingLabel(), "partTitle")
        self._total = named(QLabel(wordWrap=True), "partTotal")
        self._strongest = named(QLabel(wordWrap=True), "partStrongest")
        self._note = named(QLabel(_EXACT, wordWrap=True), "partNote")
        for label in (self._total, self._strongest, self._note):
            set_text_size(label, TextSize.SMALL)
        self._button = named(QPushButton("Show on “Units”"), "showUnitButton")
        self._button.clicked.connect(self.open_requested)
        texts = vbox(self._title, self._total, self._strongest, self._note, spacing=TIGHT)
        self.setLayout(
            hbox(vbox(self._picture, None), (vbox(texts, None, hbox(self._button, None)), 1))
        )
        self.show_diagram(None)

    def show_diagram(self, diagram: "Diagram | None") -> None:
        """Show the contributions of a diagram; None for none."""
        chosen = diagram.request.chosen if diagram is not None else None
        set_available(self._button, _OPEN, "" if chosen is not None else _NO_UNIT)
        found = diagram.contributions if diagram is not None else None
        self._picture.show_contributions(diagram.pixels if diagram is not None else None)
        self._note.setVisible(found is not None)
        if diagram is None or found is None:
            self._title.show_texts("Draw a digit, or choose a test image.", "Draw a digit.")
            self._total.setText("")
            self._strongest.setText("")
            return
        if not isfinite(found.total):
            self._title.show_texts(NOT_FINITE, "The network has diverged.")
            self._total.setText("No contribution can be told from another. Red is not a number.")
            self._strongest.setText("")
            self._note.hide()
            return
        about = question(found)
        hidden = chosen if chosen is not None and chosen[0] < len(found.units) else None
        through = unit_name(diagram, hidden) if hidden is not None else "all units"
        self._title.show_texts(
            f"What the pixels contribute to {about} through {through[0].lower()}{through[1:]}",
            f"Pixels for {about} through {through[0].lower()}{through[1:]}",
            f"Pixels for {about}",
        )
        part = "" if hidden is None else _part(found.units[hidden[0]], hidden[1])
        self._total.setText(f"{describe_question(diagram)}{part}")
        layer = hidden[0] if hidden is not None else len(found.units) - 1
        self._strongest.setText(describe_strongest(diagram, layer))


def _part(parts: "Floats", unit: int) -> str:
    return f" Unit {unit} contributes {signed(float(parts[unit]))}."
