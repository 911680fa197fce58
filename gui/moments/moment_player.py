"""Goes to past moments of a run, and lets the whole window show the network of each."""

from bisect import bisect_left
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer
from gui.moments.moment_list import MomentList, read_moment, read_moments
from gui.session.run_names import folder_of
from gui.session.session import State, TrainingSession
from gui.session.shown_model import ShownMoment

if TYPE_CHECKING:
    from core.runs.moments import Moment

_PACE = 100
"""Milliseconds from one moment to the next at least."""
_REFRESH = 1000
"""Milliseconds between two looks at the folder of a run that is being trained."""


class MomentPlayer(QObject):
    """Reads the weights of a moment in a task, of which the latest counts.

    A training in progress goes on meanwhile, and is shown again after `show_now`.
    """

    changed = Signal()
    """Emitted when the run, its moments, or the moment that is shown have changed."""
    message = Signal(str)
    """Emitted with a passing message for the user."""

    def __init__(self, session: TrainingSession, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._lister = tasks.runner(Policy.LATEST, reports=False)
        self._loader = tasks.runner(Policy.LATEST, reports=False)
        self.run: Path | None = None
        """The folder of the run whose moments are gone through; None for none."""
        self.title = ""
        """What the run is called."""
        self.current: Path | None = None
        """The folder of the run of the session; None if it has none."""
        self.list: MomentList | None = None
        """The moments of the run; None until they are known."""
        self.shown: Moment | None = None
        """The moment that the window shows; None for now."""
        self._wanted: Moment | None = None
        self._showing: ShownMoment | None = None
        """What the session shows; None while the first moment is still being read."""
        self._pause = Timer(self, singleShot=True, interval=_PACE)
        self._refresh = Timer(self, interval=_REFRESH)
        self._step = Timer(self)
        self._pause.timeout.connect(self._load)
        self._refresh.timeout.connect(self.refresh)
        self._step.timeout.connect(self._play_on)
        self._lister.returned.connect(self._take_list)
        self._lister.failed.connect(lambda _: self._take_list(None))
        self._loader.returned.connect(self._take)
        self._loader.failed.connect(self._report)
        session.model_changed.connect(self._follow_session)
        session.state_changed.connect(self._follow_state)
        tasks.closing.connect(self._end)

    @property
    def number(self) -> int | None:
        """The number of the moment that is shown, or will be; None for now."""
        wanted = self._wanted or self.shown
        if wanted is None or self.list is None or not self.list.moments:
            return None
        # It may have been removed meanwhile, because the budget is full.
        return min(bisect_left(self.list.moments, wanted), len(self.list.moments) - 1)

    @property
    def training(self) -> bool:
        """Whether the run is being trained, and may get more moments."""
        return self.run is not None and self.run == self.current and self._session.active

    @property
    def in_use(self) -> bool:
        """Whether the model that the window shows, if any, is one of the run."""
        model = self._session.model
        if self.shown is not None or self.training:
            return True
        return model is not None and self.run is not None and folder_of(model) == self.run

    @property
    def place(self) -> float | None:
        """The place of the past moment that the window shows, in epochs of the run; None for
        none."""
        number = self.number
        return None if number is None or self.list is None else self.list.places[number]

    @property
    def playing(self) -> bool:
        """Whether the moments follow each other by themselves."""
        return self._step.isActive()

    @property
    def why_none(self) -> str:
        """Why there are no moments, in a sentence."""
        settings, budget = self._session.settings, self._session.weights_budget
        if self.run is None:
            return "Past moments of a run appear here while it trains."
        if self.list is None:
            return "Looking for the moments of this run …"
        if not self.training or settings is None:
            return "This run kept no weights of past moments."
        if not budget:
            return "No weights are kept, because their budget is 0."
        from core.nn.mlp import layer_sizes, parameter_count
        from core.runs.weights_budget import MEGABYTE, capacity

        if not capacity(parameter_count(layer_sizes(settings)), budget * MEGABYTE):
            return f"This network is too large to be kept: the budget is {budget:,} MB."
        return "The first moments of this run are not written yet."

    def choose(self, run: Path | None, title: str) -> None:
        """Go through the moments of another run; None for none."""
        self.title = title
        if run != self.run:
            self.show_now()
            self.run, self.list = run, None
            self.refresh()
            self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Look which moments the run has."""
        if self.run is not None:
            self._lister.call(partial(read_moments, self.run))

    def go_to(self, number: int) -> None:
        """Show the moment with a number."""
        if self.list is None or not 0 <= number < len(self.list.moments):
            return
        self._wanted = self.list.moments[number]
        if not self._pause.isActive():
            self._load()
        self.changed.emit()

    @Slot(float)
    def go_to_epoch(self, epoch: float) -> None:
        """Show the moment that is nearest to a place in epochs."""
        if self.list is not None and self.list.moments:
            self.pause()
            number = self.list.nearest(epoch)
            if number != self.number:
                self.go_to(number)

    @Slot(object)
    def go_to_moment(self, moment: "Moment") -> None:
        """Show a moment, if the run still has it."""
        if self.list is not None and moment in self.list.moments:
            self.pause()
            self.go_to(self.list.moments.index(moment))

    def play(self, speed: int) -> None:
        """Show so many moments a second, from the one that is shown on, else from the start."""
        if self.list is None or not self.list.moments:
            return
        if self.number is None or self.number == len(self.list.moments) - 1:
            self.go_to(0)
        self._step.start(1000 // speed)
        self.changed.emit()

    @Slot()
    def pause(self) -> None:
        """Stay at the moment that is shown."""
        if self.playing:
            self._step.stop()
            self.changed.emit()

    @Slot()
    def show_now(self) -> None:
        """Show the latest network again."""
        self._forget()
        self._session.show_latest()

    @Slot()
    def _play_on(self) -> None:
        if self._loader.busy or self.list is None:
            return  # the disk is slower than the film
        number = self.number
        if number is None or number + 1 >= len(self.list.moments):
            self.pause()
        else:
            self.go_to(number + 1)

    @Slot()
    def _load(self) -> None:
        moment, self._wanted = self._wanted, None
        if moment is not None and self.run is not None:
            self.shown = moment
            self._pause.start()
            self._loader.call(partial(read_moment, self.run, self.title, moment))

    @Slot(object)
    def _take(self, loaded: ShownMoment) -> None:
        if self.shown is None or loaded.run != self.run:
            return
        if self.run == self.current:
            model = replace(loaded.model, training_id=self._session.training_id)
        else:
            title = f"run “{self.title}”, {loaded.moment.describe()}"
            model = replace(loaded.model, title=title)
        self._showing = loaded._replace(model=model)
        self._session.show_moment(self._showing)
        self.changed.emit()

    @Slot(object)
    def _report(self, error: Exception) -> None:
        self.pause()
        self.message.emit(str(error))
        self.refresh()

    @Slot(object)
    def _take_list(self, found: MomentList | None) -> None:
        if found is None:
            self.list = MomentList(self.run) if self.run is not None else None
        elif found.run == self.run:
            self.list = found
        self.changed.emit()

    @Slot()
    def _follow_session(self) -> None:
        """Notice that another model is in use, such as that of a file, or a moment again."""
        moment = self._session.moment
        if moment is self._showing:
            if moment is None and not self._session.active:
                self.changed.emit()
        elif moment is None:
            self._forget()
        else:
            self._show_again(moment)

    def _show_again(self, moment: ShownMoment) -> None:
        """Be at a moment that the session shows by itself."""
        self._step.stop()
        self._loader.cancel()
        if moment.run != self.run:
            self.run, self.title, self.list = moment.run, moment.title, None
            self.refresh()
        self.shown, self._wanted, self._showing = moment.moment, None, moment
        self.changed.emit()

    def _forget(self) -> None:
        self._step.stop()
        self.shown = self._wanted = None
        self._showing = None
        self._loader.cancel()
        self.changed.emit()

    @Slot(object)
    def _follow_state(self, state: State) -> None:
        if state is State.RUNNING:
            self._refresh.start()
            return
        self._refresh.stop()
        if state is not State.STOPPING:  # the window may be closing
            self.refresh()
        self.changed.emit()

    @Slot()
    def _end(self) -> None:
        for timer in (self._pause, self._refresh, self._step):
            timer.stop()
