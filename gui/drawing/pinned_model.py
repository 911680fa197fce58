"""A second model beside the current one: what it answers to the same drawing."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gui.common.file_dialogs import ask_to_open
from gui.common.icons import icon
from gui.common.object_names import named
from gui.common.static_label import Readout
from gui.common.tasks import Publish, TaskRunner
from gui.common.theme import number_font
from gui.drawing.probability_bars import ProbabilityBars
from gui.session.model_io import ALL_MODELS

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import Reading
    from core.recognition.recognizer import Recognizer


class Comparison(QWidget):
    """Nothing until a model is pinned; then its name, its answer, and its bars."""

    pinned = Signal()
    """Another model is pinned, or none: `reader` reads with it."""
    failed = Signal(object)
    """The exception that says why a model cannot be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pinnedModel")
        self._current: Model | None = None
        self._reader: Recognizer | None = None
        self._reading: Reading | None = None
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._go_on)
        self._job.failed.connect(self._fail)
        self._next: tuple[Path, str] | None = None
        self._wanted = False
        """Whether the model that is read is to be pinned."""
        self.bars = ProbabilityBars("pinnedBars")
        """To stand beside those of the current model."""
        self._title: QLabel | None = None
        self._make_button()
        self.hide()
        self.bars.hide()

    @Slot(object)
    def set_current(self, model: "Model | None") -> None:
        """The model that can be pinned."""
        self._current = model
        self._pin_current.setEnabled(model is not None)

    @property
    def reader(self) -> "Recognizer | None":
        """Reads with the pinned model; None without one."""
        return self._reader

    def set_reading(self, reading: "Reading | None") -> None:
        """What the pinned model makes of the drawing; `show_digit` shows it."""
        self._reading = reading

    def show_digit(self, chosen: int) -> None:
        """Show the answer, if a model is pinned, with bars for one of its digits."""
        if self._reader is not None and self._reading is not None:
            self._show_reading(self._reading, chosen)

    def wait_for_end(self) -> None:
        """End what is being read; nothing follows it."""
        self._next = None
        self._job.end()

    @Slot()
    def pin_current(self) -> None:
        """Keep the current model as it is now."""
        if self._current is not None:
            self._wanted, self._next = False, None
            epoch = f"after epoch {self._current.epoch}"
            self._pin(self._current, self._current.title or epoch)

    @Slot()
    def pin_shipped(self) -> None:
        """The model that travels with the program."""
        from core.models.bundled_model import TITLE, bundled_path

        self._pin_file(bundled_path(), TITLE)

    @Slot()
    def ask_to_pin(self) -> None:
        """Let the person choose a model's file."""
        ask_to_open(
            self.window(),
            "pinModelDialog",
            "Pin a model",
            ALL_MODELS,
            lambda path, kind: self._pin_file(path, path.name),
        )

    @Slot()
    def unpin(self) -> None:
        """Go back to one answer."""
        self._next = self._reader = self._reading = None
        self._wanted = False
        self._unpin.setEnabled(False)
        self.hide()
        self.bars.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.button.setIcon(icon("pin", self.palette()))
            if self._title is not None:
                self._close.setIcon(icon("clear", self.palette()))

    def _pin_file(self, path: Path, title: str) -> None:
        """In a thread: it may be anybody's file. Of those that are asked for meanwhile, the last
        one comes next."""
        self._wanted = True
        if self._job.busy:
            self._next = path, title
        else:
            self._job.start(partial(_publish_model, path, title))

    @Slot(object)
    def _receive(self, published: "list[tuple[Model, str]]") -> None:
        if self._wanted and self._next is None:
            self._pin(*published[-1])

    @Slot()
    def _go_on(self) -> None:
        latest, self._next = self._next, None
        if latest is not None:
            self._pin_file(*latest)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    def _pin(self, model: "Model", title: str) -> None:
        from core.recognition.recognizer import Recognizer

        if self._title is None:
            self._title = self._lay_out()
        self._reader = Recognizer(model.network, model.calibration)
        self._title.setText(f"Right: {title}")
        self._title.setToolTip(f"{title}, {'-'.join(str(n) for n in model.network.sizes)}")
        self._unpin.setEnabled(True)
        self._reading = None
        self.show()
        self.bars.show()
        self.pinned.emit()

    def _show_reading(self, reading: "Reading", chosen: int) -> None:
        answer = "".join(str(digit.digit) for digit in reading.digits)
        sure = all(digit.sure for digit in reading.digits)
        self._answer.setText(answer + ("" if sure else ", not sure") if answer else "–")
        same = chosen < len(reading.digits)
        shown = reading.digits[chosen].probabilities.tolist() if same else None
        self.bars.show_probabilities(shown)

    def _make_button(self) -> None:
        self.button = named(QToolButton(), "pinButton")
        self.button.setAccessibleName("Compare with a second model")
        self.button.setToolTip("Pin a second model: both answer to the same drawing.")
        self.button.setAutoRaise(True)
        self.button.setIcon(icon("pin", self.button.palette()))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        self._pin_current = menu.addAction("Pin the &current model", self.pin_current)
        menu.addAction("Pin the model that &ships", self.pin_shipped)
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
        self._answer = named(Readout("–"), "pinnedPrediction")
        self._answer.setFont(number_font(self, 1.2, bold=True))
        self._answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        widest = self._answer.fontMetrics().horizontalAdvance("888888, not sure")
        self._answer.setMinimumSize(QSize(widest, self._answer.fontMetrics().height()))
        self._close = named(QToolButton(), "unpinButton")
        self._close.setIcon(icon("clear", self.palette()))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Unpin this model.")
        self._close.clicked.connect(self.unpin)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(title, stretch=1)
        row.addWidget(self._answer)
        row.addWidget(self._close)
        return title


def _publish_model(path: Path, title: str, publish: Publish) -> None:
    from core.importing.model_import import import_model

    publish((import_model(path), title))
