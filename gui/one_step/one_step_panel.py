"""The page “One step”: one training step on the drawing, number by number."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from core.datasets.dataset import CLASSES, IMAGE_SIDE
from core.datasets.mnist import DatasetProvider
from core.recognition.prediction import chosen_digit
from gui.common.flow_layout import FlowLayout
from gui.common.plot_menu import PlotMenu
from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, Tasks
from gui.common.widgets import described, hbox, named, set_available, vbox
from gui.one_step.batch_view import BatchView
from gui.one_step.change_view import ChangeView
from gui.one_step.check_view import CheckView
from gui.one_step.formula_list import FormulaList
from gui.one_step.operating_points_view import OperatingPointsView
from gui.one_step.step_requests import (
    BatchStepResult,
    CheckResult,
    StepRequest,
    StepResult,
    calculate,
    calculate_batch,
    check_gradient,
)
from gui.one_step.weight_choice import WeightChoice
from gui.session.model_line import ModelLine
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_INTERVAL = 250
"""Milliseconds from one calculation to the next while the drawing changes."""
_SHARE = 20
"""While only the network changes, a calculation is at most one part in so many of the time."""
_FORMULAS, _BATCH, _CHECK = "formulas", "batch", "check"
_NOTHING = "Draw a digit, or choose a test image: one training step on it appears here."
_CALCULATING = "Calculating …"
_ANSWER = "Label: the answer"
_CALIBRATED = (
    "The pad shows calibrated probabilities; a step of training calculates with the outputs of the "
    "network itself."
)
_COPIED = "Copied all formulas as LaTeX."
_COPY = "Copy all formulas with their numbers as LaTeX."


class OneStepPanel(QWidget):
    """Shows the calculation from the pixels to one changed weight, and checks its gradient."""

    message = Signal(str)
    """Emitted with a passing message for the user."""

    def __init__(
        self,
        session: TrainingSession,
        known_label: Callable[[], int | None],
        source: DatasetProvider,
        tasks: Tasks,
    ) -> None:
        """`known_label` returns the digit that is on the pad, where it is known."""
        super().__init__()
        self._source = source
        self._known_label, self._known = known_label, known_label()
        self._session, self._runner = session, tasks.runner(Policy.LATEST)
        self._model: Model | None = None
        self._latest: Model | None = None
        """The last model that there was a drawing for."""
        self._before: Model | None = None
        """The model of the same training before the latest one; None where there is none."""
        self._part: DigitPrediction | None = None
        """The digit that the network sees; None where it sees none."""
        self._shown: StepResult | None = None
        self._seconds = 0.0
        """The time that the processor took for what is shown."""
        self._batch: BatchStepResult | None = None
        """The mini-batch that is shown for it."""
        self._pacer = RequestPacer(self, self._runner, _INTERVAL)
        self._label = described(
            QComboBox(), "stepLabel", "Label", "The digit that the image shows."
        )
        self._weight = WeightChoice(self)
        self._copy = described(
            QPushButton("Copy as LaTeX"), "copyLatexButton", "Copy as LaTeX", _COPY
        )
        self._place = named(QLabel(), "weightPlace")
        self._place.setToolTip("Pixels, rows, columns and units are counted from 0.")
        self._hint = named(QLabel(_NOTHING, wordWrap=True), "oneStepHint")
        self._model_line = ModelLine("oneStepModel")
        self._calibrated = named(QLabel(_CALIBRATED, wordWrap=True), "oneStepCalibration")
        self._formulas = FormulaList()
        self._batch_view = BatchView()
        self._points = OperatingPointsView()
        self._change = ChangeView()
        self._check = CheckView()
        self._set_up()
        self._lay_out()
        self._connect()
        self._show(None)

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plot its context menu."""
        self._points.add_menu(menu)
        self._check.add_menu(menu)

    @Slot(object, int)
    def show_digit(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Show from now on a step on one of the digits of a prediction, in its model."""
        sizes, part = self._sizes, self._part
        self._model, self._part = chosen_digit(prediction, chosen)
        self._follow_training()
        self._known = self._known_label()
        self._label.setItemText(
            0, _ANSWER if self._known is None else f"Label: {self._known}, known"
        )
        if self._sizes != sizes:
            self._weight.show_sizes(self._sizes)
        elif self._part is not None and part is not None and _same_ink(self._part, part):
            self._request_soon()
        else:
            self._request_soon(drawn=True)

    def _follow_training(self) -> None:
        """Remember the model before the present one, for what training has changed since then."""
        model, latest = self._model, self._latest
        if model is None or model is latest:
            return
        self._latest = model
        if latest is None or not model.training_id or latest.training_id != model.training_id:
            self._before = None
        elif _position(latest) != _position(model):
            self._before = latest

    def showEvent(self, event: QShowEvent) -> None:
        """Calculate what has changed while the page was hidden."""
        super().showEvent(event)
        self._pacer.resume()

    @property
    def _sizes(self) -> tuple[int, ...]:
        return self._model.network.sizes if self._model is not None else ()

    def _set_up(self) -> None:
        self._label.addItem(_ANSWER, None)
        for digit in range(CLASSES):
            self._label.addItem(f"Label: {digit}", digit)

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._session.state_changed.connect(self._follow_state)
        self._pacer.due.connect(self._request)
        self._label.currentIndexChanged.connect(self._request_chosen)
        self._weight.changed.connect(self._request_chosen)
        self._copy.clicked.connect(self._copy_latex)

    @Slot()
    def _request_chosen(self) -> None:
        """Calculate what the user has chosen; the formulas that are shown are of something else."""
        if self._shown is not None and not self._pacer.failed:
            self._place.setText(_CALCULATING)
            set_available(self._copy, _COPY, _CALCULATING)
        self._pacer.request()

    def _request_soon(self, *, drawn: bool = False) -> None:
        hurry = drawn or self._session.state is not State.RUNNING
        if hurry:
            self._pacer.shorten_pause()
        self._pacer.request_soon()

    @Slot()
    def _request(self) -> None:
        if self._model is None or self._part is None:
            self._show(None)
        elif self._pacer.ready:
            self._pacer.pause()
            request = StepRequest(
                self._model,
                self._part.pixels,
                self._part.digit,
                self._known if self._label.currentIndex() == 0 else self._label.currentData(),
                self._weight.layer,
                self._weight.weight,
                self._formulas.look,
                self._before,
                self._session.optimizer_memory_of(self._model),
            )
            self._runner.call(lambda: calculate(request), _FORMULAS)
            if self._shown is None:
                self._show(None)

    @Slot(object)
    def _receive(self, result: StepResult | BatchStepResult | CheckResult) -> None:
        if isinstance(result, BatchStepResult | CheckResult):
            if self._shown is not None and result.step is self._shown.step:
                self._seconds += result.seconds
                self._rest(self._seconds)
                self._show_more(result)
        elif self._part is not None and result.request.model.network.sizes == self._sizes:
            self._show(result)
            self._seconds = result.seconds
            self._rest(self._seconds)
            self._runner.call(lambda: calculate_batch(result, self._source), _BATCH)
            self._runner.call(lambda: check_gradient(result), _CHECK)

    def _show_more(self, result: BatchStepResult | CheckResult) -> None:
        if isinstance(result, CheckResult):
            self._check.show_check(result.check, result.arrays)
        else:
            self._batch = result
            self._batch_view.show_result(result)

    def _rest(self, seconds: float) -> None:
        """Wait for so long after work of some seconds that a training is hardly slowed down."""
        training = self._session.state is State.RUNNING
        self._pacer.pause(max(_INTERVAL, round(1000 * _SHARE * seconds)) if training else None)

    @Slot(object)
    def _follow_state(self, state: State) -> None:
        """Show the last network of a training without waiting, and a pause with its memory."""
        if state is State.PAUSED or (state is not State.RUNNING and self._pacer.waiting):
            self._pacer.request()

    def _show(self, result: StepResult | None) -> None:
        self._shown = result
        self._hint.setVisible(result is None)
        self._hint.setText(_NOTHING if self._part is None else _CALCULATING)
        set_available(self._copy, _COPY, "" if result is not None else _NOTHING)
        self._check.setVisible(result is not None)
        self._points.setVisible(result is not None)
        if result is not None:
            self._points.show_points(
                result.activation, result.hidden_layer, result.unit, result.loss, result.output
            )
        self._show_change(result)
        if result is None:
            self._check.show_check(None)
            self._batch = None
            self._batch_view.show_result(None)
        model = result.request.model if result is not None else None
        self._model_line.show_model(model, model)
        self._weight.set_enabled(enabled=self._model is not None)
        if result is None:
            self._formulas.show_parts((), ())
        else:
            self._formulas.show_parts(result.parts, result.pictures)
        if result is None:
            self._place.clear()
            self._calibrated.hide()
            return
        path = result.path
        self._weight.show_weight(path.source, path.unit)
        self._place.setText(_place(path.layer, path.source))
        self._calibrated.setVisible(result.request.model.calibration is not None)

    def _show_change(self, result: StepResult | None) -> None:
        change = result.change if result is not None else None
        self._change.setVisible(change is not None)
        if result is not None and change is not None and result.request.before is not None:
            self._change.show_change(change, result.request.before, result.request.model)

    @Slot()
    def _copy_latex(self) -> None:
        from core.inside.step_formulas import as_latex

        if self._shown is not None:
            batch = self._batch
            more = batch.parts if batch is not None and batch.step is self._shown.step else ()
            QGuiApplication.clipboard().setText(as_latex([*self._shown.parts, *more]))
            self.message.emit(_COPIED)

    def _lay_out(self) -> None:
        choosers = FlowLayout(*(self._label, *self._weight.controls, self._copy))
        self.setLayout(
            vbox(
                choosers,
                hbox(self._place, (self._model_line, 1)),
                self._calibrated,
                self._hint,
                self._formulas,
                self._points,
                self._change,
                self._batch_view,
                self._check,
                None,
            )
        )


def _position(model: "Model") -> tuple[int, int]:
    return model.epoch, model.mini_batches


def _same_ink(one: "DigitPrediction", other: "DigitPrediction") -> bool:
    return one.pixels is other.pixels or bool((one.pixels == other.pixels).all())


def _place(layer: int, source: int) -> str:
    """Say where a pixel is; empty for a unit."""
    if layer:
        return ""
    row, column = divmod(source, IMAGE_SIDE)
    return f"Pixel {source}: row {row}, column {column}."
