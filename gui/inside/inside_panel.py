"""The tab “Inside”: the units of the network, while it answers and while it learns."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QLayout, QPushButton, QWidget

from core.datasets.mnist import DatasetProvider
from core.recognition.prediction import chosen_digit
from gui.common.enlargement import keep_room, set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.flow_layout import FlowLayout
from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, Tasks
from gui.common.theme import SPACING, TextSize
from gui.common.timers import Timer
from gui.common.widgets import container, hbox, named, vbox
from gui.inside.inside_requests import (
    Excitement,
    InsideRequests,
    MatrixPage,
    Order,
    UnitDetails,
    UnitPage,
    Without,
)
from gui.inside.matrix_view import MatrixView
from gui.inside.shown_weights import Images
from gui.inside.unit_card import UnitCard
from gui.inside.unit_controls import UnitControls
from gui.inside.unit_grid import UnitGrid
from gui.session.model_line import ModelLine
from gui.session.run_names import folder_of

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_INTERVAL = 250
"""Milliseconds from one request to the next while the drawing or the network changes."""
_REST = 5_000
"""Milliseconds from one search of the images that excite a unit to the next, in a training."""
_PAGE, _DETAILS, _EXCITING, _WITHOUT = "page", "details", "exciting", "without"


class InsidePanel(QWidget):
    """Shows the units of a layer, and one of them in detail, while the panel is visible."""

    def __init__(self, source: DatasetProvider, tasks: Tasks) -> None:
        super().__init__()
        self._requests, self._runner = InsideRequests(source), tasks.runner(Policy.LATEST)
        self._model: Model | None = None
        self._part: DigitPrediction | None = None
        """The digit that the network sees; None where it sees none."""
        self._first = 0
        """The place of the first unit of the page."""
        self._pacer = RequestPacer(self, self._runner, _INTERVAL)
        self._rest = Timer(self, singleShot=True, interval=_REST)
        self._excited: Model | None = None
        """The model of the images that excite the unit; None while none are shown."""
        self._controls = UnitControls()
        self._before = _page_button("unitsBeforeButton", "◀", "The units before these.")
        self._after = _page_button("unitsAfterButton", "▶", "The units after these.")
        self._pages = QWidget()
        self._shown = named(QLabel(), "unitsShown")
        self._note = named(FittingLabel(), "unitsNote")
        set_text_size(self._note, TextSize.SMALL)
        self._model_line = ModelLine("insideModel")
        self._grid, self._matrix, self._card = UnitGrid(), MatrixView(), UnitCard()
        self._matrix.hide()
        self._lay_out()
        self._connect()
        self._show_page(None)

    @Slot(object, int)
    def show_digit(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Show from now on what happens for one of the digits of a prediction, in its model."""
        before = self._model
        self._model, self._part = chosen_digit(prediction, chosen)
        if not _same_layers(before, self._model):
            self._list_layers()
        self._pacer.request_soon()

    def choose_unit(self, layer: int, unit: int) -> None:
        """Choose a unit that was chosen elsewhere; one that does not exist changes nothing."""
        model = self._model
        sizes = model.network.sizes if model is not None else ()
        if layer + 1 >= len(sizes) or unit >= sizes[layer + 1]:
            return
        self._controls.choose_layer(layer)
        self._mark(unit)
        if self._controls.order is Order.NUMBER:
            self._first = unit // self._grid.capacity * self._grid.capacity
        self._choose_unit(unit)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while the panel was hidden."""
        super().showEvent(event)
        self._pacer.resume()
        self._request_exciting()

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider part, so that the other can be below it."""
        units, card = self._units_side.minimumSizeHint(), self._card.minimumSizeHint()
        margins = self.contentsMargins()
        width = max(units.width(), card.width()) + margins.left() + margins.right()
        if self._parts.direction() is QBoxLayout.Direction.LeftToRight:
            return QSize(width, max(units.height(), card.height()))
        return QSize(width, units.height() + self._parts.spacing() + card.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the card beside the units, or below them where there is too little room."""
        super().resizeEvent(event)
        sides = (self._units_side, self._card)
        needed = sum(side.minimumSizeHint().width() for side in sides) + self._parts.spacing()
        direction = QBoxLayout.Direction
        self._parts.setDirection(
            direction.LeftToRight
            if self.contentsRect().width() >= needed
            else direction.TopToBottom
        )
        self.updateGeometry()

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._pacer.due.connect(self._request)
        self._rest.timeout.connect(self._finish_rest)
        self._controls.layer_changed.connect(self._choose_layer)
        self._controls.order_changed.connect(self._choose_order)
        self._controls.view_changed.connect(self._choose_view)
        self._grid.chosen_changed.connect(self._choose_unit)
        self._matrix.chosen_changed.connect(self._choose_unit)
        self._matrix.room_changed.connect(self._pacer.request)
        self._grid.page_turned.connect(self._turn_page)
        self._grid.capacity_changed.connect(self._pacer.request)
        self._before.clicked.connect(lambda: self._turn_page(-1))
        self._after.clicked.connect(lambda: self._turn_page(1))
        self._card.test_requested.connect(self._request_accuracy)

    @property
    def _layer(self) -> int:
        return self._controls.layer

    @property
    def _units(self) -> int:
        """How many units the layer has."""
        return self._model.network.sizes[self._layer + 1] if self._model is not None else 0

    def _list_layers(self) -> None:
        """Offer the layers of another network."""
        self._controls.list_layers(self._model.network.sizes if self._model is not None else ())

    @Slot()
    def _choose_layer(self) -> None:
        self._first = 0
        self._mark(0)
        self._choose_view()
        self._forget_unit()

    @Slot()
    def _choose_order(self) -> None:
        self._first = 0
        self._pacer.request()

    @Slot()
    def _choose_view(self) -> None:
        """Show the images, or the matrix in their place."""
        as_matrix = self._controls.as_matrix
        for part in (self._grid, self._pages):
            part.setVisible(not as_matrix)
        self._matrix.setVisible(as_matrix)
        self._pacer.request()

    def _mark(self, unit: int) -> None:
        """Mark a unit as the chosen one."""
        self._grid.choose(unit)
        self._matrix.choose(unit)

    @Slot(int)
    def _choose_unit(self, unit: int) -> None:
        self._mark(unit)
        self._pacer.request()
        self._forget_unit()

    @Slot(int)
    def _turn_page(self, pages: int) -> None:
        first = self._first + pages * self._grid.capacity
        if 0 <= first < self._units or (pages < 0 < self._first):
            self._first = max(0, first)
            self._pacer.request()

    def _forget_unit(self) -> None:
        """Search what belongs to another unit."""
        self._card.show_accuracy(None)
        self._request_exciting()

    @Slot()
    def _request(self) -> None:
        """Compute the page and the chosen unit."""
        model = self._model
        if model is None:
            self._show_page(None)
            self._card.show_details(None)
            return
        if not self._pacer.ready:
            return
        self._pacer.pause()
        ink = self._part.pixels if self._part is not None else None
        requests, controls = self._requests, self._controls
        images = Images(model, self._layer, controls.view, folder_of(model))
        if controls.as_matrix:
            matrix = requests.matrix(images, controls.order, self._matrix.room, ink)
            self._runner.call(matrix, _PAGE)
        else:
            count = self._grid.capacity
            page = requests.page(images, controls.order, self._first, count, ink)
            self._runner.call(page, _PAGE)
        self._runner.call(requests.details(images, self._grid.chosen, ink), _DETAILS)

    def _request_exciting(self) -> None:
        self._excited = None
        self._card.show_exciting(None)
        if self._model is not None and self._pacer.ready:
            search = self._requests.exciting(self._model, self._layer, self._grid.chosen)
            self._runner.call(search, _EXCITING)

    @Slot()
    def _request_accuracy(self) -> None:
        if self._model is not None:
            self._card.show_accuracy(None, waiting=True)
            evaluate = self._requests.without(self._model, self._layer, self._grid.chosen)
            self._runner.call(evaluate, _WITHOUT)

    @Slot(object)
    def _receive(self, found: object) -> None:
        match found:
            case UnitPage() if found.layer == self._layer and found.first == self._first:
                self._show_page(found)
            case MatrixPage() if found.layer == self._layer:
                self._show_matrix(found)
            case UnitDetails() if self._is_chosen(found.layer, found.unit):
                self._card.show_details(found)
                self._renew_exciting(found.model)
            case Excitement() if self._is_chosen(found.layer, found.unit):
                self._excited = found.model
                self._card.show_exciting(found)
            case Without() if self._is_chosen(found.layer, found.unit):
                self._card.show_accuracy(found)

    def _renew_exciting(self, model: "Model") -> None:
        """Search again in a network that was trained further, but seldom."""
        if self._excited not in {None, model} and not self._rest.isActive():
            self._rest.start()
            self._runner.call(
                self._requests.exciting(model, self._layer, self._grid.chosen), _EXCITING
            )

    @Slot()
    def _finish_rest(self) -> None:
        if self._excited is not self._model:
            self._pacer.request()

    def _is_chosen(self, layer: int, unit: int) -> bool:
        return self._model is not None and (layer, unit) == (self._layer, self._grid.chosen)

    def _show_page(self, page: UnitPage | None) -> None:
        self._grid.show_page(page)
        model = page.model if page is not None else None
        self._model_line.show_model(model, model)
        self._note.show_texts(*(page.notes if page is not None else ("",)))
        count = 0 if page is None else len(page.units)
        first = 0 if page is None else page.first
        keep_room(self._shown, [f"{self._units:,} to {self._units:,} of {self._units:,}"])
        self._shown.setText(
            f"{first + 1:,} to {first + count:,} of {self._units:,}" if count else ""
        )
        self._before.setEnabled(first > 0)
        self._after.setEnabled(first + count < self._units)

    def _show_matrix(self, page: MatrixPage) -> None:
        self._matrix.show_page(page)
        self._model_line.show_model(page.model, page.model)
        self._note.show_texts(*page.notes)

    def _lay_out(self) -> None:
        self._pages.setLayout(FlowLayout(container(hbox(self._before, self._after)), self._shown))
        self._units_side = container(
            vbox(
                self._controls,
                self._note,
                (self._grid, 1),
                (self._matrix, 1),
                self._pages,
                self._model_line,
            )
        )
        self._parts = hbox((self._units_side, 3), (self._card, 2), spacing=2 * SPACING)
        self._parts.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(self._parts)


def _same_layers(one: "Model | None", other: "Model | None") -> bool:
    return (one and one.network.sizes) == (other and other.network.sizes)


def _page_button(name: str, text: str, tip: str) -> QPushButton:
    button = named(QPushButton(text), name)
    button.setToolTip(tip)
    button.setAccessibleName(tip.rstrip("."))
    return button
