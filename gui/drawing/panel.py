"""Draw a digit and read the answer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gui.drawing.exchange import Exchange
from gui.drawing.pad import DrawingPad
from gui.drawing.tools import PadTools
from gui.drawing.views import NetworkView, ProbabilityBars
from gui.naming import named
from gui.readout import Readout
from gui.theme import number_font

if TYPE_CHECKING:
    from core.reading.reader import Reader
    from core.reading.reading import Reading
    from core.runs.model_file import Model

_NO_NETWORK = "No network yet: press Start to train one."
_NO_INK = "Draw a digit."


class DrawingPanel(QWidget):
    """Pad, what the network sees of it, and what it answers: from the latest model."""

    read = Signal(object)
    """Reading of what is on the pad; None without a model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader: Reader | None = None
        self.pad = DrawingPad()
        self.exchange = Exchange(self.pad)
        self._tools = PadTools(self.pad)
        self._view = NetworkView()
        self._bars = ProbabilityBars()
        self._answer = named(QLabel("–"), "predictionLabel")
        self._comment = named(Readout(_NO_NETWORK), "predictionComment")
        # A fast pen moves a hundred times a second; fifteen answers are enough.
        self._answering = QTimer(self, singleShot=True, interval=66)
        self._answering.timeout.connect(self._read_drawing)
        self._lay_out()
        self.pad.drawing_changed.connect(self._answer_soon)

    @property
    def actions_for_menu(self) -> list[QAction]:
        """What the tools do, for a menu."""
        return self._tools.actions_for_menu

    @Slot(object)
    def set_model(self, model: "Model | None") -> None:
        """Answer with another model from now on; None for no answer."""
        # Here: the window's start has no network to read with.
        from core.reading.reader import Reader

        self._reader = Reader(model.network, model.calibration) if model is not None else None
        self._read_drawing()

    @Slot()
    def _answer_soon(self) -> None:
        if not self._answering.isActive():
            self._answering.start()

    @Slot()
    def _read_drawing(self) -> None:
        reading = self._reader.read(self.pad.drawing) if self._reader is not None else None
        self._show_reading(reading)
        self.read.emit(reading)

    def _show_reading(self, reading: "Reading | None") -> None:
        if reading is None or not reading.digits:
            self._show("–", _NO_NETWORK if reading is None else _NO_INK)
            self._view.show_pixels(None)
            self._bars.show_probabilities(None)
            return
        first = reading.digits[0]
        self._view.show_pixels(first.pixels)
        self._show(str(first.digit), f"{first.confidence:.0%}\nnext: {first.second}")
        self._bars.show_probabilities(first.probabilities.tolist())

    def _show(self, answer: str, comment: str) -> None:
        if self._answer.text() != answer:
            self._answer.setText(answer)
        self._comment.setText(comment)

    def _lay_out(self) -> None:
        self._answer.setFont(number_font(self._answer, 5.0, bold=True))
        self._answer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._comment.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._comment.setWordWrap(True)
        self._comment.setFixedHeight(3 * self._comment.fontMetrics().lineSpacing())
        self._comment.setFixedWidth(128)
        side = QVBoxLayout()
        side.setSpacing(2)
        side.addWidget(QLabel("The network sees"), alignment=Qt.AlignmentFlag.AlignHCenter)
        side.addWidget(self._view, alignment=Qt.AlignmentFlag.AlignHCenter)
        side.addWidget(self._answer, stretch=1)
        side.addWidget(self._comment)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._tools, 0, 0, 1, 2)
        layout.addWidget(self.pad, 1, 0)
        layout.addLayout(side, 1, 1)
        layout.addWidget(self._bars, 2, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        layout.setRowStretch(1, 1)
