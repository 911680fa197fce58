"""The panel to draw on, with the answer of the network."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.common.enlargement import enlargement
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks
from gui.common.theme import SPACING, TIGHT
from gui.common.widgets import hbox, vbox
from gui.drawing.answer_view import AnswerView
from gui.drawing.drawing_io import DrawingIO
from gui.drawing.network_view import NetworkView
from gui.drawing.pad import DrawingPad
from gui.drawing.pad_tools import PadTools
from gui.drawing.pinned_model import Comparison
from gui.drawing.probability_bars import ProbabilityBars
from gui.drawing.recognition_scheduler import Predictions, RecognitionScheduler
from gui.session.model_line import ModelLine
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from core.models.model_file import Model
    from core.recognition.prediction import DrawingPrediction
    from core.recognition.recognizer import Recognizer

_SIGMOID = ("sigmoid outputs need not add up to 100%", "may not add up to 100%")
"""A note below the bars of a network with sigmoid outputs, and the same in fewer words."""
_UNCALIBRATED = "not calibrated"
"""A note on a network in training, whose limit for being sure is not known yet."""


class DrawingPanel(QWidget):
    """Shows the pad, the image that the network sees, and the answer of the latest model."""

    recognized = Signal(object)
    """The DrawingPrediction for the drawing on the pad; None without a model."""
    digit_selected = Signal(object, int)
    """The DrawingPrediction, and the number of the digit that is shown."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__()
        self._recognizer: Recognizer | None = None
        self.prediction: DrawingPrediction | None = None
        """The result for the drawing on the pad; None without a model."""
        self.selected = 0
        """The number of the digit that is shown."""
        self._choices: dict[bytes, int] = {}
        """The number of the digit that stays shown for each division of the drawing into digits:
        networks may divide it differently, and the one in training changes several times a
        second."""
        self.pad = DrawingPad()
        self.files = DrawingIO(self.pad, tasks, errors)
        self._tools = PadTools(self.pad)
        self.comparison = Comparison(tasks)
        self._view = NetworkView()
        self._bars = ProbabilityBars()
        self._answer = AnswerView()
        self._model_line = ModelLine("answerModel")
        self._scheduler = RecognitionScheduler(tasks, self)
        self._lay_out()
        self._scheduler.due.connect(self._recognize)
        self._scheduler.recognized.connect(self._show_predictions)
        self._scheduler.delayed.connect(self._answer.show_waiting)
        self.comparison.pinned.connect(self._recognize)
        self._view.chosen_changed.connect(self._choose)
        self.pad.drawing_changed.connect(self._forget_choices)
        self.pad.drawing_changed.connect(self._scheduler.recognize_soon)
        self.pad.history_changed.connect(self._scheduler.recognize_now)

    def digit(self) -> "npt.NDArray[np.uint8] | None":
        """Return the image (28, 28) of the digit that is shown; None for none."""
        digits = self.prediction.digits if self.prediction is not None else ()
        return digits[self.selected].pixels if digits else None

    def connect_session(self, session: TrainingSession) -> None:
        """Answer with the latest model of a session."""
        session.model_changed.connect(self._set_model)
        session.state_changed.connect(lambda: self._scheduler.set_busy(session.active))

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions of the tools, for a menu."""
        return self._tools.actions_for_menu

    @Slot(object)
    def _set_model(self, model: "Model | None") -> None:
        """Recognize with another model from now on; None for no answer."""
        # Imported here so that the window opens faster.
        from core.recognition.recognizer import Recognizer

        self._recognizer = Recognizer(model) if model is not None else None
        self._model_line.show_model(model, model, _notes(model) if model is not None else ())
        self.comparison.set_current(model)
        self._scheduler.recognize_again()

    @Slot()
    def _recognize(self) -> None:
        self._scheduler.recognize(self.pad.drawing, (self._recognizer, self.comparison.recognizer))

    @Slot(object)
    def _show_predictions(self, predictions: Predictions) -> None:
        self.prediction, pinned = predictions
        self.selected = self._choices.setdefault(
            _digits_key(self.prediction), _least_sure(self.prediction)
        )
        self.comparison.set_prediction(pinned)
        self._show_prediction()
        self.recognized.emit(self.prediction)

    @Slot()
    def _forget_choices(self) -> None:
        self._choices.clear()

    @Slot(int)
    def _choose(self, digit: int) -> None:
        self.selected = self._choices[_digits_key(self.prediction)] = digit
        self._show_prediction()

    def _show_prediction(self) -> None:
        digits = self.prediction.digits if self.prediction is not None else ()
        self._view.show_digits([digit.pixels for digit in digits], self.selected)
        self._answer.show_prediction(self.prediction, self.selected)
        chosen = digits[self.selected] if digits else None
        self._bars.show_prediction(chosen)
        self.comparison.show_digit(self.selected)
        self.digit_selected.emit(self.prediction, self.selected)

    def changeEvent(self, event: QEvent) -> None:
        """Divide the room beside the pad anew for a font of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._share_side()

    def _share_side(self) -> None:
        """Give the image more room where the text is enlarged, and the answer has enough."""
        enlarged = enlargement() > 1.0
        for part, share in ((self._view, 3 if enlarged else 2), (self._answer, 3)):
            self._side.setStretchFactor(part, share)

    def _lay_out(self) -> None:
        title = hbox(QLabel("The network sees"), None, self.comparison.button)
        self._side = side = vbox(title, self._view, self._answer, spacing=TIGHT)
        self._share_side()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACING)
        layout.setVerticalSpacing(TIGHT)
        layout.addWidget(self._tools, 0, 0, 1, 2)
        layout.addWidget(self.pad, 1, 0)
        layout.addLayout(side, 1, 1)
        layout.addLayout(self._lay_out_bars(), 2, 0, 1, 2)
        for column, stretch in enumerate((5, 2)):
            layout.setColumnStretch(column, stretch)
        for row, stretch in ((1, 3), (2, 1)):
            layout.setRowStretch(row, stretch)

    def _lay_out_bars(self) -> QGridLayout:
        """Put the bars of both models side by side, each with its model below."""
        bars = QGridLayout()
        bars.setVerticalSpacing(0)
        bars.setHorizontalSpacing(SPACING)
        bars.addWidget(self._bars, 0, 0)
        bars.addWidget(self.comparison.bars, 0, 1)
        bars.addWidget(self._model_line, 1, 0)
        bars.addWidget(self.comparison, 1, 1)
        return bars


def _notes(model: "Model") -> tuple[str, ...]:
    """Return notes on the probabilities of a model, the longest first.

    That it is not calibrated is in each: it explains an answer that is sure now and not at the end.
    """
    sigmoid = _SIGMOID if model.hyperparameters.loss.startswith("sigmoid") else ()
    if model.calibration is not None:
        return sigmoid
    if sigmoid:
        return (*(f"{_UNCALIBRATED}; {note}" for note in sigmoid), _UNCALIBRATED)
    return (_UNCALIBRATED,)


def _digits_key(prediction: "DrawingPrediction | None") -> bytes:
    """The pixels of the digits, which stand for the division of a drawing."""
    return b"".join(each.pixels.tobytes() for each in prediction.digits) if prediction else b""


def _least_sure(prediction: "DrawingPrediction | None") -> int:
    """The number of the digit that is most likely wrong."""
    if prediction is None or not prediction.digits:
        return 0
    return min(range(len(prediction.digits)), key=lambda i: prediction.digits[i].confidence)
