"""The contents of the tab “Search”."""

from collections import Counter, deque
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QSplitter, QWidget

from core.foundation.errors import SearchError
from core.runs.run_folder import is_run
from core.tuning.space import SearchSpace
from core.tuning.trial_result import TrialResult, metric_of, trial_points
from gui.common.error_reporter import ErrorReporter
from gui.common.plot_menu import PlotMenu
from gui.common.static_label import StaticLabel
from gui.common.tasks import Tasks
from gui.common.theme import number_font
from gui.common.timers import Timer
from gui.common.widgets import container, named, vbox
from gui.tuning.importance_bars import ImportanceBars
from gui.tuning.parallel_coordinates import ParallelCoordinates
from gui.tuning.search_controls import SearchControls
from gui.tuning.search_process import SearchEnd, SearchEvent, SearchProcess, SearchStart
from gui.tuning.trial_table_model import TrialTable

_AT_ONCE = 100
"""Trials that are shown before other events have their turn."""


class TuningPage(QWidget):
    """Shows the controls, and below them the trials as a table, as lines, and the importances."""

    run_chosen = Signal(object)
    """Path of the run of a trial that the user wants to see."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__()
        self._errors = errors
        self._process = SearchProcess(tasks, self)
        self._controls = SearchControls(tasks)
        self._progress = named(QProgressBar(textVisible=False), "searchProgress")
        self._status = named(StaticLabel(), "searchStatus")
        self._table = TrialTable()
        self._lines, self._bars = ParallelCoordinates(), ImportanceBars()
        self._waiting: deque[SearchEvent] = deque()
        """Events that are not shown yet."""
        self._done: Counter[str] = Counter()
        """The number of trials by state."""
        self._showing = Timer(self, singleShot=True, interval=0)
        self._showing.timeout.connect(self._show_some)
        self._lay_out()
        self._connect()
        self._controls.begin()

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the plots their context menus."""
        menu.add(self._lines, self._lines)
        menu.add(self._bars, self._bars)

    @Slot()
    def _stop(self) -> None:
        """Stop the search normally, if there is one."""
        if self._process.busy:
            self._controls.set_stopping()
            self._status.setText("Stopping: running trials are being saved …")
            self._process.stop()

    def _connect(self) -> None:
        self._controls.started.connect(self._start)
        self._controls.stopped.connect(self._stop)
        self._controls.chosen.connect(self._begin)
        self._process.received.connect(self._receive)
        self._process.ended.connect(self._showing.start)
        self._table.opened.connect(self._open_run)
        self._table.selection_changed.connect(self._mark)

    @Slot(object)
    def _begin(self, space: SearchSpace) -> None:
        """Clear the page for a new search."""
        self._space, self._metric = space, metric_of(lower_is_better=space.lower_is_better)
        self._waiting.clear()
        self._done.clear()
        self._table.begin(space)
        self._bars.show_shares({})
        self._progress.setRange(0, self._controls.trials)
        self._progress.setValue(0)
        self._status.setText("")
        self._lines.mark(None)
        self._lines.show_points((), self._metric)

    @Slot()
    def _start(self) -> None:
        self._begin(self._space)
        self._status.setText("Starting …")
        self._process.start(self._controls.arguments)
        self._controls.set_busy(busy=True)

    @Slot(object)
    def _receive(self, events: list[SearchEvent]) -> None:
        self._waiting += events
        self._showing.start()

    @Slot()
    def _show_some(self) -> None:
        """Show some of the waiting events.

        A search that is continued reports thousands of trials: the window must not wait for all.
        """
        trials: list[TrialResult] = []
        while self._waiting and len(trials) < _AT_ONCE:
            match self._waiting.popleft():
                case SearchStart(total, notice):
                    self._progress.setMaximum(total)
                    self._controls.show_notice(notice)
                case SearchEnd(importances):
                    self._bars.show_shares(importances)
                case trial:
                    trials.append(trial)
        self._table.add(trials)
        self._done += Counter(trial.state for trial in trials)
        self._show_progress()
        if self._waiting:
            self._showing.start()
        elif not self._process.busy:
            self._controls.set_busy(busy=False)

    def _show_progress(self) -> None:
        done, total = self._done["complete"] + self._done["pruned"], self._progress.maximum()
        self._progress.setValue(done)
        self._status.setText(f"{done:,} of {total:,} trials, {self._done['pruned']:,} pruned")
        self._lines.show_points(
            trial_points(self._table.trials.results, self._metric), self._metric
        )

    @Slot(object)
    def _mark(self, trial: TrialResult | None) -> None:
        points = trial_points([trial], self._metric) if trial is not None else []
        self._lines.mark(points[0] if points else None)

    @Slot(object)
    def _open_run(self, trial: TrialResult) -> None:
        path = Path(trial.run)
        if trial.run and is_run(path):
            self.run_chosen.emit(path)
        else:
            where = f"It was saved in {path}." if trial.run else trial.reason
            error = SearchError(f"The run of trial {trial.number} is not here.", where)
            self._errors.report(error)

    def _lay_out(self) -> None:
        self._progress.setMaximumHeight(5)
        self._progress.setAccessibleName("Search progress")
        self._status.setFont(number_font(self._status, 0.9))
        self._status.setFixedHeight(self._status.fontMetrics().height() + 2)
        parts = named(QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False), "searchParts")
        parts.addWidget(self._table)
        parts.addWidget(container(vbox((self._lines, 1), self._bars, margins=(0, 4, 0, 0))))
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        everything = (self._controls, self._progress, self._status, (parts, 1))
        self.setLayout(vbox(*everything, spacing=4))
