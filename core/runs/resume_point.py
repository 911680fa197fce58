"""The point at which a run resumes: its latest state, the history before, the changes after."""

from dataclasses import dataclass, replace

from core.foundation.errors import RunError
from core.foundation.files import is_missing
from core.foundation.json_file import READ_ERRORS, read_object
from core.runs.checkpoint_file import Checkpoint
from core.runs.checkpoints import (
    find_inconsistency,
    has_any_checkpoint,
    latest_consistent_checkpoint,
    latest_own_checkpoint,
)
from core.runs.history import Line
from core.runs.layout import CHECKPOINTS, HISTORY, MODEL, PLAN, RESULT, SUMMARY
from core.runs.run import Run, settings_after
from core.runs.summary import Summary
from core.training.events import EpochEnd, LiveChange
from core.training.replay import PlannedChange, Replay
from core.training.state import TrainingState


class DamagedRunError(RunError):
    """A run is damaged, and cannot resume as if nothing had happened."""

    def __init__(self, message: str, details: str = "", *, can_repair: bool = False) -> None:
        super().__init__(message, details)
        self.can_repair = can_repair
        """Whether the run has a checkpoint from which it can resume after a repair."""


@dataclass(frozen=True, slots=True, eq=False)
class ResumePoint:
    """What a training needs to resume."""

    state: TrainingState | None
    """None where the training starts from the beginning."""
    history: tuple[Line, ...]
    """The lines of the history up to the state."""
    upcoming: tuple[PlannedChange, ...]
    """The live changes after it."""
    repaired: bool = False
    """Whether the history has to be written again, and the damaged file set aside."""

    @property
    def images_seen(self) -> int:
        """The number of images since the start of the training."""
        return self.state.progress.images_seen if self.state is not None else 0

    @property
    def epochs(self) -> int:
        """The number of completed epochs."""
        return self.state.progress.epochs if self.state is not None else 0

    def replay(self) -> Replay:
        """Return a replay of the upcoming changes."""
        return Replay((), images_seen=self.images_seen, epochs=self.epochs, later=self.upcoming)


def find_resume_point(run: Run, *, repair: bool = False) -> ResumePoint:
    """Find where a run resumes so that it ends as if it had not been interrupted.

    Raises DamagedRunError where the history or its checkpoint is damaged or they do not belong
    together. With `repair` the checkpoint then counts, and from the history what can be read; the
    error is raised only where there is no checkpoint for a repair.
    """
    checkpoint = latest_consistent_checkpoint(run)
    damage = run.damage or find_inconsistency(run) or _missing_history(run)
    if checkpoint is None:
        damage = damage or _missing_checkpoints(run)
    else:
        damage = damage or _missing_planned_changes(run, checkpoint)
    if not damage:
        count = checkpoint.records if checkpoint is not None else 0
        return _point(run, checkpoint.state if checkpoint is not None else None, run.lines[:count])
    checkpoint = latest_own_checkpoint(run)
    if checkpoint is None:
        raise DamagedRunError(
            f"{run.path} is damaged and has no checkpoint to resume from. Its files stay as they "
            "are; start a new training with its settings.",
            damage,
        )
    if not repair:
        message = f"{run.path} is damaged: it cannot resume as if it had not been interrupted."
        raise DamagedRunError(message, damage, can_repair=True)
    known = run.lines[: checkpoint.records]
    missing: tuple[Line, ...] = (None,) * (checkpoint.records - len(known))
    return _point(run, checkpoint.state, (*known, *missing), repaired=True)


def repaired_run(run: Run) -> Run:
    """Return a run as it will be after its repair. Raises DamagedRunError where it has none."""
    point = find_resume_point(run, repair=True)
    lines = (*point.history, *(planned.change for planned in point.upcoming))
    return replace(
        run,
        records=tuple(line for line in lines if line is not None),
        lost=tuple(index for index, line in enumerate(lines) if line is None),
    )


def _point(
    run: Run, state: TrainingState | None, history: tuple[Line, ...], *, repaired: bool = False
) -> ResumePoint:
    rest = [line for line in run.lines[len(history) :] if line is not None]
    epochs = state.progress.epochs if state is not None else 0
    if repaired and state is not None:
        lost = _lost_changes(run, state, history)
        history = (*history, *lost)
        if lost and rest[:1] == lost:  # an interrupted repair has already written them
            rest = rest[1:]
    upcoming = Replay(rest, epochs=epochs, later=run.planned).pending
    return ResumePoint(state, history, upcoming, repaired)


def _lost_changes(run: Run, state: TrainingState, history: tuple[Line, ...]) -> list[LiveChange]:
    """Return the change that leads from the settings of the history to those of the state."""
    lines = (line for line in history if line is not None)
    known = settings_after(run.settings, lines).to_dict()
    now = state.settings.to_dict()
    lost = {name: getattr(state.settings, name) for name in now if now[name] != known[name]}
    return [LiveChange(state.progress.images_seen, lost)] if lost else []


def _missing_checkpoints(run: Run) -> str:
    """Return a message for a run that has epochs but has lost its checkpoints.

    A run that was killed before its first checkpoint has lost none: it simply starts again.
    """
    if not run.epochs:
        return ""
    ended = not all(is_missing(run.path / name) for name in (RESULT, MODEL))
    lost = ended or has_any_checkpoint(run.path)
    return f"{CHECKPOINTS} has none that can be used" if lost else ""


def _missing_planned_changes(run: Run, checkpoint: Checkpoint) -> str:
    """Return a message where planned changes have neither been made nor are still planned."""
    since = run.lines[checkpoint.records :]
    made = sum(not isinstance(line, EpochEnd) for line in since)
    missing = checkpoint.planned - made - len(run.planned)
    return f"{PLAN} lacks {missing:,} of the live changes still to come" if missing > 0 else ""


def _missing_history(run: Run) -> str:
    """Return a message where the history is missing although there have been epochs."""
    if run.lines:
        return ""
    try:
        epochs = Summary.from_dict(read_object(run.path / SUMMARY)).epochs
    except (*READ_ERRORS, RunError):
        return ""  # the summary is made from the history, and may be missing
    return f"{HISTORY} has none of its {epochs:,} epochs" if epochs else ""
