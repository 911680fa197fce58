"""A run, read from its folder."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from core.foundation.errors import HyperparameterError, RunError
from core.foundation.file_lock import is_locked
from core.foundation.files import is_file, is_missing, read_bounded
from core.foundation.json_file import READ_ERRORS, read_object
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Label
from core.runs.history import LARGEST, History, Line, Record, read_history
from core.runs.layout import (
    ABOUT,
    HISTORY,
    HYPERPARAMETERS,
    LABEL,
    LOCK,
    MODEL,
    PLAN,
    RESULT,
    SUMMARY,
    TEST,
)
from core.runs.planned_changes import Plan, read_plan, still_to_come
from core.runs.result import TestResult, end_of
from core.runs.run_metadata import RunMetadata
from core.runs.summary import Summary
from core.training.events import EpochEnd, LiveChange, TrainingEnd
from core.training.replay import ScheduledChange
from core.training.thread_count import default_threads

T = TypeVar("T")
NOT_AS_WRITTEN = "it is not as it was written"


class RunState(StrEnum):
    """What is happening to a run, or has."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """It neither runs nor has ended: its process has gone."""
    COMPLETED = "completed"
    STOPPED = "stopped"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """All of a run but its weights."""

    path: Path
    about: RunMetadata
    settings: Hyperparameters
    """What it began with."""
    records: tuple[Record, ...]
    """Epochs and live changes in their order."""
    state: RunState
    end: TrainingEnd | None
    """None while it has not ended."""
    test: TestResult | None
    """None where it was not tested."""
    label: Label
    problem: str = ""
    """What of the folder cannot be read, or is lost; empty where all is well."""
    lost: tuple[int, ...] = ()
    """The lines of the history, counted from 0, that tell nothing; `records` is without them."""
    damage: str = ""
    """Why the run has to be repaired before it can go on; empty where it need not."""
    planned: tuple[ScheduledChange, ...] = ()
    """The live changes that are still to come."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those of the history: the records, and None for each that is lost."""
        lines: list[Line] = list(self.records)
        for index in self.lost:
            lines.insert(index, None)
        return tuple(lines)

    @property
    def title(self) -> str:
        """What to call it."""
        return self.label.name or self.path.name

    @property
    def epochs(self) -> list[EpochEnd]:
        """The ends of its epochs."""
        return [record for record in self.records if isinstance(record, EpochEnd)]

    @property
    def changes(self) -> list[LiveChange]:
        """Its live changes."""
        return [record for record in self.records if isinstance(record, LiveChange)]

    @property
    def last_settings(self) -> Hyperparameters:
        """With all live changes."""
        return settings_after(self.settings, self.records)

    @property
    def model_path(self) -> Path:
        """Where its model is, once it has ended."""
        return self.path / MODEL


def settings_after(settings: Hyperparameters, records: Iterable[Record]) -> Hyperparameters:
    """Settings with the live changes in a history."""
    for record in records:
        if isinstance(record, LiveChange):
            settings = settings.with_values(record.values)
    return settings


def read_run(path: Path) -> Run:
    """Read the folder of a run: all of it that is intact.

    Raises RunError where it is no folder of a run, or its hyperparameters cannot be read.
    """
    settings = read_settings(path)
    reading = Parts(path)
    about = reading.optional(ABOUT, RunMetadata.of) or RunMetadata.unknown(path)
    end = reading.optional(RESULT, end_of)
    history = reading.history(end.epochs if end is not None else 0, check=True)
    plan = reading.plan()
    return Run(
        path,
        about,
        settings,
        history.records,
        state_of(path, end),
        end,
        reading.optional(TEST, TestResult.of),
        reading.optional(LABEL, Label.of) or Label(),
        "\n".join(reading.problems),
        tuple(index for index, line in enumerate(history.lines) if line is None),
        history.problem or plan.problem,
        still_to_come(plan.changes, history.records),
    )


def read_settings(path: Path) -> Hyperparameters:
    """What the training of a run's folder began with. Raises RunError."""
    told = read_object(path / HYPERPARAMETERS)
    try:
        return Hyperparameters.from_dict(told)
    except (*READ_ERRORS, HyperparameterError) as error:
        wrong = path / HYPERPARAMETERS
        raise RunError(f"{wrong} cannot be read as hyperparameters.", str(error)) from error


def state_of(path: Path, end: TrainingEnd | None) -> RunState:
    """What is happening to the run in a folder that says of its end `end`."""
    if is_locked(path / LOCK):
        return RunState.RUNNING
    if end is not None:
        return RunState(end.status.value)
    # Before there were results, a model was what a run ended with.
    ended = is_file(path / MODEL) and not is_file(path / ABOUT)
    return RunState.COMPLETED if ended else RunState.INTERRUPTED


class Parts:
    """Reads what may be missing, and collects what is there and cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: list[str] = []

    def or_none(self, read: Callable[[], T]) -> T | None:
        """What `read` returns; None where it raises RunError."""
        try:
            return read()
        except (OSError, RunError) as error:
            self.problems.append(str(error))
            return None

    def optional(self, name: str, make: Callable[[Mapping[str, Any]], T]) -> T | None:
        """What is made of the object in a file; None where it is missing or damaged."""
        path = self._path / name
        if is_missing(path):
            return None
        try:
            return make(read_object(path))
        except (*READ_ERRORS, RunError) as error:
            self.problems.append(f"{name}: {error}")
            return None

    def history(self, epochs: int, *, check: bool = False) -> History:
        """All of it that is intact, of a run that has completed at least so many epochs. With
        `check` it must also be the one that the summary was made of."""
        try:
            path = self._path / HISTORY
            history = History(()) if is_missing(path) else _read_twice(path)
        except RunError as error:
            history = History((), f"{error} {error.details}")
        problem = history.problem or _missing(history, epochs)
        if check and not problem and not _is_as_written(self._path):
            problem = NOT_AS_WRITTEN
        lost = len(history.lines) - len(history.records)
        if problem:
            self.problems.append(f"{HISTORY}: {problem}")
        elif lost:
            lines = "1 line was" if lost == 1 else f"{lost:,} lines were"
            self.problems.append(f"{HISTORY}: {lines} lost when it was damaged")
        return History(history.lines, problem)

    def plan(self) -> Plan:
        """The live changes that were planned."""
        plan = read_plan(self._path / PLAN)
        if plan.problem:
            self.problems.append(f"{PLAN}: {plan.problem}")
        return plan


def _read_twice(path: Path) -> History:
    """A history; a call that was interrupted, or a disk that hesitated, is called once more."""
    try:
        return read_history(path)
    except RunError as error:
        if isinstance(error.__cause__, OSError):
            return read_history(path)
        raise


def _is_as_written(path: Path) -> bool:
    try:
        summary = Summary.of(read_object(path / SUMMARY))
        return summary.fits(read_bounded(path / HISTORY, LARGEST))
    except (*READ_ERRORS, RunError):
        return True  # as far as anybody knows


def _missing(history: History, epochs: int) -> str:
    """What to say of a history that ends too early."""
    last = max((r.epoch for r in history.records if isinstance(r, EpochEnd)), default=0)
    lost = len(history.lines) - len(history.records)
    return f"it ends with epoch {last:,} of {epochs:,}" if last + lost < epochs else ""


_MOST = 64


def threads_of(run: Run) -> int:
    """Another number would change the last bits."""
    told = run.about.environment.get("threads")
    return told if isinstance(told, int) and 1 <= told <= _MOST else default_threads(run.settings)
