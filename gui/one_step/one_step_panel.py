"""The page “One step”: one training step on the drawing, number by number."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from core.datasets.dataset import CLASSES, IMAGE_SIDE
from gui.common.flow_layout import FlowLayout
from gui.common.number_box import NumberBox
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer
from gui.common.widgets import hbox, named, set_available, vbox
from gui.one_step.check_view import CheckView
from gui.one_step.formula_list import FormulaList
from gui.one_step.step_requests import (
    CheckResult,
    StepRequest,
    StepResult,
    calculate,
    check_gradient,
)
from gui.session.model_line import ModelLine
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_INTERVAL = 250
"""Milliseconds from one calculation to the next while the drawing changes."""
_SHARE = 20
"""While only the network changes, a calculation is at most one part in so many of the time."""
_FORMULAS, _CHECK = "formulas", "check"
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
        self, session: TrainingSession, known_label: Callable[[], int | None], tasks: Tasks
    ) -> None:
        """`known_label` returns the digit that is on the pad, where it is known."""
        super().__init__()
        self._known_label, self._known = known_label, known_label()
        self._session, self._runner = session, tasks.runner(Policy.LATEST)
        self._model: Model | None = None
        self._part: DigitPrediction | None = None
        """The digit that the network sees; None where it sees none."""
        self._fixed = False
        """Whether the user has chosen the weight."""
        self._due = self._failing = False
        self._shown: StepResult | None = None
        self._pause = Timer(self, singleShot=True, interval=_INTERVAL)
        self._label, self._layers = QComboBox(), QComboBox()
        self._source, self._unit = NumberBox(), NumberBox()
        self._steepest = QPushButton("Largest gradient")
        self._copy = QPushButton("Copy as LaTeX")
        self._place = named(QLabel(), "weightPlace")
        self._hint = named(QLabel(_NOTHING, wordWrap=True), "oneStepHint")
        self._model_line = ModelLine("oneStepModel")
        self._calibrated = named(QLabel(_CALIBRATED, wordWrap=True), "oneStepCalibration")
        self._formulas = FormulaList()
        self._check = CheckView()
        self._set_up()
        self._lay_out()
        self._connect()
        self._show(None)

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plot its context menu."""
        self._check.add_menu(menu)

    @Slot(object, int)
    def show_digit(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Show from now on a step on one of the digits of a prediction, in its model."""
        sizes, part = self._sizes, self._part
        self._model = prediction.model if prediction is not None else None
        digits = prediction.digits if prediction is not None else ()
        self._part = digits[chosen] if digits else None
        self._known = self._known_label()
        self._label.setItemText(
            0, _ANSWER if self._known is None else f"Label: {self._known}, known"
        )
        if self._sizes != sizes:
            self._list_layers()
        elif self._part is not None and part is not None and _same_ink(self._part, part):
            self._request_soon()
        else:
            self._request_soon(drawn=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Calculate what has changed while the page was hidden."""
        super().showEvent(event)
        self._failing = False
        self._request()

    @property
    def _sizes(self) -> tuple[int, ...]:
        return self._model.network.sizes if self._model is not None else ()

    def _set_up(self) -> None:
        _describe(self._label, "stepLabel", "Label", "The digit that the image shows.")
        self._label.addItem(_ANSWER, None)
        for digit in range(CLASSES):
            self._label.addItem(f"Label: {digit}", digit)
        _describe(self._layers, "stepLayer", "Layer", "The layer of the weight.")
        self._layers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        _describe(self._source, "stepInput", "Input", "The pixel or unit it leads from.")
        _describe(self._unit, "stepUnit", "Unit", "The unit it leads to.")
        self._source.setPrefix("from ")
        self._unit.setPrefix("to ")
        tip = "Choose the weight of this layer with the largest derivative."
        _describe(self._steepest, "steepestButton", "Largest gradient", tip)
        _describe(self._copy, "copyLatexButton", "Copy as LaTeX", _COPY)

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._runner.failed.connect(self._fail)
        self._session.state_changed.connect(self._follow_state)
        self._pause.timeout.connect(self._request_if_due)
        self._label.currentIndexChanged.connect(self._request_chosen)
        self._layers.currentIndexChanged.connect(self._choose_layer)
        for box in (self._source, self._unit):
            box.valueChanged.connect(self._choose_weight)
        self._steepest.clicked.connect(self._choose_steepest)
        self._copy.clicked.connect(self._copy_latex)

    def _list_layers(self) -> None:
        """Offer the layers of weights of another network."""
        with QSignalBlocker(self._layers):
            self._layers.clear()
            for layer in range(len(self._sizes) - 1):
                ends = ("Pixels" if not layer else f"Hidden {layer}", self._layer_name(layer + 1))
                self._layers.addItem(f"{ends[0]} → {ends[1]}")
        self._choose_layer()

    def _layer_name(self, layer: int) -> str:
        return "output" if layer == len(self._sizes) - 1 else f"hidden {layer}"

    @Slot()
    def _choose_layer(self) -> None:
        self._fixed = False
        layer = max(0, self._layers.currentIndex())
        for box, units in zip((self._source, self._unit), self._sizes[layer:], strict=False):
            with QSignalBlocker(box):
                box.setRange(0, units - 1)
        self._request_chosen()

    @Slot()
    def _choose_weight(self) -> None:
        self._fixed = True
        self._request_chosen()

    @Slot()
    def _choose_steepest(self) -> None:
        self._fixed = False
        self._request_chosen()

    @Slot()
    def _request_chosen(self) -> None:
        """Calculate what the user has chosen; the formulas that are shown are of something else."""
        if self._shown is not None and not self._failing:
            self._place.setText(_CALCULATING)
            set_available(self._copy, _COPY, _CALCULATING)
        self._request()

    def _request_soon(self, *, drawn: bool = False) -> None:
        hurry = drawn or self._session.state is not State.RUNNING
        if hurry and self._pause.remainingTime() > _INTERVAL:
            self._pause.start(_INTERVAL)
        if self._pause.isActive():
            self._due = True
        else:
            self._request()

    @Slot()
    def _request_if_due(self) -> None:
        if self._due:
            self._request()

    @Slot()
    def _request(self) -> None:
        self._due = False
        if self._model is None or self._part is None:
            self._show(None)
        elif self.isVisible() and not self._failing:
            self._pause.start(_INTERVAL)
            request = StepRequest(
                self._model,
                self._part.pixels,
                self._part.digit,
                self._known if self._label.currentIndex() == 0 else self._label.currentData(),
                max(0, self._layers.currentIndex()),
                (self._source.value(), self._unit.value()) if self._fixed else None,
            )
            self._runner.call(lambda: calculate(request), _FORMULAS)
            if self._shown is None:
                self._show(None)

    @Slot(object)
    def _receive(self, result: StepResult | CheckResult) -> None:
        if isinstance(result, CheckResult):
            if self._shown is not None and result.step is self._shown.step:
                self._check.show_check(result.check)
                self._rest(self._shown.seconds + result.seconds)
        elif self._part is not None and result.request.model.network.sizes == self._sizes:
            self._show(result)
            self._rest(result.seconds)
            self._runner.call(lambda: check_gradient(result), _CHECK)

    def _rest(self, seconds: float) -> None:
        """Wait for so long after work of some seconds that a training is hardly slowed down."""
        training = self._session.state is State.RUNNING
        self._pause.start(max(_INTERVAL, round(1000 * _SHARE * seconds)) if training else _INTERVAL)

    @Slot(object)
    def _follow_state(self, state: State) -> None:
        """Show the last network of a training without waiting."""
        if state is not State.RUNNING and self._due:
            self._request()

    @Slot()
    def _fail(self) -> None:
        self._failing = True  # else the next movement of the pen would fail as well
        self._runner.cancel()

    def _show(self, result: StepResult | None) -> None:
        self._shown = result
        self._hint.setVisible(result is None)
        self._hint.setText(_NOTHING if self._part is None else _CALCULATING)
        set_available(self._copy, _COPY, "" if result is not None else _NOTHING)
        self._check.setVisible(result is not None)
        if result is None:
            self._check.show_check(None)
        model = result.request.model if result is not None else None
        self._model_line.show_model(model, model)
        for box in (self._source, self._unit, self._steepest):
            box.setEnabled(self._model is not None)
        if result is None:
            self._formulas.show_parts((), ())
        else:
            self._formulas.show_parts(result.parts, result.pictures)
        if result is None:
            self._place.clear()
            self._calibrated.hide()
            return
        path = result.path
        for box, value in ((self._source, path.source), (self._unit, path.unit)):
            if not self._fixed:
                with QSignalBlocker(box):
                    box.setValue(value)
        self._place.setText(_place(path.layer, path.source))
        self._calibrated.setVisible(result.request.model.calibration is not None)

    @Slot()
    def _copy_latex(self) -> None:
        from core.inside.step_formulas import as_latex

        if self._shown is not None:
            QGuiApplication.clipboard().setText(as_latex(list(self._shown.parts)))
            self.message.emit(_COPIED)

    def _lay_out(self) -> None:
        choosers = FlowLayout(
            *(self._label, self._layers, self._source, self._unit, self._steepest, self._copy)
        )
        self.setLayout(
            vbox(
                choosers,
                hbox(self._place, (self._model_line, 1)),
                self._calibrated,
                self._hint,
                self._formulas,
                self._check,
                None,
            )
        )


def _describe(widget: QWidget, name: str, label: str, tip: str) -> None:
    named(widget, name)
    widget.setAccessibleName(label)
    widget.setToolTip(tip)


def _same_ink(one: "DigitPrediction", other: "DigitPrediction") -> bool:
    return one.pixels is other.pixels or bool((one.pixels == other.pixels).all())


def _place(layer: int, source: int) -> str:
    """Say where a pixel is, counted from 1; empty for a unit."""
    if layer:
        return ""
    row, column = divmod(source, IMAGE_SIDE)
    return f"Pixel {source}: row {row + 1}, column {column + 1}."
