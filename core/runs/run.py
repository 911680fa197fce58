"""A run as it is read from its folder."""

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
from core.runs.annotations import Annotations
from core.runs.history import LARGEST, History, Line, Record, read_history
from core.runs.layout import (
    ANNOTATIONS,
    HISTORY,
    HYPERPARAMETERS,
    LOCK,
    METADATA,
    MODEL,
    PLAN,
    RESULT,
    SUMMARY,
    TEST,
)
from core.runs.planned_changes import Plan, pending_changes, read_plan
from core.runs.result import TestResult, end_from_dict
from core.runs.run_metadata import RunMetadata
from core.runs.run_title import default_title
from core.runs.summary import Summary
from core.training.events import EpochEnd, LiveChange, TrainingEnd
from core.training.replay import PlannedChange
from core.training.thread_count import default_threads

T = TypeVar("T")
NOT_AS_WRITTEN = "it is not as it was written"
_MOST_THREADS = 64


class RunState(StrEnum):
    """Whether a run is running, and if not, how it ended."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """It has not ended, but its process is gone."""
    COMPLETED = "completed"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    PRUNED = "pruned"
    """A search stopped it, because it was worse than other trials."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Everything about a run except its weights."""

    path: Path
    metadata: RunMetadata
    settings: Hyperparameters
    """The settings at the start."""
    records: tuple[Record, ...]
    """Epochs and live changes in their order."""
    state: RunState
    end: TrainingEnd | None
    """None while the run has not ended."""
    test: TestResult | None
    """None where the model was not tested."""
    annotations: Annotations
    problem: str = ""
    """What cannot be read or is lost; empty where nothing is."""
    lost: tuple[int, ...] = ()
    """The lost lines of the history, counted from 0; `records` does not contain them."""
    damage: str = ""
    """Why the run must be repaired before it can resume; empty where it need not be."""
    planned: tuple[PlannedChange, ...] = ()
    """The live changes that have not been made yet."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the history: the records, and None for each lost line."""
        lines: list[Line] = list(self.records)
        for index in self.lost:
            lines.insert(index, None)
        return tuple(lines)

    @property
    def title(self) -> str:
        """The name that the user gave, or the default title, which other runs may have as well."""
        return self.annotations.name or default_title(self.path, self.metadata, self.settings)

    @property
    def epochs(self) -> list[EpochEnd]:
        """The ends of the epochs."""
        return [record for record in self.records if isinstance(record, EpochEnd)]

    @property
    def changes(self) -> list[LiveChange]:
        """The live changes."""
        return [record for record in self.records if isinstance(record, LiveChange)]

    @property
    def last_settings(self) -> Hyperparameters:
        """The settings after all live changes."""
        return settings_after(self.settings, self.records)

    @property
    def model_path(self) -> Path:
        """The path of the model, which exists once the run has ended."""
        return self.path / MODEL


def settings_after(settings: Hyperparameters, records: Iterable[Record]) -> Hyperparameters:
    """Return settings after the live changes of a history."""
    for record in records:
        if isinstance(record, LiveChange):
            settings = settings.with_values(record.values)
    return settings


def read_run(path: Path) -> Run:
    """Read the folder of a run, as far as it is intact.

    Raises RunError where it is not the folder of a run, or its hyperparameters cannot be read.
    """
    settings = read_settings(path)
    reader = RunReader(path)
    metadata = reader.optional(METADATA, RunMetadata.from_dict) or RunMetadata.unknown(path)
    end = reader.optional(RESULT, end_from_dict)
    history = reader.history(end.epochs if end is not None else 0, check=True)
    plan = reader.plan()
    return Run(
        path,
        metadata,
        settings,
        history.records,
        state_of(path, end),
        end,
        reader.optional(TEST, TestResult.from_dict),
        reader.optional(ANNOTATIONS, Annotations.from_dict) or Annotations(),
        "\n".join(reader.problems),
        tuple(index for index, line in enumerate(history.lines) if line is None),
        history.problem or plan.problem,
        pending_changes(plan.changes, history.records),
    )


def read_settings(path: Path) -> Hyperparameters:
    """Read the settings at the start of the run in a folder. Raises RunError."""
    values = read_object(path / HYPERPARAMETERS)
    try:
        return Hyperparameters.from_dict(values)
    except (*READ_ERRORS, HyperparameterError) as error:
        wrong = path / HYPERPARAMETERS
        raise RunError(f"{wrong} cannot be read as hyperparameters.", str(error)) from error


def state_of(path: Path, end: TrainingEnd | None) -> RunState:
    """Return the state of the run in a folder whose recorded end is `end`."""
    if is_locked(path / LOCK):
        return RunState.RUNNING
    if end is not None:
        return RunState(end.status.value)
    # In early versions the model was the only sign that a run had ended.
    ended = is_file(path / MODEL) and not is_file(path / METADATA)
    return RunState.COMPLETED if ended else RunState.INTERRUPTED


class RunReader:
    """Reads the files of a run, any of which may be missing, and collects the problems."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: list[str] = []

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Return what `read` returns, or None where it raises RunError or OSError."""
        try:
            return read()
        except (OSError, RunError) as error:
            self.problems.append(str(error))
            return None

    def optional(self, name: str, make: Callable[[Mapping[str, Any]], T]) -> T | None:
        """Return what `make` makes of the object in a file; None for a missing or damaged file."""
        path = self._path / name
        if is_missing(path):
            return None
        try:
            return make(read_object(path))
        except (*READ_ERRORS, RunError) as error:
            self.problems.append(f"{name}: {error}")
            return None

    def history(self, epochs: int, *, check: bool = False) -> History:
        """Read the history of a run that has completed at least so many epochs.

        With `check`, it must also be the history from which the summary was made.
        """
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
        """Read the planned live changes."""
        plan = read_plan(self._path / PLAN)
        if plan.problem:
            self.problems.append(f"{PLAN}: {plan.problem}")
        return plan


def _read_twice(path: Path) -> History:
    """Read a history; try again once after an error of the operating system."""
    try:
        return read_history(path)
    except RunError as error:
        if isinstance(error.__cause__, OSError):
            return read_history(path)
        raise


def _is_as_written(path: Path) -> bool:
    try:
        summary = Summary.from_dict(read_object(path / SUMMARY))
        return summary.fits(read_bounded(path / HISTORY, LARGEST))
    except (*READ_ERRORS, RunError):
        return True  # as far as can be known


def _missing(history: History, epochs: int) -> str:
    """Return a message for a history that ends too early."""
    last = max((r.epoch for r in history.records if isinstance(r, EpochEnd)), default=0)
    lost = len(history.lines) - len(history.records)
    return f"it ends with epoch {last:,} of {epochs:,}" if last + lost < epochs else ""


def threads_of(run: Run) -> int:
    """Return the number of BLAS threads of a run: another number would change the last bits."""
    threads = run.metadata.environment.get("threads")
    if isinstance(threads, int) and 1 <= threads <= _MOST_THREADS:
        return threads
    return default_threads(run.settings)
