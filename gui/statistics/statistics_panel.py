"""The page “Statistics”: histograms and numbers of the layers of a run against time."""

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLabel, QWidget

from core.foundation.percent import percent
from gui.common.enlargement import set_text_size
from gui.common.flow_layout import FlowLayout
from gui.common.plot_menu import PlotMenu
from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, Tasks
from gui.common.theme import SPACING, TextSize
from gui.common.timers import Timer
from gui.common.widgets import container, described, hbox, named, set_available, vbox
from gui.session.event_batch import EventBatch
from gui.session.session import TrainingSession
from gui.statistics.histogram_view import HistogramView, ShareScale
from gui.statistics.number_plot import NumberPlot, layer_name
from gui.statistics.run_choice import Choice, RunChoice
from gui.statistics.statistics_requests import (
    OUTPUT,
    QUANTITIES,
    StatisticsPage,
    StatisticsRequest,
    StatisticsRequests,
    layer_of,
)

if TYPE_CHECKING:
    from core.runs.epoch_statistics import LayerRecord

_INTERVAL = 1_000
"""Milliseconds from one reading to the next: a run is written about once a second."""
_PAGE = "page"
_NARROW = 50
"""The width below which two maps are one above the other, in heights of a line."""
_NOTHING = (
    "Statistics of the layers over time appear here: how weights, outputs and gradients are "
    "spread, how large the steps are, and which units have stopped learning. Start a training."
)
_LAYER = "The layer whose histograms are shown."
_ALL_LAYERS = "All layers are shown, each as a line: there is none to choose."
_SOON = "The first statistics appear when the first epoch has ended."


