"""The listing of a run: what a table of runs shows of it, read without its checkpoints."""

from dataclasses import dataclass, replace
from pathlib import Path

from core.foundation.errors import RunError
from core.foundation.files import is_missing, modification_time, read_bounded
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.history import LARGEST, LOST_LINE, Checksum
from core.runs.layout import ANNOTATIONS, HISTORY, METADATA, SUMMARY
from core.runs.run import NOT_AS_WRITTEN, RunReader, RunState, read_run, read_settings, state_of
from core.runs.run_metadata import RunMetadata
from core.runs.run_title import default_title
from core.runs.summary import Summary


@dataclass(frozen=True, slots=True, eq=False)
class RunListing:
    """What a table of runs shows of one run."""

    path: Path
    metadata: RunMetadata
    settings: Hyperparameters | None
    """The settings at the start; None where they cannot be read."""
    annotations: Annotations
    summary: Summary
    state: RunState
    problem: str = ""
    """What cannot be read; empty where everything can."""
    number: int = 1
    """Its place among the runs with the same default title, from the oldest on."""
    paused: bool = False
    """Whether its training is paused, which no file says: only the window that trains it knows."""

    @property
    def title(self) -> str:
        """The name that the user gave, or the default title, with a number if others have it."""
        number = f" ({self.number:,})" if self.number > 1 else ""
        return self.annotations.name or f"{self.default_title}{number}"

    @property
    def default_title(self) -> str:
        """The preset and what differs from it; the name of the folder if the user chose that."""
        return default_title(self.path, self.metadata, self.settings)

    @property
    def may_change(self) -> bool:
        """Whether the run may change without a sign in the times of its files."""
        return self.state is RunState.RUNNING or self.summary.end is None

    @property
    def changes(self) -> dict[str, list[tuple[int, Value, Value]]]:
        """The live changes of each field: epoch, old value, new value; the last of an epoch."""
        found: dict[str, list[tuple[int, Value, Value]]] = {}
        if self.settings is None:
            return found
        for change in self.summary.changes or ():
            epoch = change.images_seen // self.settings.training_images + 1
            for name, value in change.values.items():
                of_field = found.setdefault(name, [])
                old = of_field[-1][2] if of_field else getattr(self.settings, name)
                if of_field and of_field[-1][0] == epoch:
                    old = of_field.pop()[1]
                of_field.append((epoch, old, value))
        return found

    @property
    def epochs(self) -> int:
        """The number of epochs that are planned in all, at least those that are done."""
        planned = self.settings.epochs if self.settings is not None else 0
        return max(self.summary.total_epochs or planned, self.summary.epochs)

    @property
    def images_per_second(self) -> float | None:
        """The speed of the training without evaluations; None before the first epoch has ended."""
        seconds, settings = self.summary.training_seconds, self.settings
        if not seconds or settings is None:
            return None
        return self.summary.epochs * settings.training_images / seconds


def read_names(path: Path) -> RunListing:
    """Read of a run what it is called after; the rest of the listing is as for a new run."""
    return _read_names(RunReader(path), path)


def _read_names(reader: RunReader, path: Path) -> RunListing:
    settings = reader.attempt(lambda: read_settings(path))
    metadata = reader.optional(METADATA, RunMetadata.from_dict) or RunMetadata.unknown(path)
    annotations = reader.optional(ANNOTATIONS, Annotations.from_dict) or Annotations()
    return RunListing(path, metadata, settings, annotations, Summary(), RunState.RUNNING)


def read_listing(path: Path) -> RunListing:
    """Read the listing of a run. It never raises: `problem` names what cannot be read."""
    reader = RunReader(path)
    names = _read_names(reader, path)
    settings = names.settings
    known = reader.optional(SUMMARY, Summary.from_dict)
    summary = known or Summary()
    state = state_of(path, summary.end)
    if settings is not None and (known is None or _is_behind(path, state)):
        summary = reader.attempt(lambda: _summarize(path)) or summary
        state = state_of(path, summary.end)
    if settings is not None and summary.changes is None and _mentions_changes(path):
        summary.changes = reader.attempt(lambda: _summarize(path).changes)
    if state is not RunState.RUNNING:  # the history of a running run is just being written
        _check_history(reader, path, summary)
    problem = "\n".join(dict.fromkeys(reader.problems))
    return replace(names, summary=summary, state=state, problem=problem)


def _check_history(reader: RunReader, path: Path, summary: Summary) -> None:
    """Check the history; its lines are not parsed where its checksum is the known one."""
    if not summary.epochs and is_missing(path / HISTORY):
        return
    content = reader.attempt(lambda: _content(path / HISTORY))
    if content is None:
        return
    if summary.checksum == Checksum.of_content(content) and LOST_LINE not in content:
        return
    known = len(reader.problems)
    reader.history(summary.epochs)
    if len(reader.problems) == known and not summary.fits(content):
        reader.problems.append(f"{HISTORY}: {NOT_AS_WRITTEN}")


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path, LARGEST)
    except (OSError, ValueError) as error:
        raise RunError(f"{path.name} cannot be read: {error}") from error


def _mentions_changes(path: Path) -> bool:
    """Return whether a history has live changes, which is faster than parsing it."""
    try:
        return b'"change"' in read_bounded(path / HISTORY, LARGEST)
    except (OSError, ValueError):
        return False  # what is wrong with the history is found by its check


def _is_behind(path: Path, state: RunState) -> bool:
    """Return whether the history may contain more than the summary."""
    return state is RunState.INTERRUPTED and modification_time(path / HISTORY) > modification_time(
        path / SUMMARY
    )


def _summarize(path: Path) -> Summary:
    run = read_run(path)
    summary = Summary.of_records(run.records)
    summary.end = run.end
    summary.test_accuracy = run.test.accuracy if run.test is not None else None
    return summary
