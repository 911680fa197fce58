"""The tab “Curves”: live curves of loss and accuracy, with their controls."""

from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.hyperparameters.schema import Hyperparameters
from core.plots.loss_unit import loss_unit
from core.training.events import BatchEnd, EpochEnd, LiveChange, Status, TrainingEnd
from gui.common.plot_menu import PlotMenu
from gui.common.settings import WindowSettings
from gui.common.theme import TIGHT
from gui.common.timers import Timer
from gui.common.widgets import vbox
from gui.session.event_batch import EventBatch
from gui.session.run_curves import LastRun, RunCurves
from gui.session.session import TrainingSession
from gui.training.curves.background_runs import BackgroundRuns, ShownRun
from gui.training.curves.change_marks import HyperparameterChange
from gui.training.curves.comparison_legend import ComparisonLegend
from gui.training.curves.curve_controls import CurveControls
from gui.training.curves.curve_legend import CurveLegend, Legends
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.curve_switches import CurveSwitches
from gui.training.curves.epoch_plot import Quantity
from gui.training.curves.readout import Readout, merged_readings
from gui.training.curves.x_axis_mapping import XAxisMapping

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing

_LOSS = Quantity("Loss", "nats per image", digits=4)
_ACCURACY = Quantity("Accuracy", "%", digits=2, factor=100.0, rising=True)