class StatisticsPanel(QWidget):
    """Shows one quantity of one run, or of two beside each other, while the panel is visible."""

    def __init__(self, session: TrainingSession, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._requests = session, StatisticsRequests()
        self._runner = tasks.runner(Policy.LATEST)
        self._pacer = RequestPacer(self, self._runner, _INTERVAL)
        self._later = Timer(self, singleShot=True, interval=_INTERVAL)
        self._page: StatisticsPage | None = None
        self._shown: tuple[Choice, ...] = ()
        """The runs of the page."""
        self._anew = True
        """Whether the page is to be shown even if nothing has been added to it."""
        self.runs = RunChoice(self)
        self._layer = described(QComboBox(), "statisticsLayer", "Layer", _LAYER)
        self._quantity = described(
            QComboBox(), "statisticsQuantity", "Quantity", "What is shown of the layers."
        )
        for quantity in QUANTITIES:
            self._quantity.addItem(quantity.label, quantity)
        self._note = named(QLabel(wordWrap=True), "statisticsNote")
        self._figures = named(QLabel(wordWrap=True), "statisticsFigures")
        for label in (self._note, self._figures):
            set_text_size(label, TextSize.SMALL)
        self._hint = named(QLabel(_NOTHING, wordWrap=True), "statisticsHint")
        self._maps = HistogramView(1), HistogramView(2)
        self._scale, self._numbers = ShareScale(), NumberPlot()
        self._lay_out()
        self._connect()
        self._list_layers(1)
        self._show_hint(_NOTHING)

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plots their context menu."""
        for view in (*self._maps, self._numbers):
            view.add_menu(menu)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has been added while the panel was hidden."""
        super().showEvent(event)
        self._anew = True  # the last page may have been dropped
        self._pacer.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop reading."""
        super().hideEvent(event)
        self._runner.cancel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put two maps one above the other where there is too little room."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * self.fontMetrics().height()
        direction = QBoxLayout.Direction
        self._map_row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._pacer.due.connect(self._request)
        self._later.timeout.connect(self._pacer.request)
        self.runs.changed.connect(self._request_anew)
        self._layer.currentIndexChanged.connect(self._request_anew)
        self._quantity.currentIndexChanged.connect(self._request_anew)
        session = self._session
        session.received.connect(self._follow)
        session.recording.connect(self.runs.show_current)
        session.cleared.connect(lambda: self.runs.show_current(None))
        session.saved.connect(self._pacer.request)
        session.state_changed.connect(self._request_later)

    @Slot(object)
    def _follow(self, batch: EventBatch) -> None:
        if batch.epochs:
            self._request_later()

    @Slot()
    def _request_later(self) -> None:
        """Read when the run has been written, which takes about a second."""
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    @Slot()
    def _request_anew(self) -> None:
        self._anew = True
        self._pacer.request()

    @Slot()
    def _request(self) -> None:
        runs = self.runs.chosen
        if not runs:
            self._show_hint(_NOTHING)
        elif self._pacer.ready:
            self._pacer.pause()
            layer, quantity = self._layer.currentData(), self._quantity.currentData()
            request = StatisticsRequest(tuple(run.path for run in runs), layer, quantity)
            self._runner.call(self._requests.page(request, anew=self._anew), _PAGE)
            self._anew = False

    @Slot(object)
    def _receive(self, page: StatisticsPage | None) -> None:
        runs = self.runs.chosen
        if page is None and self._page is not None and not self._hint.isHidden():
            page = self._page  # why there is nothing may be another reason by now
        if page is None or page.request.runs != tuple(run.path for run in runs):
            return
        self._page, self._shown = page, runs
        if any(page.statistics):
            self._list_layers(page.hidden)
        self._show_page()

    def _list_layers(self, hidden: int) -> None:
        """Offer the layers of a run."""
        layers = [*range(hidden), OUTPUT]
        if [self._layer.itemData(index) for index in range(self._layer.count())] == layers:
            return
        chosen = self._layer.currentData()
        self._layer.blockSignals(True)
        self._layer.clear()
        for layer in layers:
            self._layer.addItem(layer_name(layer), layer)
        self._layer.setCurrentIndex(max(self._layer.findData(chosen), 0))
        self._layer.blockSignals(False)
        if chosen is not None and self._layer.currentData() != chosen:
            self._request_anew()

    def _show_page(self) -> None:
        page = self._page
        assert page is not None
        why_not = self._why_not(page)
        if why_not:
            self._show_hint(why_not)
            return
        quantity = page.request.quantity
        self._hint.hide()
        self._note.setText(_note(page))
        self._note.show()
        self._figures.setText(
            "\n".join(filter(None, map(self._figures_of, range(len(self._shown)))))
        )
        self._figures.show()
        set_available(self._layer, _LAYER, "" if quantity.histogram else _ALL_LAYERS)
        self._map_area.setVisible(quantity.histogram)
        self._numbers.setVisible(not quantity.histogram)
        titles = [run.title for run in self._shown]
        if not quantity.histogram:
            self._numbers.show_page(page, titles)
            return
        self._scale.show_largest(page.largest)
        for number, view in enumerate(self._maps):
            view.setVisible(number < len(titles))
            if number < len(titles):
                view.show_page(page, self._title(page, number))

    def _title(self, page: StatisticsPage, run: int) -> str:
        title = self._shown[run].title
        if page.shades[run] is not None:
            return title
        return f"{title}: {self._missing(page, run)}"

    def _missing(self, page: StatisticsPage, run: int) -> str:
        if not page.statistics[run]:
            return "no statistics"
        if layer_of(page.statistics[run][-1], page.request.layer) is None:
            return f"no layer “{layer_name(page.request.layer)}”"
        return "no finite values"

    def _why_not(self, page: StatisticsPage) -> str:
        """Return why there is nothing to show, in a sentence; empty where there is something."""
        quantity = page.request.quantity
        if not any(page.statistics):
            run = self._shown[0]
            if run.path == self.runs.current and self._session.active:
                return _SOON
            return (
                f"“{run.title}” has no statistics: it has completed no epoch, or was recorded by "
                "an earlier version."
            )
        if quantity.histogram and all(each is None for each in page.shades):
            return "All values of this layer are infinite or not a number."
        if page.lines and not any(np.isfinite(line.values).any() for line in page.lines):
            return "All values are infinite or not a number."
        if quantity.key == "dead" and not page.lines:
            return "No layer has ReLU units, which could be dead."
        if quantity.key == "saturated" and not page.lines:
            return "No layer has sigmoid or tanh units, which could be saturated."
        return ""

    def _figures_of(self, run: int) -> str:
        """Return the numbers of the chosen layer of a run at the last epoch."""
        assert self._page is not None
        statistics = self._page.statistics[run]
        layer = layer_of(statistics[-1], self._page.request.layer) if statistics else None
        if layer is None:
            return ""
        name = layer_name(self._page.request.layer)
        title = f"{self._shown[run].title}, " if len(self._shown) > 1 else ""
        return f"{title}{name}, epoch {statistics[-1].epoch:,}: {', '.join(_texts(layer))}."

    def _show_hint(self, text: str) -> None:
        self._hint.setText(text)
        self._hint.show()
        for widget in (self._note, self._figures, self._map_area, self._numbers):
            widget.hide()

    def _lay_out(self) -> None:
        choosers = FlowLayout(self._quantity, self._layer, self.runs.run, self.runs.other)
        self._map_row = hbox((self._maps[0], 1), (self._maps[1], 1), spacing=SPACING)
        self._map_area = container(vbox((self._map_row, 1), hbox(None, self._scale)))
        self.setLayout(
            vbox(
                choosers,
                self._note,
                self._figures,
                self._hint,
                (self._map_area, 1),
                (self._numbers, 1),
                None,
            )
        )


def _note(page: StatisticsPage) -> str:
    images = next(each[-1].images for each in page.statistics if each)
    return page.request.quantity.note.format(images=f"{images:,}")


def _texts(layer: "LayerRecord") -> list[str]:
    texts = [
        f"{label} {value:.3g}"
        for label, value in (
            ("weight norm", layer.weight_norm),
            ("gradient norm", layer.gradient_norm),
            ("update ratio", layer.update_ratio),
        )
        if isfinite(value)
    ]
    shares = ("dead", layer.dead), ("saturated", layer.saturated)
    return texts + [f"{percent(share, 1)} {label}" for label, share in shares if share is not None]
