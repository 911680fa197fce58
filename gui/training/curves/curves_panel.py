"""The tab “Curves”: live curves of loss and accuracy, with their controls."""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSlider, QWidget

from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, EpochEnd, LiveChange
from gui.common.enlargement import keep_room, set_text_size
from gui.common.flow_layout import FlowLayout
from gui.common.theme import TIGHT
from gui.common.timers import Timer
from gui.common.widgets import container, hbox, heading, named, vbox
from gui.session.event_batch import EventBatch
from gui.session.run_curves import RunCurves
from gui.session.session import TrainingSession
from gui.training.curves.curve_legend import ComparisonLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.epoch_plot import Quantity
from gui.training.curves.plot_marks import HyperparameterChange
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping

_LOSS = Quantity("Loss", "nats per image", digits=4)
_ACCURACY = Quantity("Accuracy", "%", digits=2, factor=100.0)
_SLIDER = 80
"""Pixels."""
_SMOOTHING_STEPS = 40
_MOST_SMOOTHING = 5.0
_LEAST_SMOOTHING = 0.005


class CurvesPanel(QWidget):
    """Shows two plots with the same horizontal axis, crosshair, smoothing and zoom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curvesPanel")
        self._images = 1
        self._turn = 0
        self._best: EpochEnd | None = None
        self._mapping = XAxisMapping()
        self._runs: tuple[RunCurves, ...] = ()
        self.loss = CurvePlot(_LOSS, "lossPlot")
        self.accuracy = CurvePlot(_ACCURACY, "accuracyPlot")
        self.loss.setXLink(self.accuracy)
        # A drag moves the view many times between two frames: one redraw is enough.
        self._redrawing = Timer(self, singleShot=True, interval=20)
        self._redrawing.timeout.connect(self._stay)
        self._add_controls()
        self._lay_out()
        for plot in self._plots:
            plot.hovered.connect(self._show_values)
            plot.moved.connect(self._redrawing.start)
        self._smooth(self._slider.value())

    @property
    def _plots(self) -> tuple[CurvePlot, CurvePlot]:
        return self.loss, self.accuracy

    def connect_session(self, session: TrainingSession) -> None:
        """Draw the curves of the training of a session."""
        session.started.connect(self.begin)
        session.received.connect(self.add)
        session.cleared.connect(self.clear)
        session.state_changed.connect(self.finish)

    @Slot(object)
    def begin(self, settings: Hyperparameters) -> None:
        """Start new curves for a training with these settings."""
        self._images = settings.training_images
        self.clear()

    @Slot()
    def clear(self) -> None:
        """Remove all curves."""
        self._best = None
        self._mapping = XAxisMapping(self._images)
        for plot in self._plots:
            plot.begin(self._mapping)

    @Slot(object)
    def add(self, events: EventBatch) -> None:
        """Append the new events, and draw one of the plots.

        The plots take turns, so that no pass of the event loop has to draw both.
        """
        self._add_batches(events.batches)
        self._add_epochs(events.epochs)
        self._add_changes(events.changes)
        if events.batches or events.epochs or events.changes:
            self._turn = 1 - self._turn
            self._plots[self._turn].draw_new()

    @Slot(object)
    def show_runs(self, runs: tuple[RunCurves, ...]) -> None:
        """Draw the curves of other runs behind those of the training."""
        self._runs = runs
        self.overlay_legend.show_runs(runs)
        for plot in self._plots:
            plot.show_runs(runs)

    @Slot()
    def finish(self) -> None:
        """Draw the events that are not drawn yet."""
        for plot in self._plots:
            plot.draw_new()

    @Slot()
    def _stay(self) -> None:
        for plot in self._plots:
            plot.stay()

    @Slot()
    def show_all(self) -> None:
        """Reset zoom and pan."""
        for plot in self._plots:
            plot.show_all()

    def _add_batches(self, batches: list[BatchEnd]) -> None:
        if batches:
            _, seen, loss, accuracy = np.array(batches, np.float64).T
            self.loss.add_batches(seen / self._images, loss)
            self.accuracy.add_batches(seen / self._images, accuracy)

    def _add_epochs(self, epochs: list[EpochEnd]) -> None:
        if not epochs:
            return
        numbers = [event.epoch for event in epochs]
        self._mapping.add(numbers, [event.seconds for event in epochs])
        self.loss.add_epochs(
            numbers,
            [event.train_loss for event in epochs],
            [event.validation_loss for event in epochs],
        )
        self.accuracy.add_epochs(
            numbers,
            [event.train_accuracy for event in epochs],
            [event.validation_accuracy for event in epochs],
        )
        known = [self._best] if self._best else []
        self._best = min([*known, *epochs], key=lambda event: event.validation_loss)
        for plot in self._plots:
            plot.mark_best(self._best.epoch)

    def _add_changes(self, events: list[LiveChange]) -> None:
        changes = [
            HyperparameterChange(event.images_seen / self._images, event.values) for event in events
        ]
        if changes:
            for plot in self._plots:
                plot.add_changes(changes)

    def _add_controls(self) -> None:
        self._slider = named(QSlider(Qt.Orientation.Horizontal), "smoothingSlider")
        self._slider.setRange(0, _SMOOTHING_STEPS)
        self._slider.setMinimumWidth(_SLIDER)
        self._slider.setAccessibleName("Smoothing")
        self._slider.setToolTip(
            "Average the curves over this many epochs (exponential moving average, debiased). "
            "The raw curves stay visible, but faint."
        )
        self._width = QLabel()
        set_text_size(self._width)
        keep_room(self._width, ["0.000 epochs"])
        self._logarithmic = named(QCheckBox("Log-scale loss"), "logLossSwitch")
        self._logarithmic.setToolTip("Show the loss on a logarithmic axis.")
        self._axis = named(QComboBox(), "curvesAxis")
        self._axis.setAccessibleName("Horizontal axis of the curves")
        self._axis.setToolTip("What the horizontal axis shows.")
        for x_axis in XAxis:
            self._axis.addItem(x_axis.value, x_axis)
        self._axis.currentIndexChanged.connect(self._set_x_axis)
        self.overlay_legend = ComparisonLegend()
        self._show_all = named(QPushButton("Show all"), "showAllButton")
        self._show_all.setToolTip("Reset zoom and pan, and follow the curves again.")
        self._slider.valueChanged.connect(self._smooth)
        self._logarithmic.toggled.connect(self.loss.set_logarithmic)
        self._show_all.clicked.connect(self.show_all)

    def _lay_out(self) -> None:
        smoothing = container(hbox(QLabel("Smoothing"), self._slider, self._width))
        controls = FlowLayout(smoothing, self._axis, self._logarithmic, self._show_all)
        layout = vbox(controls, self.overlay_legend, spacing=TIGHT)
        for plot in self._plots:
            layout.addLayout(hbox(heading(plot.quantity.name), (plot.legend, 1)))
            layout.addWidget(plot, stretch=1)
        self.setLayout(layout)

    @Slot(int)
    def _smooth(self, step: int) -> None:
        growth = (_MOST_SMOOTHING / _LEAST_SMOOTHING) ** ((step - 1) / (_SMOOTHING_STEPS - 1))
        epochs = _LEAST_SMOOTHING * growth if step else 0.0
        self._width.setText(f"{epochs:.2g} epochs" if step else "off")
        for plot in self._plots:
            plot.set_smoothing(epochs)

    @Slot(int)
    def _set_x_axis(self, index: int) -> None:
        for plot in self._plots:
            plot.set_x_axis(XAxis(self._axis.itemData(index)))

    @Slot(object)
    def _show_values(self, place: float | None) -> None:
        for plot in self._plots:
            plot.point_at(place)
        if place is None or not self._runs:
            self.overlay_legend.show_values([])
        else:
            losses, accuracies = (plot.run_values_at(place) for plot in self._plots)
            pairs = zip(losses, accuracies, strict=True)
            self.overlay_legend.show_values([" · ".join(pair) for pair in pairs])
