"""One trial: an ordinary run, watched by the study."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.blas import limit_threads
from core.datasets.dataset import Dataset
from core.errors import HyperparameterError
from core.evaluation.metrics import evaluate
from core.hyperparameters import FIELDS, Hyperparameters
from core.presets import title_of
from core.runs.about import About
from core.runs.library import Library
from core.runs.outcome import Outcome, model_of
from core.runs.recorded import RecordedTraining
from core.runs.recorder import Tell
from core.search.study import SharedStudy
from core.search.vigil import BEAT
from core.training.events import EpochEnd, Status, Stop, TrainingEnd
from core.training.threads import default_threads

if TYPE_CHECKING:
    from optuna import Trial

_STOPPED = "It was stopped."
_PRUNED = "After epoch {epoch} it was behind the median of the others."


@dataclass(frozen=True)
class Workplace:
    """What all trials of a process need."""

    study: SharedStudy
    dataset: Dataset
    stopping: Callable[[], bool]
    """Whether to end in order, now."""
    warn: Tell
    threads: int | None = None
    """Of the matrix products; None for what suits each network."""

    def make(self, trial: "Trial") -> None:
        """Train with the settings that the sampler proposes, and tell the study what came of it.

        Raises RunError or ModelError where the run cannot be written.
        """
        settings = self._settings(trial)
        if settings is None:
            return
        limit_threads(self.threads or default_threads(settings))
        recorded = RecordedTraining.begin(
            settings, self.dataset, self.warn, about=About.now(title_of(settings))
        )
        with closing(recorded):
            _Course(self, trial, recorded).go()

    def _settings(self, trial: "Trial") -> Hyperparameters | None:
        space = self.study.space
        values = space.settings(lambda name, each: each.suggest(trial, name, FIELDS[name]))
        try:
            return space.base.with_values(values)
        except HyperparameterError as error:
            self.study.fail(trial, str(error), for_good=True)
            return None


class _Course:
    """Of one trial."""

    def __init__(self, place: Workplace, trial: "Trial", recorded: RecordedTraining) -> None:
        self._place, self._trial, self._recorded = place, trial, recorded
        self._beat, self._beats = time.monotonic(), 0
        self._behind = 0
        """The epoch after which it was hopeless; 0 before."""

    def go(self) -> None:
        """From the first mini-batch to the last word."""
        from optuna.exceptions import UpdateFinishedTrialError

        try:
            self._trial.set_user_attr("run", str(self._recorded.folder.path))
            self._label()
            self._conclude(self._drive())
        except UpdateFinishedTrialError:
            # This machine slept for so long that another has taken the trial over.
            self._recorded.leave()

    def _drive(self) -> TrainingEnd:
        events = self._recorded.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            if isinstance(event, EpochEnd):
                self._report(event)
            self._show_life()
            stop = self._behind or self._place.stopping()
            event = events.send(Stop() if stop else None)
        return event

    def _report(self, event: EpochEnd) -> None:
        metric = self._place.study.space.metric
        self._trial.report(getattr(event, metric), event.epoch)
        last = event.epoch >= self._recorded.training.settings.epochs
        if not last and self._trial.should_prune():
            self._behind = event.epoch

    def _show_life(self) -> None:
        if time.monotonic() - self._beat > BEAT:
            self._beat, self._beats = time.monotonic(), self._beats + 1
            self._trial.set_user_attr("beat", self._beats)

    def _conclude(self, end: TrainingEnd) -> None:
        place, training = self._place, self._recorded.training
        model = model_of(training, place.dataset, end)
        self._recorded.save(Outcome(model, end, evaluate(model.network, place.dataset.test)))
        match end.status:
            case Status.DIVERGED:
                self._label("diverged")
                place.study.prune(self._trial, end.reason)
            case Status.STOPPED if self._behind:
                self._label("pruned")
                place.study.prune(self._trial, _PRUNED.format(epoch=self._behind))
            case Status.STOPPED:
                self._label("stopped")
                place.study.fail(self._trial, _STOPPED)
            case Status.COMPLETED:
                validation = place.dataset.divided(training.settings).validation
                found = evaluate(model.network, validation)
                better = found.loss if place.study.space.lower_is_better else found.accuracy
                place.study.complete(self._trial, better)

    def _label(self, *tags: str) -> None:
        name = self._place.study.space.name
        path = self._recorded.folder.path
        Library().label(path, name=f"{name} {self._trial.number}", tags=(name, *tags))
