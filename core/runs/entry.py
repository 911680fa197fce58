"""A run as a line of the library: quick to read, without its history."""

from dataclasses import dataclass
from pathlib import Path

from core.errors import RunError
from core.files import is_missing, modified, read_bounded
from core.hyperparameters import Hyperparameters
from core.runs.about import About
from core.runs.history_file import Seal
from core.runs.label import Label
from core.runs.layout import ABOUT, HISTORY, LABEL, SUMMARY
from core.runs.records import LARGEST, LOST_LINE
from core.runs.run import NOT_AS_WRITTEN, Parts, RunState, read_run, read_settings, state_of
from core.runs.summary import Summary


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What a table shows of a run."""

    path: Path
    about: About
    settings: Hyperparameters | None
    """What it began with; None where that cannot be read."""
    label: Label
    summary: Summary
    state: RunState
    problem: str = ""
    """What of it cannot be read."""

    @property
    def title(self) -> str:
        """What to call it."""
        return self.label.name or self.about.title or self.path.name

    @property
    def may_change(self) -> bool:
        """Whether it runs, or may begin to without any file telling."""
        return self.state is RunState.RUNNING or self.summary.end is None

    @property
    def epochs(self) -> int:
        """That it is to have in all."""
        planned = self.settings.epochs if self.settings is not None else 0
        return self.summary.total_epochs or planned

    @property
    def images_per_second(self) -> float | None:
        """Of the training, without evaluations; None while no epoch has ended."""
        seconds, settings = self.summary.training_seconds, self.settings
        if not seconds or settings is None:
            return None
        return self.summary.epochs * settings.training_images / seconds


def read_entry(path: Path) -> Entry:
    """The line of a run. What cannot be read is said in `problem`; nothing is raised."""
    parts = Parts(path)
    settings = parts.or_none(lambda: read_settings(path))
    about = parts.optional(ABOUT, About.of) or About.unknown(path)
    label = parts.optional(LABEL, Label.of) or Label()
    told = parts.optional(SUMMARY, Summary.of)
    summary = told or Summary()
    state = state_of(path, summary.end)
    if settings is not None and (told is None or _is_behind(path, state)):
        summary = parts.or_none(lambda: _counted(path)) or summary
        state = state_of(path, summary.end)
    if state is not RunState.RUNNING:  # whose history is just being written
        _check_history(parts, path, summary)
    problem = "\n".join(dict.fromkeys(parts.problems))
    return Entry(path, about, settings, label, summary, state, problem)


def _check_history(parts: Parts, path: Path, summary: Summary) -> None:
    """See whether the history is whole; without reading its lines where it is as it was sealed."""
    if not summary.epochs and is_missing(path / HISTORY):
        return
    content = parts.or_none(lambda: _content(path / HISTORY))
    seal = summary.seal
    if content is None:
        return
    if seal is not None and seal == Seal.of_content(content) and LOST_LINE not in content:
        return
    known = len(parts.problems)
    parts.history(summary.epochs)
    if len(parts.problems) == known and not summary.fits(content):
        parts.problems.append(f"{HISTORY}: {NOT_AS_WRITTEN}")


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path, LARGEST)
    except (OSError, ValueError) as error:
        raise RunError(f"{path.name} cannot be read: {error}") from error


def _is_behind(path: Path, state: RunState) -> bool:
    """Whether the history may tell more than the summary."""
    return state is RunState.INTERRUPTED and modified(path / HISTORY) > modified(path / SUMMARY)


def _counted(path: Path) -> Summary:
    run = read_run(path)
    summary = Summary.of_records(run.records)
    summary.end = run.end
    summary.test_accuracy = run.test.accuracy if run.test is not None else None
    return summary
