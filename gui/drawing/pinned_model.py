"""The answer of a second, pinned model to the same drawing."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gui.common.enlargement import set_text_size
from gui.common.file_dialogs import ask_to_open
from gui.common.fitting_label import FittingLabel
from gui.common.icons import icon
from gui.common.menu_button import MenuButton
from gui.common.tasks import Policy, Tasks
from gui.common.theme import TIGHT, TextSize
from gui.common.widgets import hbox, named
from gui.drawing.probability_bars import ProbabilityBars
from gui.session.model_io import ALL_MODELS, run_name
from gui.session.model_line import model_name

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
        self._prediction: DrawingPrediction | None = None
        self._runner = tasks.runner(Policy.LATEST)
        self._runner.returned.connect(self._pin_read)
        self.bars = ProbabilityBars("pinnedBars")
        """The bars of the pinned model, to be shown beside those of the current model."""
        self._pinned_title = ""
        self._title: FittingLabel | None = None
        self._make_button()
        self.hide()
        self.bars.hide()

    @Slot(object)
    def set_current(self, model: "Model | None") -> None:
        """Set the model that `pin_current` pins."""
        self._current = model
        self._pin_current.setEnabled(model is not None)
        self._show_title()

    def set_prediction(self, prediction: "DrawingPrediction | None") -> None:
        """Set the answer of the pinned model; `show_digit` shows it."""
        self._prediction = prediction

    def show_digit(self, chosen: int) -> None:
        """Show the answer, if a model is pinned, with bars for one of its digits."""
        if self.recognizer is not None and self._prediction is not None:
            self._show_prediction(self._prediction, chosen)

    @Slot()
    def pin_current(self) -> None:
        """Pin the current model as it is now."""
        if self._current is not None:
            self._runner.cancel()
            self._pin(self._current)

    @Slot()
    def pin_bundled(self) -> None:
        """Pin the built-in model."""
        from core.models.bundled_model import TITLE, bundled_path

        self._pin_file(bundled_path(), TITLE)

    @Slot()
    def ask_to_pin(self) -> None:
        """Let the user choose a model's file."""
        ask_to_open(self.window(), "pinModelDialog", "Pin a model", ALL_MODELS, self._pin_file)

    @Slot()
    def unpin(self) -> None:
        """Pin no model, and show only the answer of the current one."""
        self._runner.cancel()
        self.recognizer = self._prediction = None
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

    def _pin_file(self, path: Path, title: str = "") -> None:
        self._runner.cancel()
        self._runner.call(partial(_read_model, path, title))

    @Slot(object)
    def _pin_read(self, read: "tuple[Model, str]") -> None:
        self._pin(*read)

    def _pin(self, model: "Model", title: str = "") -> None:
        from core.recognition.recognizer import Recognizer

        if self._title is None:
            self._title = self._lay_out()
        self.recognizer = Recognizer(model)
        self._pinned_title = title
        self._show_title()
        self._unpin.setEnabled(True)
        self._prediction = None
        self.show()
        self.bars.show()
        self.pinned.emit()

    def _show_title(self) -> None:
        """Name the pinned model; a run is called “this run” only until another one starts."""
        if self._title is None or self.recognizer is None:
            return
        model = self.recognizer.model
        name = self._pinned_title or model_name(model, self._current)
        layers = "-".join(map(str, model.network.sizes))
        self._title.show_texts(f"Pinned: {name}", name, tip=f"Pinned: {name}. Network {layers}.")

    def _show_prediction(self, prediction: "DrawingPrediction", chosen: int) -> None:
        digits = prediction.digits
        figures = "".join(str(digit.digit) for digit in digits)
        unsure = [digit for digit in digits if not digit.sure]
        role = QPalette.ColorRole.PlaceholderText if unsure else QPalette.ColorRole.WindowText
        self._answer.setForegroundRole(role)
        if len(digits) == 1:
            (digit,) = digits
            shorter = () if digit.sure else (f"{figures}?",)
            tip = f"{digit.answer}\n{digit.why_sure_or_not}"
            self._answer.show_texts(digit.answer, *shorter, tip=tip)
        elif unsure:
            self._answer.show_texts(f"{figures}, not sure", f"{figures}?")
        else:
            self._answer.show_texts(figures or "–")
        self.bars.show_prediction(digits[chosen] if chosen < len(digits) else None)

    def _make_button(self) -> None:
        self.button = named(MenuButton(), "pinButton")
        self.button.setAccessibleName("Compare with a second model")
        self.button.setToolTip("Pin a second model to compare the answers of both.")
        self.button.setIcon(icon("pin", self.button.palette()))
        menu = QMenu(self.button)
        self._pin_current = menu.addAction("Pin the &current model", self.pin_current)
        menu.addAction("Pin the &built-in model", self.pin_bundled)
        menu.addAction("Pin a model from a &file…", self.ask_to_pin)
        menu.addSeparator()
        self._unpin = menu.addAction("&Unpin", self.unpin)
        self._pin_current.setEnabled(False)
        self._unpin.setEnabled(False)
        self.button.setMenu(menu)

    def _lay_out(self) -> FittingLabel:
        title = named(FittingLabel(), "pinnedTitle")
        set_text_size(title, TextSize.SMALL)
        title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._answer = named(FittingLabel(), "pinnedPrediction")
        self._answer.show_texts("–")
        set_text_size(self._answer, bold=True)
        self._answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._close = named(QToolButton(), "unpinButton")
        self._close.setIcon(icon("clear", self.palette()))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Unpin this model.")
        self._close.setAccessibleName("Unpin this model")
        self._close.clicked.connect(self.unpin)
        self.setLayout(hbox((title, 2), (self._answer, 1), self._close, spacing=TIGHT))
        return title


def _read_model(path: Path, title: str) -> "tuple[Model, str]":
    from core.importing.model_import import import_model

    return import_model(path), title or run_name(path) or path.name
