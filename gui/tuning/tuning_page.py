"""The contents of the tab “Search”."""

from collections import deque
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.schema import Hyperparameters
from core.runs.run_folder import is_run
from core.tuning.definition import has_begun
from core.tuning.optuna_library import is_installed
from core.tuning.repetition import is_repetition
from core.tuning.space import SearchSpace
from core.tuning.trial_result import TrialResult
from gui.common.error_reporter import ErrorReporter
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Tasks
from gui.common.timers import Timer
from gui.common.widgets import vbox
from gui.tuning.search_controls import SearchControls
from gui.tuning.search_definer import FormSettings, SearchDefiner
from gui.tuning.search_introduction import SearchIntroduction
from gui.tuning.search_process import SearchEnd, SearchEvent, SearchProcess, SearchStart
from gui.tuning.search_text import end_text, kind_of, trial_name
from gui.tuning.trial_view import TrialView

_AT_ONCE = 100
"""Trials that are shown before other events have their turn."""
_STOPPED, _FAILED = "Stopped.", "The search ended unexpectedly."


class TuningPage(QWidget):
    """Shows the controls of a search, runs it, and shows its trials below them."""

    run_chosen = Signal(object)
    """Path of the run of a trial that the user wants to see."""
    settings_chosen = Signal(object, str)
    """Emitted with Hyperparameters that the user wants to have in the form, and their title."""
    saved = Signal(str, object)
    """Emitted with what was written, and the path of its file."""
    mean_changed = Signal(object)
    """Emitted with the mean RunCurves of several seeds for the curves; None for none."""
    progressed = Signal(str)
    """Emitted with how far the running search is; empty where none runs."""
    repeat_declined = Signal()
    """Emitted where the user does not repeat the settings of a run after all."""
    finished = Signal(str)
    """Emitted with what came of a search, once."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter, form: FormSettings) -> None:
        super().__init__()
        self._errors = errors
        self._process = SearchProcess(tasks, self)
        self._reader = SearchProcess(tasks, self)
        """Reads the trials that a search has when it is chosen."""
        tasks.closing.connect(self._reader.abandon)
        self._controls = SearchControls(tasks)
        self._definer = SearchDefiner(self, form, tasks, errors)
        self._progress = self._controls.progress
        self._space = self._controls.first_space
        self._introduction = SearchIntroduction()
        self._trials = TrialView(self._space, tasks)
        self._waiting: deque[SearchEvent] = deque()
        """Events that are not shown yet."""
        self._note = ""
        """How the search ended, if not by itself."""
        self._former: frozenset[int] = frozenset()
        """Trials that had failed before the search was continued, which tries them again."""
        self._running = False
        self._showing = Timer(self, singleShot=True, interval=0)
        self._showing.timeout.connect(self._show_some)
        self._lay_out()
        self._connect()
        self._controls.begin()

    def heightForWidth(self, width: int) -> int:
        """Return the least height: the parts give way before the page has to scroll."""
        return self._layout.minimumHeightForWidth(width)

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the plots their context menus."""
        self._trials.add_menus(menu)

    def repeat(self, settings: Hyperparameters, title: str) -> None:
        """Offer to train settings with several seeds, unless a search is in progress."""
        if self._process.busy:
            self._progress.say("A search is in progress: stop it before you start a repetition.")
        else:
            self._definer.repeat_settings(settings, title)

    @Slot()
    def hide_mean(self) -> None:
        """Remove the mean of a repetition and its band from the curves."""
        self._trials.hide_mean()

    @Slot()
    def _stop(self) -> None:
        """Stop the search normally, if there is one."""
        if self._process.busy:
            self._controls.set_stopping()
            self._note = _STOPPED
            self._progress.say("Stopping: running trials are being saved …")
            self._process.stop()

    def _connect(self) -> None:
        controls, definer, trials = self._controls, self._definer, self._trials
        controls.started.connect(self._start)
        controls.stopped.connect(self._stop)
        controls.chosen.connect(self._choose)
        controls.trials_changed.connect(self._set_total)
        controls.define_requested.connect(definer.define)
        controls.edit_requested.connect(lambda: definer.change(self._space))
        self._introduction.suggested.connect(definer.define)
        definer.ready.connect(self._start_defined)
        definer.saved.connect(self.saved)
        definer.declined.connect(self.repeat_declined)
        self._process.received.connect(self._receive)
        self._process.ended.connect(self._end)
        self._reader.received.connect(self._receive)
        self._reader.ended.connect(lambda _: self._showing.start())
        trials.used.connect(self._use)
        trials.repeat_requested.connect(self._repeat)
        trials.run_requested.connect(self._open_run)
        trials.mean_changed.connect(self.mean_changed)

    @Slot(object)
    def _choose(self, space: SearchSpace) -> None:
        """Show another search, with the trials that it has."""
        self._begin(space)
        self._reader.abandon()
        if is_installed() and has_begun(space):
            self._progress.say("Reading its trials …")
            self._controls.set_done(0, begun=True)
            self._pages.setCurrentWidget(self._trials)
            self._reader.start([str(self._controls.path), "--show"])

    def _begin(self, space: SearchSpace) -> None:
        """Clear the page for a search."""
        self._space = space
        self._waiting.clear()
        self._note = ""
        self._former = frozenset()
        self._trials.begin(space)
        self._progress.begin(self._controls.trials, space)
        self._controls.set_done(0, begun=False)
        self._pages.setCurrentWidget(self._introduction)

    @Slot()
    def _start(self) -> None:
        self._reader.abandon()
        failed = [trial.number for trial in self._trials.results if trial.state == "failed"]
        self._begin(self._space)
        self._former = frozenset(failed)
        self._running = True
        self._pages.setCurrentWidget(self._trials)
        self._trials.explain_no_importance(running=True, failed=False)
        self._progress.say("Starting …")
        self._process.start(self._controls.arguments)
        self._set_busy(busy=True)
        self._show_place()

    def _show_place(self) -> None:
        """Emit how far the running search is."""
        number = min(self._progress.done + 1, self._progress.total)
        name = self._space.title or self._space.name
        kind = kind_of(self._space).capitalize()
        unit = "run" if is_repetition(self._space) else "trial"  # the first seed may be any number
        self.progressed.emit(f"{kind} “{name}”: {unit} {number:,} of {self._progress.total:,}")

    @Slot(object, object)
    def _start_defined(self, path: Path, space: SearchSpace) -> None:
        """Start a search that the user has defined, unless another one runs."""
        if not self._process.busy:
            self._controls.use(path, space)
            if is_installed():
                self._start()

    @Slot(int)
    def _set_total(self, total: int) -> None:
        """Show how far the search would be with another number of trials."""
        self._progress.set_total(total)
        if self._trials.results:
            self._progress.show_numbers(running=False, note=self._note)

    @Slot(object)
    def _receive(self, events: list[SearchEvent]) -> None:
        self._waiting += events
        self._showing.start()

    @Slot(bool)
    def _end(self, in_order: bool) -> None:
        if not in_order:
            self._note = _FAILED
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
                    self._progress.set_total(total)
                    self._controls.show_total(total)
                    self._controls.show_notice(notice)
                case SearchEnd(importances):
                    self._trials.show_importance(importances)
                case trial:
                    trials.append(trial)
        self._add(trials)
        if self._waiting:
            self._showing.start()
        elif not self._process.busy:
            self._set_busy(busy=False)
            self._show_end()
        if not self._process.busy:
            self._former = frozenset()
        self._progress.show_failures(self._tried)

    @property
    def _tried(self) -> list[TrialResult]:
        """The trials without those that failed earlier and are being tried again."""
        return [each for each in self._trials.results if each.number not in self._former]

    def _show_end(self) -> None:
        """Show what there is no more to wait for, and emit once what came of a search."""
        self._trials.explain_no_importance(running=False, failed=self._note == _FAILED)
        if self._running:
            self._running = False
            self.progressed.emit("")
            trials = self._progress.trials
            self.finished.emit(end_text(self._space, self._trials.tied, trials, self._note))

    def _add(self, trials: list[TrialResult]) -> None:
        self._progress.count(trials)
        if trials:
            self._trials.add(trials)
            self._pages.setCurrentWidget(self._trials)
        self._progress.show_numbers(running=self._process.busy, note=self._note)
        if self._running:
            self._show_place()

    def _set_busy(self, *, busy: bool) -> None:
        self._controls.set_busy(busy=busy)
        self._controls.set_done(self._progress.done, begun=bool(self._trials.results))
        self._trials.set_busy(busy=busy)
        self._introduction.setEnabled(not busy)

    @Slot(object)
    def _use(self, trial: TrialResult) -> None:
        try:
            settings = self._space.base.with_values(trial.settings)
        except HyperparameterError as error:
            self._errors.report(error)
            return
        title = f"{self._space.title or self._space.name}, {trial_name(trial, self._space)}"
        self.settings_chosen.emit(settings, title)

    @Slot(object)
    def _repeat(self, trial: TrialResult | None) -> None:
        """Offer to repeat a trial; without one, the best, if there is one, or the form's."""
        tied = self._trials.tied
        offered = {}
        if tied and not is_repetition(self._space):
            others = f", the first of {len(tied):,} that tie" if len(tied) > 1 else ""
            offered[f"Best trial ({tied[0].ordinal:,}{others})"] = tied[0]
        if (selected := trial or self._trials.table.selected) is not None:
            offered[f"Selected {trial_name(selected, self._space)}"] = selected
        chosen = list(offered)[-1 if trial is not None else 0] if offered else ""
        self._definer.repeat(self._space, offered, chosen)

    @Slot(object)
    def _open_run(self, trial: TrialResult) -> None:
        path = Path(trial.run)
        if trial.run and is_run(path):
            self.run_chosen.emit(path)
        else:
            where = f"It was saved in {path}." if trial.run else trial.reason
            error = SearchError(f"The run of {trial_name(trial, self._space)} is not here.", where)
            self._errors.report(error)

    @Slot()
    def _make_room(self) -> None:
        """Let no page have room that is hidden."""
        policies = QSizePolicy.Policy
        for page in (self._introduction, self._trials):
            shown = page is self._pages.currentWidget()
            page.setSizePolicy(
                policies.Preferred, policies.Preferred if shown else policies.Ignored
            )

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._introduction)
        self._pages.addWidget(self._trials)
        self._pages.currentChanged.connect(self._make_room)
        self._make_room()
        everything = (self._controls, self._progress.failures, (self._pages, 1))
        self._layout = vbox(*everything, spacing=4)
        self.setLayout(self._layout)
