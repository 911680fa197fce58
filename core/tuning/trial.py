"""The trials of a search: each is an ordinary run that the study may prune."""

import platform
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
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
from core.runs.recorder import WarningHandler
from core.runs.run import read_run
from core.runs.run_metadata import RunMetadata
from core.training.events import EpochEnd, Status, Stop, TrainingEnd
from core.training.thread_count import default_threads
from core.tuning.optuna_storage import storage_problems
from core.tuning.repetition import is_repetition
from core.tuning.study import MACHINE, SharedStudy
from core.tuning.trial_result import DIVERGED, REASON, RUN, STOPPED

if TYPE_CHECKING:
    from optuna import Trial

_PAUSE = 0.25
"""Seconds between two checks for trials that other processes run."""
_PRUNED = "After epoch {epoch} it was worse than the median of the others."


@dataclass(frozen=True)
class TrialRunner:
    """Runs the trials of one process."""

    study: SharedStudy
    dataset: Dataset
    stopping: Callable[[], bool]
    """Returns whether to end in order now."""
    warn: WarningHandler
    threads: int | None = None
    """Threads of the matrix products; None for the best number for each network."""

    def run(self, trial: "Trial") -> float:
        """Train with the settings that the sampler proposes; return the metric, or NaN on failure.

        Raises TrialPruned, RunError or ModelError where the run cannot be written, and what Optuna
        raises where another process has taken over the trial.
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
        """Begin a run, or resume the one that the trial began before its process ended."""
        earlier = Path(str(trial.user_attrs.get(RUN, "")))
        if trial.user_attrs.get(MACHINE) == platform.node() and _was_begun(earlier, settings):
            try:
                return RecordedTraining.resume(earlier, self.dataset, self.warn)
            except RunError as error:  # its process is still running, or its files are damaged
                self.warn(error)
        space = self.study.space
        metadata = RunMetadata.now(
            title_of(settings),
            search=space.name,
            trial=trial.number,
            search_title=space.title,
            search_metric=space.metric,
            repetition=is_repetition(space),
        )
        return RecordedTraining.begin(settings, self.dataset, self.warn, metadata=metadata)


class _TrialRun:
    """The training of one trial."""

    def __init__(self, runner: TrialRunner, trial: "Trial", recorded: RecordedTraining) -> None:
        self._runner, self._trial, self._recorded = runner, trial, recorded
        self._pruned_after = 0
        """The epoch after which the trial was pruned; 0 before."""

    def run(self) -> float:
        """Train to the end; return the metric, or NaN where it was stopped. Raises TrialPruned."""
        from optuna.exceptions import UpdateFinishedTrialError

        try:
            self._trial.set_user_attr(RUN, str(self._recorded.folder.path))
            self._trial.set_user_attr(MACHINE, platform.node())
            self._annotate()
            return self._finish_trial(self._train())
        except UpdateFinishedTrialError:
            # This machine slept for so long that another has taken over the trial.
            self._recorded.suspend()
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
            stop = self._pruned_after or self._runner.stopping()
            event = events.send(Stop() if stop else None)
        return event

    def _report(self, event: EpochEnd) -> None:
        metric = self._runner.study.space.metric
        self._trial.report(getattr(event, metric), event.epoch)
        last = event.epoch >= self._recorded.training.settings.epochs
        if not last and self._trial.should_prune():
            self._pruned_after = event.epoch

    def _finish_trial(self, end: TrainingEnd) -> float:
        runner, training = self._runner, self._recorded.training
        if end.status is Status.STOPPED and self._pruned_after:
            reason = _PRUNED.format(epoch=self._pruned_after)
            end = replace(end, status=Status.PRUNED, reason=reason)
        result, _, problem = self._recorded.finish(end, runner.dataset)
        if problem is not None:
            raise problem
        match end.status:
            case Status.DIVERGED | Status.PRUNED:
                return self._prune(end)
            case Status.STOPPED:
                self._annotate("stopped")
                return runner.study.fail(self._trial, STOPPED)
            case Status.COMPLETED:
                validation = runner.dataset.validation.last(training.settings.validation_images)
                evaluation = evaluate(result.model.network, validation)
                lower_is_better = runner.study.space.lower_is_better
                return evaluation.loss if lower_is_better else evaluation.accuracy

    def _prune(self, end: TrainingEnd) -> float:
        from optuna import TrialPruned

        self._annotate(end.status.value)
        self._trial.set_user_attr(REASON, end.reason)
        if end.status is Status.DIVERGED:
            self._trial.set_user_attr(DIVERGED, True)  # Optuna knows no such state
        raise TrialPruned

    def _annotate(self, *tags: str) -> None:
        space, path = self._runner.study.space, self._recorded.folder.path
        which = f"trial {self._trial.number + 1:,}"
        if is_repetition(space):
            which = f"seed {self._recorded.training.settings.seed}"
        name = f"{space.title or space.name}, {which}"
        Library().annotate(path, name=name, tags=(space.name, *tags))


def _was_begun(path: Path, settings: Hyperparameters) -> bool:
    """Return whether there is a run that began with these settings and still has them."""
    try:
        run = read_run(path)
    except RunError:
        return False
    return run.settings == run.last_settings == settings


def run_trials(runner: TrialRunner, total: int, on_progress: Callable[[], object]) -> None:
    """Run trials until all processes together have `total`, or the runner has to stop.

    `on_progress` is called when something may have changed. Raises SearchError where the storage
    fails, and RunError or ModelError where a run cannot be written.
    """
    study, done = runner.study, False
    while not (done or runner.stopping()):
        with storage_problems(study.storage):
            ran = study.run_next(total, runner.run)
            done = study.has(total)
        on_progress()
        if not (ran or done):
            time.sleep(_PAUSE)
