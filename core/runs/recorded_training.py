"""A training whose run is recorded while it trains, and one whose run cannot be saved."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import MLP
from core.runs.history import Line, Record
from core.runs.initial_network import checksum, initial_network, keep_initial_network
from core.runs.layout import HISTORY, PLAN
from core.runs.operations import extend_epochs
from core.runs.planned_changes import write_plan
from core.runs.recorder import Recorder, WarningHandler
from core.runs.result import Progress, TrainingResult, evaluate_training
from core.runs.resume_point import ResumePoint, find_resume_point
from core.runs.run import Run, read_run
from core.runs.run_folder import RunFolder, set_aside
from core.runs.run_metadata import RunMetadata
from core.runs.run_saver import RunSaver
from core.training.events import Change, Event, Status, TrainingEnd
from core.training.replay import Replay
from core.training.trainer import Events, Training, new_network


class FinishedTraining(NamedTuple):
    """What `finish` returns."""

    result: TrainingResult
    folder: Path | None
    """Where the run is saved; None where it is not."""
    problem: RunError | None = None
    """Why it is not saved, unless nothing was to be recorded."""


def _no_progress(model: object, evaluation: object) -> None:
    pass


class RecordedTraining:
    """A training and the run that records it.

    A driver iterates over `events`, then calls `finish`, or `suspend` to resume later. It calls
    `close` at the end, whatever has happened.
    """

    def __init__(
        self,
        folder: RunFolder,
        training: Training,
        recorder: Recorder,
        replay: Replay,
        saver: Callable[..., RunSaver],
    ) -> None:
        self.folder, self.training = folder, training
        self._recorder, self._replay, self._saver = recorder, replay, saver
        self.history: list[Record] = list(recorder.records)
        """The records from before the first event."""
        while (change := replay.pop_due()) is not None:
            self.change(change)

    @classmethod
    def begin(
        cls,
        settings: Hyperparameters,
        dataset: Dataset,
        warn: WarningHandler,
        *,
        path: Path | None = None,
        metadata: RunMetadata | None = None,
        replay: Replay | None = None,
        budget: int = 0,
        initial: MLP | None = None,
    ) -> Self:
        """Begin a new run, in a folder that must not hold one. Raises RunError.

        It begins with the network `initial`, or with the initial weights of its settings. The
        weights of past moments take at most `budget` bytes; with 0, none are kept.
        """
        metadata, replay = metadata or RunMetadata.now(), replay or Replay(())
        if initial is not None:
            metadata = replace(metadata, initial=checksum(initial))
        folder = RunFolder.create(settings, path, metadata, replay.pending)
        if initial is not None:
            try:
                keep_initial_network(folder.path, initial, settings)
            except RunError:
                folder.close()
                raise
        training = Training(initial or new_network(settings), dataset, settings)
        return cls._record(folder, training, replay, settings, metadata, warn, budget=budget)

    @classmethod
    def resume(
        cls,
        path: Path,
        dataset: Dataset,
        warn: WarningHandler,
        *,
        repair: bool = False,
        budget: int = 0,
    ) -> Self:
        """Resume a run as if it had not been interrupted, live changes included.

        A damaged run resumes only with `repair`, from its last checkpoint; the damaged files are
        set aside. `budget` is that of `begin`. Raises DamagedRunError, and RunError where the run
        cannot be resumed.
        """
        folder = RunFolder(path)
        try:
            folder.remove_leftovers()
            run = read_run(path)
            point = find_resume_point(run, repair=repair)
            network = _network_of(run, point)
            training = Training(network, dataset, run.settings, point.state)
            # A run that went back to an epoch may lack a checkpoint without being damaged.
            retrains = point.state is None and len(run.epochs) > run.metadata.origin_epoch
            if point.repaired:
                _set_damaged_files_aside(run, point, warn)
            elif retrains:
                set_aside(path / HISTORY)
        except OSError as error:
            folder.close()
            raise RunError(f"The folder {path} cannot be written.", str(error)) from error
        except RunError:
            folder.close()
            raise
        if retrains:
            count = len(run.epochs)
            warn(RunError(f"{path} has no checkpoint yet: its {count:,} epochs are trained again."))
        recorded = cls._record(
            folder, training, point.replay(), run.settings, run.metadata, warn,
            point.history, rewrite=point.repaired, budget=budget,
        )  # fmt: skip
        if point.repaired:
            recorded._recorder.summary.epochs = point.epochs  # also those whose lines are lost
            recorded._recorder.save_state(training)  # which agrees with the history from now on
        return recorded

    @classmethod
    def _record(
        cls,
        folder: RunFolder,
        training: Training,
        replay: Replay,
        settings: Hyperparameters,
        metadata: RunMetadata,
        warn: WarningHandler,
        history: tuple[Line, ...] = (),
        *,
        rewrite: bool = False,
        budget: int = 0,
    ) -> Self:
        try:
            # First: lines after `history` are cut off when more is written.
            write_plan(folder.path, replay.pending)
            check = partial(folder.check_own, metadata)
            count_planned = lambda: len(replay.pending)  # noqa: E731
            recorder = Recorder(
                folder.path, check, count_planned, warn, history, rewrite=rewrite, budget=budget
            )
        except OSError as error:
            folder.close()
            raise RunError(f"The folder {folder.path} cannot be written.", str(error)) from error
        except RunError:
            folder.close()
            raise
        training.keep_last_step()
        saver = partial(RunSaver, folder, settings, metadata, recorder, warn)
        return cls(folder, training, recorder, replay, saver)

    def change(self, change: Change) -> None:
        """Make a live change before the first event."""
        event = self.training.change(change)
        self.history.append(event)
        self._recorder.record(event, self.training)

    def extend(self, epochs: int) -> None:
        """Let the training run for so many more epochs. Call this before the first event."""
        training = self.training
        early = training.stopped_early
        values = extend_epochs(training.settings, epochs, training.epochs, stopped_early=early)
        self.change(Change(values))

    def events(self) -> Events:
        """Yield the events of the training, each after it has been recorded."""
        events = self.training.events()
        self._recorder.begin(self.training)
        event: Event = next(events)
        while True:
            self._recorder.record(event, self.training)
            command = yield event
            self._replay.observe(event)
            try:
                event = events.send(command if command is not None else self._replay.pop_due())
            except StopIteration:
                return

    def finish(
        self, end: TrainingEnd, dataset: Dataset, on_progress: Progress = _no_progress
    ) -> FinishedTraining:
        """Evaluate the final model on the test set, and save it with the run.

        Nothing is lost where the run cannot be saved: the result then comes with the problem.
        """
        result = evaluate_training(self.training, dataset, end, on_progress)
        # A diverged state only diverges again: the last checkpoint before it stays.
        diverged = end.status is Status.DIVERGED
        try:
            folder = self._save(None if diverged else self.training, result)
        except RunError as problem:
            return FinishedTraining(result, None, problem)
        return FinishedTraining(result, folder)

    def save_state(self) -> None:
        """Write the state of the training, which pauses between two events."""
        self._recorder.save_state(self.training)

    def suspend(self) -> Path:
        """Write the state of the training, to resume it later; return the folder of the run.

        Raises RunError where it can be written nowhere.
        """
        return self._save(self.training)

    def close(self) -> None:
        """End the writing thread, and release the folder."""
        self._recorder.close()
        self.folder.close()

    def _save(self, state: Training | None, result: TrainingResult | None = None) -> Path:
        self._recorder.finish(state)
        return self._saver(self._replay.pending, result).save()


class UnsavedTraining:
    """A training with the interface of `RecordedTraining` that saves nothing.

    It is used where the folder of the runs cannot be written, after a warning.
    """

    def __init__(self, training: Training) -> None:
        self.training = training
        self.history: list[Record] = []

    def events(self) -> Events:
        """Yield the events of the training."""
        return self.training.events()

    def finish(
        self, end: TrainingEnd, dataset: Dataset, on_progress: Progress = _no_progress
    ) -> FinishedTraining:
        """Evaluate the final model on the test set."""
        return FinishedTraining(evaluate_training(self.training, dataset, end, on_progress), None)

    def save_state(self) -> None:
        """Save nothing."""

    def suspend(self) -> Path | None:
        """Save nothing."""
        return None

    def close(self) -> None:
        """Release nothing."""


def _network_of(run: Run, point: ResumePoint) -> MLP:
    """Make the network that a run begins with; a state replaces its weights."""
    if point.state is not None:
        return new_network(run.settings)
    return initial_network(run.path, run.settings, run.metadata)


def _set_damaged_files_aside(run: Run, point: ResumePoint, warn: WarningHandler) -> None:
    """Keep the damaged files beside those that replace them. Raises OSError."""
    kept = [set_aside(run.path / name) for name in (HISTORY, PLAN)]
    names = " and ".join(path.name for path in kept if path is not None)
    lost = point.history.count(None)
    what = f" {lost:,} of its lines cannot be read any more." if lost else ""
    where = f" The damaged files are kept there as {names}." if names else ""
    warn(RunError(f"{run.path} resumes after epoch {point.epochs:,}.{what}{where}"))
