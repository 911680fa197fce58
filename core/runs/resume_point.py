"""Where a run was left: its latest state, the history up to there, and what is still to come."""

from dataclasses import dataclass, replace

from core.foundation.errors import RunError
from core.foundation.files import is_missing
from core.foundation.json_file import READ_ERRORS, read_object
from core.runs.checkpoint import Checkpoint
from core.runs.checkpoints import has_checkpoints, latest_checkpoint, misfit, own_checkpoint
from core.runs.history import Line
from core.runs.layout import CHECKPOINTS, HISTORY, MODEL, PLAN, RESULT, SUMMARY
from core.runs.run import Run, settings_after
from core.runs.summary import Summary
from core.training.events import EpochEnd, LiveChange
from core.training.replay import Replay, ScheduledChange
from core.training.state import TrainingState


class DamagedRunError(RunError):
    """A run cannot go on as if nothing had happened: what it is to go on from is damaged."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftOff:
    """What a training needs to go on."""

    state: TrainingState | None
    """None where it begins anew."""
    kept: tuple[Line, ...]
    """The lines of the history up to the state."""
    coming: tuple[ScheduledChange, ...]
    """The live changes after it."""
    repaired: bool = False
    """Whether the history is to be written anew, and the damaged one set aside."""

    @property
    def images_seen(self) -> int:
        """Since the start of the training."""
        return self.state.progress.images_seen if self.state is not None else 0

    @property
    def epochs(self) -> int:
        """Completed."""
        return self.state.progress.epochs if self.state is not None else 0

    def replay(self) -> Replay:
        """Says when the changes that are to come are due."""
        return Replay((), images_seen=self.images_seen, epochs=self.epochs, later=self.coming)


def left_off(run: Run, *, repair: bool = False) -> LeftOff:
    """Where to go on with a run to come to what it would have come to.

    Raises DamagedRunError where its history is damaged, or does not go with its checkpoint, or
    all of its checkpoints are lost. With `repair` the checkpoint counts then, and of the history
    what can be read; RunError where there is no checkpoint either.
    """
    checkpoint = latest_checkpoint(run)
    damage = run.damage or misfit(run) or _unexplained(run)
    if checkpoint is None:
        damage = damage or _without_checkpoints(run)
    else:
        damage = damage or _without_plan(run, checkpoint)
    if not damage:
        count = checkpoint.records if checkpoint is not None else 0
        return _at(run, checkpoint.state if checkpoint is not None else None, run.lines[:count])
    if not repair:
        raise DamagedRunError(
            f"{run.path} is damaged: it cannot go on as if it had not been interrupted.", damage
        )
    checkpoint = own_checkpoint(run)
    if checkpoint is None:
        raise RunError(
            f"{run.path} is damaged and has no checkpoint to go on from. What it has stays as it "
            "is; train anew with its settings.",
            damage,
        )
    known = run.lines[: checkpoint.records]
    missing: tuple[Line, ...] = (None,) * (checkpoint.records - len(known))
    return _at(run, checkpoint.state, (*known, *missing), repaired=True)


def repaired(run: Run) -> Run:
    """A run as it will be when it has been repaired. Raises RunError where it cannot be."""
    left = left_off(run, repair=True)
    lines = (*left.kept, *(planned.change for planned in left.coming))
    return replace(
        run,
        records=tuple(line for line in lines if line is not None),
        lost=tuple(index for index, line in enumerate(lines) if line is None),
    )


def _at(
    run: Run, state: TrainingState | None, kept: tuple[Line, ...], *, repaired: bool = False
) -> LeftOff:
    rest = [line for line in run.lines[len(kept) :] if line is not None]
    epochs = state.progress.epochs if state is not None else 0
    if repaired and state is not None:
        lost = _what_was_lost(run, state, kept)
        kept = (*kept, *lost)
        if lost and rest[:1] == lost:  # a repair that was interrupted has written that already
            rest = rest[1:]
    coming = Replay(rest, epochs=epochs, later=run.planned).left
    return LeftOff(state, kept, coming, repaired)


def _what_was_lost(run: Run, state: TrainingState, kept: tuple[Line, ...]) -> list[LiveChange]:
    """What leads from the settings that the history tells to those that the state has."""
    told = settings_after(run.settings, (line for line in kept if line is not None)).to_dict()
    now = state.settings.to_dict()
    lost = {name: getattr(state.settings, name) for name in now if now[name] != told[name]}
    return [LiveChange(state.progress.images_seen, lost)] if lost else []


def _without_checkpoints(run: Run) -> str:
    """What to say of a run that has epochs and has lost its checkpoints.

    One that was killed before its first checkpoint has not: it comes to the same from the start.
    """
    if not run.epochs:
        return ""
    ended = not all(is_missing(run.path / name) for name in (RESULT, MODEL))
    lost = ended or has_checkpoints(run.path)
    return f"{CHECKPOINTS} has none that can be used" if lost else ""


def _without_plan(run: Run, checkpoint: Checkpoint) -> str:
    """What to say where live changes that were still to come have neither been made nor are
    planned."""
    since = run.lines[checkpoint.records :]
    made = sum(not isinstance(line, EpochEnd) for line in since)
    missing = checkpoint.planned - made - len(run.planned)
    return f"{PLAN} lacks {missing:,} of the live changes still to come" if missing > 0 else ""


def _unexplained(run: Run) -> str:
    """What to say where there is no history, and have been epochs."""
    if run.lines:
        return ""
    try:
        epochs = Summary.of(read_object(run.path / SUMMARY)).epochs
    except (*READ_ERRORS, RunError):
        return ""  # it is made of the history, and may be missing
    return f"{HISTORY} has none of its {epochs:,} epochs" if epochs else ""
