"""One trial: an ordinary run, watched by the study."""

import platform
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import HyperparameterError, ModelError, RunError
from core.hyperparameters.presets import title_of
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.library import Library
from core.runs.recorded_training import RecordedTraining
from core.runs.recorder import Tell
from core.runs.run import read_run
from core.runs.run_metadata import RunMetadata
from core.runs.training_result import TrainingResult, model_of
from core.training.events import EpochEnd, Status, Stop, TrainingEnd
from core.training.thread_count import default_threads
from core.tuning.study import MACHINE, REASON, RUN, SharedStudy

if TYPE_CHECKING:
    from optuna import Trial
import time

from core.tuning.optuna_storage import storage_problems

_STOPPED = "It was stopped."
_PRUNED = "After epoch {epoch} it was behind the median of the others."


@dataclass(frozen=True)
class TrialRunner:
    """Runs the trials of one process."""

    study: SharedStudy
    dataset: Dataset
    stopping: Callable[[], bool]
    """Whether to end in order, now."""
    warn: Tell
    threads: int | None = None
    """Of the matrix products; None for what suits each network."""

    def run(self, trial: "Trial") -> float:
        """Train with the settings that the sampler proposes; the metric, or NaN where it failed.

        Raises TrialPruned, RunError or ModelError where the run cannot be written, and what Optuna
        raises where another process has taken the trial over.
        """
        space = self.study.space
        values = space.settings(lambda name, each: each.suggest(trial, name, FIELDS[name]))
        try:
            settings = space.base.with_values(values)
        except HyperparameterError as error:
            return self.study.fail(trial, str(error), for_good=True)
        limit_threads(self.threads or default_threads(settings))
        try:
            with closing(self._begin(trial, settings)) as recorded:
                return _TrialRun(self, trial, recorded).run()
        except (RunError, ModelError) as error:
            self.study.fail(trial, str(error))
            raise

    def _begin(self, trial: "Trial", settings: Hyperparameters) -> RecordedTraining:
        """A new run, or the one that the trial began before its process died or was stopped."""
        earlier = Path(str(trial.user_attrs.get(RUN, "")))
        if trial.user_attrs.get(MACHINE) == platform.node() and _was_begun(earlier, settings):
            try:
                return RecordedTraining.resume(earlier, self.dataset, self.warn)
            except RunError as error:  # its process lives still, or its files are damaged
                self.warn(error)
        about = RunMetadata.now(title_of(settings))
        return RecordedTraining.begin(settings, self.dataset, self.warn, about=about)


class _TrialRun:
    """The training of one trial."""

    def __init__(self, runner: TrialRunner, trial: "Trial", recorded: RecordedTraining) -> None:
        self._runner, self._trial, self._recorded = runner, trial, recorded
        self._behind = 0
        """The epoch after which it was hopeless; 0 before."""

    def run(self) -> float:
        """Train to the end; the metric, or NaN where it was stopped. Raises TrialPruned."""
        from optuna.exceptions import UpdateFinishedTrialError

        try:
            self._trial.set_user_attr(RUN, str(self._recorded.folder.path))
            self._trial.set_user_attr(MACHINE, platform.node())
            self._label()
            return self._conclude(self._train())
        except UpdateFinishedTrialError:
            # This machine slept for so long that another has taken the trial over.
            self._recorded.leave()
            raise

    def _train(self) -> TrainingEnd:
        for record in self._recorded.history:
            if isinstance(record, EpochEnd):
                self._report(record)
        events = self._recorded.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            if isinstance(event, EpochEnd):
                self._report(event)
            stop = self._behind or self._runner.stopping()
            event = events.send(Stop() if stop else None)
        return event

    def _report(self, event: EpochEnd) -> None:
        metric = self._runner.study.space.metric
        self._trial.report(getattr(event, metric), event.epoch)
        last = event.epoch >= self._recorded.training.settings.epochs
        if not last and self._trial.should_prune():
            self._behind = event.epoch

    def _conclude(self, end: TrainingEnd) -> float:
        runner, training = self._runner, self._recorded.training
        model = model_of(training, runner.dataset, end)
        self._recorded.save(
            TrainingResult(model, end, evaluate(model.network, runner.dataset.test))
        )
        match end.status:
            case Status.DIVERGED:
                return self._prune("diverged", end.reason)
            case Status.STOPPED if self._behind:
                return self._prune("pruned", _PRUNED.format(epoch=self._behind))
            case Status.STOPPED:
                self._label("stopped")
                return runner.study.fail(self._trial, _STOPPED)
            case Status.COMPLETED:
                validation = runner.dataset.validation.last(training.settings.validation_images)
                found = evaluate(model.network, validation)
                return found.loss if runner.study.space.lower_is_better else found.accuracy

    def _prune(self, tag: str, reason: str) -> float:
        from optuna import TrialPruned

        self._label(tag)
        self._trial.set_user_attr(REASON, reason)
        raise TrialPruned

    def _label(self, *tags: str) -> None:
        name = self._runner.study.space.name
        path = self._recorded.folder.path
        Library().label(path, name=f"{name} {self._trial.number}", tags=(name, *tags))


def _was_begun(path: Path, settings: Hyperparameters) -> bool:
    """Whether a run is there that began with these settings, and still has them."""
    try:
        run = read_run(path)
    except RunError:
        return False
    return run.settings == run.last_settings == settings


_PAUSE = 0.25
"""Seconds between two looks at trials that others run."""


def run_trials(runner: TrialRunner, total: int, tell: Callable[[], object]) -> None:
    """Run trials until there are `total`, by whatever processes, or the runner is to stop.

    `tell` is called when something may have changed. Raises SearchError where the storage fails,
    and RunError or ModelError where a run cannot be written.
    """
    study, done = runner.study, False
    while not (done or runner.stopping()):
        with storage_problems(study.storage):
            ran = study.run_next(total, runner.run)
            done = study.has(total)
        tell()
        if not (ran or done):
            time.sleep(_PAUSE)
