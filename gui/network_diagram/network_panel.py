"""The page “Network”: the diagram of all layers, while the network answers and while it learns."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from core.datasets.mnist import DatasetProvider
from core.recognition.prediction import chosen_digit
from gui.common.content_area import ContentArea
from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, Tasks
from gui.common.widgets import vbox
from gui.network_diagram.diagram_controls import DiagramControls
from gui.network_diagram.diagram_requests import (
    Diagram,
    DiagramRequest,
    TileOrder,
    Unit,
    compute_diagram,
)
from gui.network_diagram.diagram_view import DiagramView
from gui.network_diagram.part_card import PartCard
from gui.session.model_line import ModelLine
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_INTERVAL, _TRAINING_INTERVAL = 100, 250
"""Milliseconds from one request to the next while the drawing or the network changes."""
_SHARE = 20
"""A training is left alone for so many times as long as a diagram took."""
_DIAGRAM = "diagram"


class NetworkPanel(QWidget):
    """Shows all layers of the network in use while the panel is visible."""

    unit_chosen = Signal(object)
    """Emitted with the (layer, unit) that the user has chosen."""
    unit_opened = Signal(object)
    """Emitted with the (layer, unit) of which the user wants to see everything."""

    def __init__(self, session: TrainingSession, source: DatasetProvider, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("networkPanel")
        self._session, self._dataset = session, source
        self._runner = tasks.runner(Policy.LATEST)
        self._model: Model | None = None
        self._part: DigitPrediction | None = None
        """The digit that the network sees; None where it sees none."""
        self._firsts: list[int] = []
        """The place of the first unit shown of each hidden layer."""
        self._pacer = RequestPacer(self, self._runner, _INTERVAL)
        self._controls, self._view, self._card = DiagramControls(), DiagramView(), PartCard()
        self._area = DiagramArea(self._view)
        self._model_line = ModelLine("networkModel")
        self.setLayout(vbox(self._controls, (self._area, 1), self._card, self._model_line))
        self._connect()

    @Slot(object, int)
    def show_digit(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Show from now on what happens for one of the digits of a prediction, in its model."""
        before = self._model
        self._model, self._part = chosen_digit(prediction, chosen)
        if _sizes(before) != _sizes(self._model):
            self._show_other_network()
        if self._model is None:
            self._show(None)
        self._pacer.request_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while the panel was hidden."""
        super().showEvent(event)
        self._pacer.resume()

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._pacer.due.connect(self._request)
        self._session.state_changed.connect(self._follow_state)
        self._controls.order_changed.connect(self._show_first_pages)
        self._controls.changed.connect(self._pacer.request)
        self._view.unit_chosen.connect(self._choose)
        self._view.unit_opened.connect(self.unit_opened)
        self._view.page_turned.connect(self._turn_page)
        self._view.counts_changed.connect(self._change_counts)
        self._card.open_requested.connect(self._open)

    @property
    def _hidden(self) -> tuple[int, ...]:
        """The sizes of the hidden layers."""
        return tuple(_sizes(self._model)[1:-1])

    def _show_other_network(self) -> None:
        self._show_first_pages()  # first, because new counts are requested at once
        self._view.choose(None)
        self._view.set_units(self._hidden)
        self._propose_order()
        self._show(None)

    def _propose_order(self) -> None:
        """Let the strongest units come first where not all of them have room."""
        crowded = any(
            count < size for count, size in zip(self._view.counts, self._hidden, strict=True)
        )
        self._controls.propose_order(TileOrder.CONTRIBUTION if crowded else TileOrder.NUMBER)

    @Slot()
    def _change_counts(self) -> None:
        self._propose_order()
        self._pacer.request()

    @Slot()
    def _show_first_pages(self) -> None:
        self._firsts = [0] * len(self._hidden)

    @Slot(object)
    def _choose(self, unit: Unit | None) -> None:
        if unit is not None:
            self.unit_chosen.emit(unit)
            if unit[0] == len(self._hidden):
                self._controls.ask_about(unit[1])
        self._pacer.request()

    @Slot()
    def _open(self) -> None:
        if self._view.chosen is not None:
            self.unit_opened.emit(self._view.chosen)

    @Slot(int, int)
    def _turn_page(self, layer: int, pages: int) -> None:
        if layer >= len(self._firsts):
            return
        first = self._firsts[layer] + pages * self._view.counts[layer]
        if first < self._hidden[layer] and (pages > 0 or self._firsts[layer] > 0):
            self._firsts[layer] = max(0, first)
            self._pacer.request()

    @Slot(object)
    def _follow_state(self, _: State) -> None:
        """Show the last network of a training without waiting."""
        if self._pacer.waiting and self._session.state is not State.RUNNING:
            self._pacer.request()

    @Slot()
    def _request(self) -> None:
        model, controls = self._model, self._controls
        if model is None or not self._pacer.ready:
            return
        self._pacer.pause()
        ink = self._part.pixels if self._part is not None else None
        request = DiagramRequest(
            model,
            ink if controls.test_image is None else controls.test_image,
            controls.digit,
            controls.against,
            controls.order,
            tuple(self._firsts),
            self._view.counts,
            controls.connections,
            self._view.chosen,
        )
        self._runner.call(lambda: compute_diagram(request, self._dataset), _DIAGRAM)

    @Slot(object)
    def _receive(self, diagram: Diagram) -> None:
        if _sizes(diagram.request.model) == _sizes(self._model):
            self._show(diagram)
        if self._session.state is State.RUNNING:  # hardly slow it down
            self._pacer.pause(max(_TRAINING_INTERVAL, round(1000 * _SHARE * diagram.seconds)))

    def _show(self, diagram: Diagram | None) -> None:
        self._controls.show_image(there=diagram is None or diagram.ink is not None)
        self._view.show_diagram(diagram)
        self._card.show_diagram(diagram)
        model = diagram.request.model if diagram is not None else None
        self._model_line.show_model(model, model)


class DiagramArea(ContentArea):
    """Scrolls a wide diagram sideways, and is high enough for it."""

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view

    def minimumSizeHint(self) -> QSize:
        """Return the height of the diagram and of the scroll bar below it."""
        height = self._view.minimumSizeHint().height() + self.horizontalScrollBar().height()
        return QSize(super().minimumSizeHint().width(), height)


def _sizes(model: "Model | None") -> tuple[int, ...]:
    return model.network.sizes if model is not None else ()
