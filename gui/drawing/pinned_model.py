"""The answer of a second, pinned model to the same drawing."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from gui.common.file_dialogs import ask_to_open
from gui.common.icons import icon
from gui.common.static_label import StaticLabel
from gui.common.tasks import Policy, Tasks
from gui.common.theme import number_font
from gui.common.widgets import hbox, named
from gui.drawing.probability_bars import ProbabilityBars
from gui.session.model_io import ALL_MODELS

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DrawingPrediction
    from core.recognition.recognizer import Recognizer


class Comparison(QWidget):
    """Shows name, answer and bars of the pinned model; hidden while there is none."""

    pinned = Signal()
    """Emitted when another model is pinned, which changes `recognizer`."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("pinnedModel")
        self._current: Model | None = None
        self.recognizer: Recognizer | None = None
        """The recognizer of the pinned model; None without one."""
        self._reading: DrawingPrediction | None = None
        self._runner = tasks.runner(Policy.LATEST)
        self._runner.returned.connect(self._pin_read)
        self.bars = ProbabilityBars("pinnedBars")
        """The bars of the pinned model, to be shown beside those of the current model."""
        self._title: QLabel | None = None
        self._make_button()
        self.hide()
        self.bars.hide()

    @Slot(object)
    def set_current(self, model: "Model | None") -> None:
        """Set the model that `pin_current` pins."""
        self._current = model
        self._pin_current.setEnabled(model is not None)

    def set_reading(self, reading: "DrawingPrediction | None") -> None:
        """Set the answer of the pinned model; `show_digit` shows it."""
        self._reading = reading

    def show_digit(self, chosen: int) -> None:
        """Show the answer, if a model is pinned, with bars for one of its digits."""
        if self.recognizer is not None and self._reading is not None:
            self._show_reading(self._reading, chosen)

    @Slot()
    def pin_current(self) -> None:
        """Pin the current model as it is now."""
        if self._current is not None:
            self._runner.cancel()
            epoch = f"after epoch {self._current.epoch}"
            self._pin(self._current, self._current.title or epoch)

    @Slot()
    def pin_bundled(self) -> None:
        """Pin the built-in model."""
        from core.models.bundled_model import TITLE, bundled_path

        self._pin_file(bundled_path(), TITLE)

    @Slot()
    def ask_to_pin(self) -> None:
        """Let the user choose a model's file."""
        ask_to_open(
            self.window(),
            "pinModelDialog",
            "Pin a model",
            ALL_MODELS,
            lambda path, kind: self._pin_file(path, path.name),
        )

    @Slot()
    def unpin(self) -> None:
        """Pin no model, and show only the answer of the current one."""
        self._runner.cancel()
        self.recognizer = self._reading = None
        self._unpin.setEnabled(False)
        self.hide()
        self.bars.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.button.setIcon(icon("pin", self.palette()))
            if self._title is not None:
                self._close.setIcon(icon("clear", self.palette()))

    def _pin_file(self, path: Path, title: str) -> None:
        self._runner.cancel()
        self._runner.call(partial(_read_model, path, title))

    @Slot(object)
    def _pin_read(self, read: "tuple[Model, str]") -> None:
        self._pin(*read)

    def _pin(self, model: "Model", title: str) -> None:
        from core.recognition.recognizer import Recognizer

        if self._title is None:
            self._title = self._lay_out()
        self.recognizer = Recognizer(model)
        self._title.setText(f"Pinned: {title}")
        self._title.setToolTip(f"{title}, {'-'.join(str(n) for n in model.network.sizes)}")
        self._unpin.setEnabled(True)
        self._reading = None
        self.show()
        self.bars.show()
        self.pinned.emit()

    def _show_reading(self, reading: "DrawingPrediction", chosen: int) -> None:
        answer = "".join(str(digit.digit) for digit in reading.digits)
        sure = all(digit.sure for digit in reading.digits)
        self._answer.setText(answer + ("" if sure else ", not sure") if answer else "–")
        same = chosen < len(reading.digits)
        shown = reading.digits[chosen].probabilities.tolist() if same else None
        self.bars.show_probabilities(shown)

    def _make_button(self) -> None:
        self.button = named(QToolButton(), "pinButton")
        self.button.setAccessibleName("Compare with a second model")
        self.button.setToolTip("Pin a second model to compare the answers of both.")
        self.button.setAutoRaise(True)
        self.button.setIcon(icon("pin", self.button.palette()))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        self._pin_current = menu.addAction("Pin the &current model", self.pin_current)
        menu.addAction("Pin the &built-in model", self.pin_bundled)
        menu.addAction("Pin a model from a &file…", self.ask_to_pin)
        menu.addSeparator()
        self._unpin = menu.addAction("&Unpin", self.unpin)
        self._pin_current.setEnabled(False)
        self._unpin.setEnabled(False)
        self.button.setMenu(menu)

    def _lay_out(self) -> QLabel:
        title = named(QLabel(), "pinnedTitle")
        title.setTextFormat(Qt.TextFormat.PlainText)  # it may be the name of a file
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._answer = named(StaticLabel("–"), "pinnedPrediction")
        self._answer.setFont(number_font(self, 1.2, bold=True))
        self._answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        widest = self._answer.fontMetrics().horizontalAdvance("888888, not sure")
        self._answer.setMinimumSize(QSize(widest, self._answer.fontMetrics().height()))
        self._close = named(QToolButton(), "unpinButton")
        self._close.setIcon(icon("clear", self.palette()))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Unpin this model.")
        self._close.clicked.connect(self.unpin)
        self.setLayout(hbox((title, 1), self._answer, self._close))
        return title


def _read_model(path: Path, title: str) -> "tuple[Model, str]":
    from core.importing.model_import import import_model

    return import_model(path), title
