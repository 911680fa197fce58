"""Hints about the training of the session: when they are looked for, and what their remedy does."""

import logging
from collections import deque
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, EpochEnd, LiveChange, Status, TrainingEnd
from gui.common.settings import WindowSettings
from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer
from gui.common.widgets import named, new_action
from gui.session.event_batch import EventBatch
from gui.session.session import State, TrainingSession
from gui.training.form.form import HyperparameterForm
from gui.training.hints.hint_bar import HintBar

if TYPE_CHECKING:
    from core.hints.evidence import BatchLosses, Evidence
    from core.hints.hint import Hint, Kind
    from core.runs.epoch_statistics import EpochStatistics
    from core.runs.statistics_reader import StatisticsReader

_log = logging.getLogger("inkling.hints")
_INTERVAL = 1000
"""Milliseconds from one look at a training to the next, also where its epochs are shorter."""
_RECENT = 100
"""Mini-batches whose mean loss is looked at before an epoch ends."""


class TrainingHints(QObject):
    """Looks at the training at the end of epochs, outside the GUI thread, and shows one hint."""

    def __init__(
        self,
        session: TrainingSession,
        form: HyperparameterForm,
        settings: WindowSettings,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._form, self._settings = session, form, settings
        self._runner = tasks.runner(Policy.LATEST)
        self.bar = HintBar()
        self.action = named(new_action(window, "&Hints about the training"), "hintsAction")
        """The switch of the hints."""
        self.action.setCheckable(True)
        self.action.setChecked(settings.switch("hints"))
        self.action.setToolTip("Show beside the progress what goes wrong in a training, and why.")
        self._tested: tuple[Hyperparameters, float] | None = None
        """The settings of the last range test, and the rate that it suggests."""
        self._next: Hyperparameters | None = None
        """The settings of the run to start when the training has ended."""
        self._later = Timer(self, singleShot=True, interval=0)
        self._pause = Timer(self, singleShot=True, interval=_INTERVAL)
        self._waiting = False
        """Whether something has happened since the last look."""
        self._forget()
        self._connect()

    def _connect(self) -> None:
        session, bar = self._session, self.bar
        session.started.connect(self._forget)
        session.cleared.connect(self._forget)
        session.received.connect(self._receive)
        session.recording.connect(self._read_in)
        session.saved.connect(self._look)
        session.ended.connect(self._finish)
        session.state_changed.connect(self._show)
        self._runner.returned.connect(self._take)
        self._later.timeout.connect(self._start_next)
        self._pause.timeout.connect(self._end_pause)
        self.action.toggled.connect(self._switch)
        bar.remedy_requested.connect(self._use_remedy)
        bar.closed.connect(self._close)

    @Slot(object, float)
    def note_range_test(self, tested: Hyperparameters, rate: float) -> None:
        """Compare the training with the suggestion of a range test, if that holds for it."""
        self._tested = tested, rate
        self._look()

    @Slot()
    def _forget(self) -> None:
        """Begin with a new training: nothing is known about it, and nothing has been closed."""
        self._runner.cancel()
        self._epochs: list[EpochEnd] = []
        self._changes: list[LiveChange] = []
        self._first: float | None = None
        """The loss of the first mini-batch; None where it is not known."""
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._diverges = False
        """Whether the mini-batches have shown that the training diverges."""
        self._divergence: str | None = None
        self._reader: StatisticsReader | None = None
        """Reads the statistics of the run; None where it is not recorded."""
        self._hint: Hint | None = None
        self._dismissed: set[Kind] = set()
        self._show()

    @Slot(object)
    def _receive(self, events: EventBatch) -> None:
        self._epochs += events.epochs
        if events.changes:
            self._changes += events.changes
            self._recent.clear()
            self._diverges = False
        if events.batches:
            self._add_batches(events.batches)
        ends = [event for event in events.others if isinstance(event, TrainingEnd)]
        if any(end.status is Status.DIVERGED for end in ends):
            self._divergence = ends[-1].reason
        if ends or events.epochs or events.changes:
            self._look()

    def _add_batches(self, batches: list[BatchEnd]) -> None:
        settings = self._session.settings
        if settings is None:
            return
        if self._first is None and batches[0].images_seen <= settings.batch_size:
            self._first = batches[0].loss
        self._recent.extend(batch.loss for batch in batches[-_RECENT:])
        if self._first is not None and not self._diverges and self.action.isChecked():
            from core.hints.evidence import Evidence
            from core.hints.loss_rules import batches_diverge

            if batches_diverge(Evidence(settings, batches=self._batch_losses())):
                self._diverges = True
                self._look()

    def _batch_losses(self) -> "BatchLosses | None":
        from core.hints.evidence import BatchLosses

        if self._first is None or not self._recent:
            return None
        count = len(self._recent)
        return BatchLosses(self._first, sum(self._recent) / count, count)

    @Slot()
    def _look(self) -> None:
        """Look for a hint now, or when the pause after the last look is over."""
        if self._pause.isActive():
            self._waiting = True
            return
        self._waiting = False
        evidence = self._evidence() if self.action.isChecked() else None
        if evidence is not None:
            self._runner.call(partial(_find, evidence, self._reader))
            self._pause.start()

    @Slot()
    def _end_pause(self) -> None:
        if self._waiting:
            self._look()

    def _evidence(self) -> "Evidence | None":
        from core.hints.evidence import Evidence
        from core.hints.rate_rule import holds_for

        settings, rate = self._session.settings, None
        if settings is None:
            return None
        if self._tested is not None and holds_for(self._tested[0], settings):
            rate = self._tested[1]
        return Evidence(
            settings,
            tuple(self._epochs),
            tuple(self._changes),
            (),
            self._batch_losses(),
            self._divergence,
            rate,
        )

    @Slot(object)
    def _read_in(self, folder: Path) -> None:
        """Read the statistics of the run in a folder from now on."""
        from core.runs.statistics_reader import StatisticsReader

        self._reader = StatisticsReader(folder)

    @Slot(object)
    def _take(self, hint: "Hint | None") -> None:
        self._hint = hint
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show the hint, unless the user has closed it or switched hints off."""
        hint, session = self._hint, self._session
        if hint is None or hint.kind in self._dismissed or not self.action.isChecked():
            self.bar.show_hint(None, active=False)
            return
        if hint.remedy is not None and not session.can_change:
            hint = replace(hint, remedy=hint.remedy.as_new_run())
        ending = session.state is State.STOPPING
        why_not = "The training is ending." if ending else ""
        self.bar.show_hint(hint, active=session.active, why_not=why_not)

    @Slot()
    def _close(self) -> None:
        if self._hint is not None:
            self._dismissed.add(self._hint.kind)
            self._show()

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self._settings.set_switch("hints", on=on)
        self._show()
        if on:
            self._look()

    @Slot()
    def _use_remedy(self) -> None:
        """Change the training, or stop it and start a new one."""
        hint, settings = self.bar.hint, self._session.settings
        if hint is None or hint.remedy is None or settings is None:
            return
        values = hint.remedy.values
        if not hint.remedy.is_new_run:
            self._runner.cancel()  # what was known before the change
            self._hint = None
            self._show()
            self._form.change(values, f"hint: {hint.remedy.label}")
            return
        self._next = settings.with_values(values)
        if self._session.active:
            self._session.stop()
        else:
            self._start_next()

    @Slot()
    def _finish(self) -> None:
        """Start the run of the remedy, once everything else knows that the training has ended."""
        self._look()
        if self._next is not None:
            self._later.start()

    @Slot()
    def _start_next(self) -> None:
        settings, self._next = self._next, None
        if settings is not None and not self._session.active:
            self._form.show_settings(settings, self._session.preset)
            self._session.start(settings, preset=self._form.base)


def _find(evidence: "Evidence", reader: "StatisticsReader | None") -> "Hint | None":
    """Look for a hint with the statistics of the run, as far as they can be read."""
    from core.hints.rules import find_hint

    statistics: tuple[EpochStatistics, ...] = ()
    if reader is not None:
        try:
            statistics = reader.read()
        except RunError as error:
            _log.warning("%s: %s", error, error.details)
    return find_hint(replace(evidence, statistics=statistics))
