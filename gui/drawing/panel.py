"""Draw a digit and read the answer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.drawing.exchange import Exchange
from gui.drawing.pad import DrawingPad
from gui.drawing.views import NetworkView, ProbabilityBars
from gui.naming import named
from gui.readout import Readout
from gui.theme import heading, number_font

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
        self._view = NetworkView()
        self._bars = ProbabilityBars()
        self._answer = named(QLabel("–"), "predictionLabel")
        self._comment = named(Readout(_NO_NETWORK), "predictionComment")
        # A fast pen moves a hundred times a second; fifteen answers are enough.
        self._answering = QTimer(self, singleShot=True, interval=66)
        self._answering.timeout.connect(self._read_drawing)
        self._make_buttons()
        self._lay_out()
        self.pad.drawing_changed.connect(self._answer_soon)
        self.pad.history_changed.connect(self._enable)
        self._enable()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """Undo, redo and clear, for a menu."""
        return [self._undo, self._redo, self._clear]

    @Slot(object)
    def set_model(self, model: "Model | None") -> None:
        """Answer with another model from now on; None for no answer."""
        # Here: the window's start has no network to read with.
        from core.reading.reader import Reader

        self._reader = Reader(model.network) if model is not None else None
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

    def _make_buttons(self) -> None:
        self._undo = self._action("Undo", QKeySequence.StandardKey.Undo, self.pad.undo)
        self._redo = self._action("Redo", QKeySequence.StandardKey.Redo, self.pad.redo)
        self._clear = self._action("Clear", [QKeySequence("Ctrl+Backspace")], self.pad.clear)
        self._undo_button = self._button("undoButton", self._undo)
        self._clear_button = self._button("clearPadButton", self._clear)

    def _action(
        self, text: str, keys: list[QKeySequence] | QKeySequence.StandardKey, do: object
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcuts(keys)  # all that a platform has: Ctrl+Y and Ctrl+Shift+Z
        action.triggered.connect(do)
        return action

    def _button(self, name: str, action: QAction) -> QPushButton:
        button = named(QPushButton(action.text()), name)
        button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
        button.clicked.connect(action.trigger)
        return button

    @Slot()
    def _enable(self) -> None:
        for action, button, possible in (
            (self._undo, self._undo_button, self.pad.history.can_undo),
            (self._clear, self._clear_button, bool(self.pad.history.drawing)),
        ):
            action.setEnabled(possible)
            button.setEnabled(possible)
        self._redo.setEnabled(self.pad.history.can_redo)

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
        buttons = QHBoxLayout()
        buttons.addWidget(heading("Draw"))
        buttons.addStretch()
        buttons.addWidget(self._undo_button)
        buttons.addWidget(self._clear_button)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons, 0, 0, 1, 2)
        layout.addWidget(self.pad, 1, 0)
        layout.addLayout(side, 1, 1)
        layout.addWidget(self._bars, 2, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        layout.setRowStretch(1, 1)
