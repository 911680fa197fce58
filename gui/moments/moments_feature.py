"""Wires the bar of past moments to the session and to the runs whose curves are shown."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.datasets.mnist import DatasetProvider
from core.hyperparameters.schema import Hyperparameters
from gui.common.settings import WindowSettings
from gui.common.tasks import Tasks
from gui.moments.digit_pair_course import DigitPairCourse
from gui.moments.film_writer import Digit, FilmWriter
from gui.moments.moment_actions import MomentActions
from gui.moments.moment_bar import MomentBar
from gui.moments.moment_player import MomentPlayer
from gui.session.run_curves import LastRun, RunCurves
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing

_THIS, _LAST = "This run", "Last training"


class MomentsFeature(QObject):
    """Offers the run of the session, the last one, and those chosen for the curves."""

    message = Signal(str)
    """Emitted with a passing message for the user."""
    saved = Signal(str, object)
    """Emitted with what was written, and the path of its file."""

    def __init__(
        self,
        session: TrainingSession,
        settings: WindowSettings,
        form_settings: Callable[[], Hyperparameters | None],
        digit: Digit,
        source: DatasetProvider,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        session.weights_budget = settings.weights_budget
        self.player = MomentPlayer(session, tasks, self)
        self.bar = MomentBar(self.player)
        films = FilmWriter(self.player, digit, tasks, window)
        films.saved.connect(self.saved)
        pairs = DigitPairCourse(self.player, source, tasks, window, self._name_of)
        self.actions = MomentActions(
            session, settings, self.player, window, form_settings, films, pairs
        )
        self.actions.add_to(self.bar.menu)
        self._offered: tuple[Path | None, bool] = None, True
        """The run of the player, and whether the window shows one of its models, at last."""
        self._titles: dict[Path, str] = {}
        self._last: tuple[Path, str] | None = None
        self._chosen: tuple[RunCurves, ...] = ()
        self.player.message.connect(self.message)
        self.player.changed.connect(self._follow_player)
        session.recording.connect(self._note_current)
        session.started.connect(self._note_started)
        session.cleared.connect(self._note_cleared)

    @Slot(object)
    def show_last_run(self, last: LastRun) -> None:
        """Offer the last run of the library."""
        self._last = last.curves.path, last.title
        self._offer()

    @Slot(object)
    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Offer the runs that the user has chosen for the curves, and go to a new one."""
        before = {run.path for run in self._chosen}
        self._chosen = tuple(run for run in runs if run.deviation is None)
        new = [run.path for run in self._chosen if run.path not in before]
        self._offer(None if self._session.active else next(iter(new), None))

    @Slot(list)
    def follow_runs(self, entries: "Sequence[RunListing]") -> None:
        """Call the runs as the list of runs does."""
        self._titles = {entry.path: entry.title for entry in entries}
        if self._last is not None:
            path, before = self._last
            title = next((entry.title for entry in entries if entry.path == path), before)
            if title != before:
                self._last = path, title
                self._offer()

    @Slot()
    def _note_started(self) -> None:
        if self.player.current is not None and self._session.resumed_folder is None:
            self._last = self.player.current, "The run before"
        self.player.current = None

    @Slot(object)
    def _note_current(self, folder: Path) -> None:
        self.player.current = folder
        self._offer(folder)

    @Slot()
    def _note_cleared(self) -> None:
        """Offer only what the curves show."""
        self.player.current = self._last = None
        self._offer()

    @Slot()
    def _follow_player(self) -> None:
        """Offer the run of a moment that is shown again, and name it beside another model."""
        if (self.player.run, self.player.in_use) != self._offered:
            self._offer()

    def _offer(self, preferred: Path | None = None) -> None:
        current = self.player.current
        self._offered = self.player.run, self.player.in_use
        this = _THIS if self.player.run != current or self.player.in_use else self._current_title
        runs = {} if current is None else {current: this}
        for path, title in [*([self._last] if self._last else []), *_named(self._chosen)]:
            runs.setdefault(path, title)
        if (moment := self._session.moment) is not None:
            runs.setdefault(moment.run, moment.title)
        self.bar.show_runs(runs, preferred)

    def _name_of(self, run: Path) -> str:
        """Return what a run is called in the list of runs, and in the folder until it is listed."""
        return f"“{self._titles.get(run, run.name)}”"

    @property
    def _current_title(self) -> str:
        """What the run of the session is called while the window shows another model."""
        current = self.player.current
        return self._titles.get(current, _LAST) if current is not None else _LAST


def _named(runs: Sequence[RunCurves]) -> list[tuple[Path, str]]:
    return [(run.path, run.title) for run in runs]