class CurvesPanel(QWidget):
    """Shows two plots with the same horizontal axis, crosshair, smoothing and zoom."""

    moment_dragged = Signal(float)
    """Emitted with the moment, in epochs, to which the user has dragged the line."""

    def __init__(self, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curvesPanel")
        self._run: ShownRun | None = None
        """The run of the curves; None while there is none."""
        self._branched_at = 0
        """Up to this epoch the mini-batches are not shown; 0 once there are later ones."""
        self._goes_on = False
        """Whether the mini-batches that are shown are of the run that is being resumed."""
        self._images = 1
        self._turn = 0
        self._best: EpochEnd | None = None
        self._mapping = XAxisMapping()
        self._moment_mapping: XAxisMapping | None = None
        """The mapping of the run whose moment the line with the handle shows."""
        self.overlay_legend = ComparisonLegend()
        legends = Legends(self.overlay_legend, CurveLegend())
        self._legend = legends.curves
        self.loss = CurvePlot(_LOSS, "lossPlot", legends)
        self.accuracy = CurvePlot(_ACCURACY, "accuracyPlot", legends)
        self.loss.setXLink(self.accuracy)
        self._background = BackgroundRuns(self._plots, self.overlay_legend)
        self._switches = CurveSwitches(settings, self)
        self._controls = CurveControls(settings, self._switches, self)
        # A drag moves the view many times between two frames: one redraw is enough.
        self._redrawing = Timer(self, singleShot=True, interval=20)
        self._redrawing.timeout.connect(self._stay)
        self._lay_out()
        self._connect()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions for a menu."""
        return self._switches.actions_for_menu

    @property
    def _plots(self) -> tuple[CurvePlot, CurvePlot]:
        return self.loss, self.accuracy

    def connect_session(self, session: TrainingSession) -> None:
        """Draw the curves of the training of a session."""
        session.started.connect(
            lambda settings: self.begin(settings, session.resumed_folder, session.branched_at)
        )
        session.recording.connect(self._note_folder)
        session.received.connect(self.add)
        session.cleared.connect(self.clear)
        session.state_changed.connect(self.finish)

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the plots their context menus."""
        for plot in self._plots:
            plot.addActions(self._switches.actions_for_menu)
            parts = partial(self._parts_of, plot)
            menu.add(plot, plot.quantity.name.lower(), plot.table, parts)

    def begin(
        self, settings: Hyperparameters, resumed: Path | None = None, branched_at: int = 0
    ) -> None:
        """Start new curves for a training with these settings, which resumes the run in a folder.

        The curves of the training before stay behind them, unless it is the same run. The
        mini-batches up to the epoch `branched_at` are those of another run, and are not shown.
        """
        self._branched_at = branched_at
        self._goes_on = (
            resumed is not None and self._run is not None and self._run.folder == resumed
        )
        self._run = ShownRun(settings, resumed)
        self._background.begin(self._run, keep=self._switches.keep_last_run.isChecked())
        self._images = settings.training_images
        self.loss.set_unit(loss_unit({settings.loss}))
        self._begin(settings.epochs)

    @Slot(object)
    def show_last_run(self, last: LastRun) -> None:
        """Show the last run of the library, unless a training has been started since."""
        if self._run is None and self._switches.keep_last_run.isChecked():
            self.loss.set_unit(loss_unit({last.settings.loss}))
            self._background.show_saved(last)
            self._switches.remove_last_run.setEnabled(True)

    @Slot(list)
    def follow_runs(self, entries: "list[RunListing]") -> None:
        """Call the runs as they are called in the list of runs."""
        self._background.follow(entries)

    @Slot()
    def clear(self) -> None:
        """Remove all curves, those of the last run too."""
        self._run, self._goes_on = None, False
        self._background.begin(None, keep=False)
        self._clear_last_run()
        self._begin(np.inf)

    @Slot(object)
    def add(self, events: EventBatch) -> None:
        """Append the new events, and draw one of the plots.

        The plots take turns, so that no pass of the event loop has to draw both.
        """
        self._add_batches(events.batches)
        self._add_epochs(events.epochs)
        self._add_changes(events.changes)
        for event in events.others:
            if isinstance(event, TrainingEnd):
                self._add_end(event)
        if events.batches or events.epochs or events.changes:
            self._turn = 1 - self._turn
            self._plots[self._turn].draw_new()
            self._show_readout()

    @Slot(object)
    def show_runs(self, runs: tuple[RunCurves, ...]) -> None:
        """Draw the curves of other runs behind those of the training."""
        self._background.choose(runs)

    @Slot(object, object)
    def show_moment(self, epoch: float | None, run: Path | None) -> None:
        """Put the line with the handle at a moment of a run, in epochs; None hides it."""
        mapping = None if run is None else self._mapping_of(run)
        self._moment_mapping = mapping
        for plot in self._plots:
            plot.show_moment(epoch, mapping)

    def _mapping_of(self, run: Path) -> XAxisMapping | None:
        """Return the mapping of a run whose curves are shown; None if they are not."""
        if self._run is not None and self._run.folder == run:
            return self._mapping
        return self._background.mapping_of(run)

    @Slot(float)
    def _drag_moment(self, place: float) -> None:
        if self._moment_mapping is not None:
            self.moment_dragged.emit(self._moment_mapping.epoch(place, self.loss.x_scale))

    @Slot()
    def finish(self) -> None:
        """Draw the events that are not drawn yet."""
        for plot in self._plots:
            plot.draw_new()

    @Slot()
    def show_all(self) -> None:
        """Reset zoom and pan."""
        for plot in self._plots:
            plot.show_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the values at the crosshair above the plots."""
        super().resizeEvent(event)
        self._show_readout()

    def _begin(self, planned: float) -> None:
        self._best = None
        self._mapping = XAxisMapping(self._images)
        for plot in self._plots:
            plot.begin(self._mapping, planned, keep_batches=self._goes_on)
        self._switches.remove_last_run.setEnabled(self._background.has_last_run)
        self._background.draw()

    @Slot()
    def _clear_last_run(self) -> None:
        self._background.clear_last_run()
        self._switches.remove_last_run.setEnabled(False)

    @Slot(bool)
    def _keep_last_run(self, keep: bool) -> None:
        if not keep:
            self._clear_last_run()

    @Slot(object)
    def _note_folder(self, folder: Path) -> None:
        if self._run is not None and self._run.folder != folder:
            self._run.folder = folder
            self._background.draw()

    @Slot()
    def _stay(self) -> None:
        for plot in self._plots:
            plot.stay()

    @Slot()
    def _stay_soon(self) -> None:
        self._redrawing.start()

    def _add_batches(self, batches: list[BatchEnd]) -> None:
        if batches and self._branched_at:
            before = self._branched_at * self._images
            batches = [batch for batch in batches if batch.images_seen > before]
            if batches:
                self._branched_at = 0
        if batches and self._goes_on:
            self._join(batches[0])
        if batches:
            _, seen, loss, accuracy = np.array(batches, np.float64).T
            self.loss.add_batches(seen / self._images, loss)
            self.accuracy.add_batches(seen / self._images, accuracy)

    def _join(self, first: BatchEnd) -> None:
        """Keep the mini-batches before the first one of the training that goes on."""
        self._goes_on = False
        if self._run is not None:
            gap = 1.5 * self._run.settings.batch_size / self._images
            for plot in self._plots:
                plot.keep_batches(first.images_seen / self._images, gap)

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
        finite = [event for event in epochs if isfinite(event.validation_loss)]
        self._best = min([*known, *finite], key=lambda each: each.validation_loss, default=None)
        for plot in self._plots:
            plot.mark_best(self._best.epoch if self._best is not None else None)

    def _add_changes(self, events: list[LiveChange]) -> None:
        changes = [
            HyperparameterChange(event.images_seen / self._images, event.values) for event in events
        ]
        for event in events:
            if self._run is not None:
                self._run.changed |= event.values
            if isinstance(planned := event.values.get("epochs"), int):
                for plot in self._plots:
                    plot.plan(planned)
        if changes:
            self._background.name_last_run()
            for plot in self._plots:
                plot.add_changes(changes)

    def _add_end(self, end: TrainingEnd) -> None:
        diverged = end.status is Status.DIVERGED
        if self._run is not None:
            self._run.diverged = diverged
        for plot in self._plots:
            plot.end(end.epochs + 1 if diverged else None, end.reason)

    def _lay_out(self) -> None:
        controls = self._controls.layout()
        plots = ((plot, 1) for plot in self._plots)
        # The readout covers the controls and the first legend, but not that of other runs, which
        # has their values.
        self.setLayout(vbox(controls, self._legend, self.overlay_legend, *plots, spacing=TIGHT))
        self.readout = Readout(self, "curvesReadout")

    def _connect(self) -> None:
        switches = self._switches
        for plot in self._plots:
            plot.hovered.connect(self._show_values)
            plot.moved.connect(self._stay_soon)
            plot.handle_dragged.connect(self._drag_moment)
            plot.needed_width_changed.connect(self._align_axes)
        self._controls.changed.connect(self._change_view)
        switches.reset_view.triggered.connect(self.show_all)
        switches.remove_last_run.triggered.connect(self._clear_last_run)
        switches.keep_last_run.toggled.connect(self._keep_last_run)
        self._change_view()
        self._align_axes()

    @Slot()
    def _align_axes(self) -> None:
        """Give both vertical axes the same width, so that the curves are below each other."""
        width = max(plot.needed_width for plot in self._plots)
        for plot in self._plots:
            plot.set_axis_width(width)

    @Slot()
    def _change_view(self) -> None:
        """Show the curves as the controls say."""
        self.loss.set_view(self._controls.loss_view)
        self.accuracy.set_view(self._controls.view)

    def _parts_of(self, plot: CurvePlot) -> list[QWidget]:
        """Return a plot for a picture, which says whose curves it shows."""
        return plot.parts("" if self._run is None else self._run.name)

    def _show_readout(self) -> None:
        """Show the values at the crosshair, or hide them where there are none."""
        place = self.loss.pointed
        lines = (
            merged_readings([plot.readings(place) for plot in self._plots])
            if place is not None
            else []
        )
        if place is None or not lines:
            self.readout.hide()
            return
        x_axis = self.loss.x_scale.x_axis
        value = x_axis.form(self.loss.x_scale.value(place), between=True)
        raw = " · not smoothed" if self._controls.view.smoothing else ""
        heading = f"{x_axis.value} {value}{raw}"
        notes = ". ".join(self.loss.notes_at(place))
        columns = [plot.quantity.name for plot in self._plots]
        below = self.overlay_legend if self._background.drawn else self.loss
        area = QRect(0, 0, self.width(), below.y() - TIGHT)
        self.readout.show_lines(heading, notes, columns, lines, area)

    @Slot(object)
    def _show_values(self, place: float | None) -> None:
        for plot in self._plots:
            plot.point_at(place)
        self._show_readout()
        if place is None or not self._background.drawn:
            self.overlay_legend.show_values([])
        else:
            losses, accuracies = (plot.run_values_at(place) for plot in self._plots)
            self.overlay_legend.show_values(
                [
                    f"val. {loss} · {accuracy}{f' @ {where}' if where else ''}"
                    for (loss, where), (accuracy, _) in zip(losses, accuracies, strict=True)
                ]
            )
