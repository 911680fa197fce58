"""The trials of a search: its best one, the table, the lines and importances, or the repetition."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from core.tuning.repetition import Band, Repetition, is_repetition, repeated
from core.tuning.space import SearchSpace
from core.tuning.trial_result import (
    TrialResult,
    best_first,
    metric_of,
    scales_of,
    tied_best,
    trial_points,
)
from gui.common.enlargement import set_text_size
from gui.common.picture_caption import PictureCaption
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Policy, Tasks
from gui.common.theme import TextSize
from gui.common.widgets import container, named, vbox
from gui.session.run_curves import RunCurves
from gui.tuning.importance_bars import ImportanceBars
from gui.tuning.message_label import MessageLabel
from gui.tuning.parallel_coordinates import ParallelCoordinates
from gui.tuning.repetition_summary import RepetitionSummary
from gui.tuning.search_results import SearchResults
from gui.tuning.search_text import no_importance_text, not_drawn_text, repetition_text
from gui.tuning.trial_table_model import TrialTable


class TrialView(QWidget):
    """Shows what is known of the trials of a search, and what can be done with them."""

    used = Signal(object)
    """Emitted with the TrialResult whose settings are to be used."""
    repeat_requested = Signal(object)
    """Emitted with the TrialResult that is to be repeated; None for the form's settings."""
    run_requested = Signal(object)
    """Emitted with the TrialResult whose run is to be shown."""
    mean_changed = Signal(object)
    """Emitted with the mean RunCurves of several seeds for the curves; None for none."""

    def __init__(self, space: SearchSpace, tasks: Tasks) -> None:
        super().__init__()
        self._repetitions = tasks.runner(Policy.LATEST)
        self._found = SearchResults()
        self.table = TrialTable()
        self._lines, self._bars = ParallelCoordinates(), ImportanceBars()
        self._not_drawn = named(MessageLabel(), "trialsNotDrawn")
        self._summary = RepetitionSummary()
        self._caption = PictureCaption(self)
        self._lay_out()
        self._connect()
        self.begin(space)

    @property
    def results(self) -> list[TrialResult]:
        """The trials that have ended."""
        return self.table.trials.results

    @property
    def tied(self) -> Sequence[TrialResult]:
        """The complete trials with the best value; the first is taken."""
        return tied_best(best_first(self.results, lower_is_better=self._space.lower_is_better))

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the plots their context menus."""
        for plot, name in ((self._lines, "trials"), (self._bars, "importance")):
            menu.add(plot, name, plot.table, partial(self._picture_parts, plot))

    def begin(self, space: SearchSpace) -> None:
        """Show that a search has no trials yet."""
        self._space, self._metric = space, metric_of(lower_is_better=space.lower_is_better)
        self.table.begin(space)
        self._bars.show_nothing("")
        self._summary.clear()
        self._found.begin(space)
        self._lines.mark(None)
        self._lines.show_points((), self._metric, {})
        self._say_not_drawn()
        self._below.setCurrentWidget(self._summary if is_repetition(space) else self._plots)

    def add(self, trials: Sequence[TrialResult]) -> None:
        """Show trials that have ended."""
        self.table.add(trials)
        points = trial_points(self.results, self._metric)
        self._lines.show_points(points, self._metric, scales_of(self._space))
        self._say_not_drawn()
        tied = self.tied
        self._found.show_best(tied)
        if is_repetition(self._space):
            space, complete = self._space, tuple(self.results)
            self._repetitions.call(lambda: (space, Repetition.read(complete)))
        else:  # the best of several seeds is only the luckiest
            self.table.show_best(tied)

    def show_importance(self, shares: Mapping[str, float]) -> None:
        """Show the importance of the settings as fractions, by name; empty for none."""
        self._bars.show_shares(shares)

    def explain_no_importance(self, *, running: bool, failed: bool) -> None:
        """Say why there is no importance, if there is none."""
        if self._bars.is_empty:
            why_not = no_importance_text(self.results, running=running, failed=failed)
            self._bars.show_nothing(why_not)

    def set_busy(self, *, busy: bool) -> None:
        """Set whether a search is in progress: no other one can be started meanwhile."""
        self._found.set_busy(busy=busy)

    def _picture_parts(self, plot: QWidget) -> list[QWidget]:
        """Return a plot for a file, with its search above it."""
        space, count = self._space, len(self.results)
        trials = f"{count:,} {'trial' if count == 1 else 'trials'}"
        what = f"{plot.accessibleName()} · Search “{space.title or space.name}”, {trials}"
        return self._caption.above(plot, what)

    @Slot()
    def hide_mean(self) -> None:
        """Remove the mean of a repetition and its band from the curves."""
        self._summary.hide_band()

    def _connect(self) -> None:
        self.table.opened.connect(self.run_requested)
        self.table.selection_changed.connect(self._mark)
        self.table.selection_changed.connect(self._found.show_selected)
        self.table.addActions(self._found.actions_for_trial)
        self._found.used.connect(self.used)
        self._found.repeat_requested.connect(self.repeat_requested)
        self._found.run_requested.connect(self.run_requested)
        self._summary.band_changed.connect(self._emit_mean)
        self._repetitions.returned.connect(self._show_repetition)

    def _say_not_drawn(self) -> None:
        text = not_drawn_text(self.results)
        self._not_drawn.setText(text)
        self._not_drawn.setVisible(bool(text))

    @Slot(object)
    def _show_repetition(self, read: tuple[SearchSpace, Repetition]) -> None:
        space, repetition = read
        if space == self._space:
            self._summary.show_repetition(repetition, space)
            self._found.show_repetition(repetition_text(repetition, space))

    @Slot(object)
    def _emit_mean(self, band: Band | None) -> None:
        if band is None:
            self.mean_changed.emit(None)
            return
        # Its legend is cut off at its end.
        title = f"mean ± std. dev. of {band.runs:,} seeds: {repeated(self._space)}"
        mean = RunCurves(Path(), title, 0, band.images, band.mean, deviation=band.deviation)
        self.mean_changed.emit(mean)

    @Slot(object)
    def _mark(self, trial: TrialResult | None) -> None:
        points = trial_points([trial], self._metric) if trial is not None else []
        self._lines.mark(points[0] if points else None)

    def heightForWidth(self, width: int) -> int:
        """Return the least height, which is nothing while the trials are hidden."""
        return self._layout.minimumHeightForWidth(width) if self.isVisible() else 0

    def _lay_out(self) -> None:
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        set_text_size(self._not_drawn, TextSize.SMALL)
        self._not_drawn.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        plots = vbox((self._lines, 1), self._not_drawn, self._bars, margins=(0, 4, 0, 0), spacing=4)
        self._plots = container(plots)
        self._below = QStackedWidget()
        self._below.addWidget(self._plots)
        self._below.addWidget(self._summary)
        parts = named(QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False), "searchParts")
        parts.addWidget(self.table)
        parts.addWidget(self._below)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        self._layout = vbox(self._found, (parts, 1), spacing=4)
        self.setLayout(self._layout)
