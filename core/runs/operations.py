"""Operations on runs: extend a run, and branch off at an epoch."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from core.foundation.errors import RunError
from core.foundation.files import write_atomically
from core.hyperparameters.differences import differing_fields
from core.hyperparameters.fields import Integer, Value
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.checkpoint_file import Checkpoint
from core.runs.checkpoints import LAST, checkpoint_at, find_inconsistency
from core.runs.history import Line, line_to_bytes
from core.runs.initial_network import initial_network, keep_initial_network
from core.runs.layout import HISTORY, STATISTICS
from core.runs.moments import Moment, link_moments
from core.runs.recorder import write_checkpoint
from core.runs.resume_point import DamagedRunError
from core.runs.run import Run, read_run
from core.runs.run_folder import RunFolder
from core.runs.run_metadata import RunMetadata
from core.runs.statistics_recorder import statistics_file
from core.training.events import EpochEnd, LiveChange


def extend_epochs(
    settings: Hyperparameters, more: int, done: int, *, stopped_early: bool
) -> dict[str, Value]:
    """Return the live change that extends a run with `done` epochs by `more` epochs.

    They are added to the planned epochs, of which there may be fewer than completed ones, or to
    the completed ones where early stopping ended the run; the patience then grows as well. Raises
    RunError where a run cannot have so many epochs.
    """
    before, most = done if stopped_early else max(settings.epochs, done), _most("epochs")
    if before + more > most:
        allowed = f"at most {most - before:,} more" if before < most else "no more"
        raise RunError(f"A run has at most {most:,} epochs: give it {allowed}.")
    if not stopped_early:
        return {"epochs": before + more}
    # The patience has a maximum, too.
    return {"epochs": before + more, "patience": min(settings.patience + more, _most("patience"))}


def _most(name: str) -> int:
    field = FIELDS[name]
    assert isinstance(field, Integer)
    return field.maximum


class BranchSettings(NamedTuple):
    """What a branch of a run takes over from other settings."""

    changes: dict[str, Value]
    """Live hyperparameters with their new values."""
    fixed: list[str]
    """The names of those that differ, too, but cannot change within a run."""


def branch_settings(
    settings: Hyperparameters, wanted: Hyperparameters, epoch: int
) -> BranchSettings:
    """Return what a branch at the end of an epoch takes over from the `wanted` settings.

    `settings` are those of the run there. A number of epochs that has been reached is not taken
    over, since the branch would end at once.
    """
    differing = list(differing_fields([settings, wanted]))
    reached = {"epochs"} if wanted.epochs <= epoch else set()
    live = [name for name in differing if FIELDS[name].live and name not in reached]
    fixed = [name for name in differing if name not in live]
    return BranchSettings({name: getattr(wanted, name) for name in live}, fixed)


def branch(source: Path, epoch: int, path: Path | None = None) -> Path:
    """Make a new run that is where another run was at the end of an epoch; return its folder.

    It has the last checkpoint before that, and the history up to the epoch: resuming it first
    repeats the way to the epoch exactly. Changes after the epoch, made or planned, do not belong to
    the new run. Raises RunError, and DamagedRunError where the way to the epoch is damaged.
    """
    run = read_run(source)
    if not any(end.epoch == epoch for end in run.epochs):
        raise RunError(f"{source} has no epoch {epoch}.")
    lines = _lines_until(run, epoch)
    checkpoint = checkpoint_at(run, epoch)
    _check_way(run, epoch, checkpoint, lines)
    about = run.metadata
    metadata = RunMetadata.now(
        about.title, about.id, epoch, initial=about.initial, preset=about.preset
    )
    folder = RunFolder.create(run.settings, path, metadata)
    try:
        write_atomically(folder.path / HISTORY, b"".join(map(line_to_bytes, lines)))
        if statistics := statistics_file(source, epoch).content:
            write_atomically(folder.path / STATISTICS, statistics)
        if checkpoint is not None:
            write_checkpoint(folder.path, LAST, replace(checkpoint, planned=0))
        link_moments(source, folder.path, Moment(epoch))
        if run.metadata.initial:
            network = initial_network(source, run.settings, run.metadata)
            keep_initial_network(folder.path, network, run.settings)
    except OSError as error:
        raise RunError(f"The folder {folder.path} cannot be written.", str(error)) from error
    finally:
        folder.close()
    return folder.path


def _lines_until(run: Run, epoch: int) -> tuple[Line, ...]:
    numbers = [line.epoch if isinstance(line, EpochEnd) else 0 for line in run.lines]
    return run.lines[: numbers.index(epoch) + 1]


def _check_way(run: Run, epoch: int, checkpoint: Checkpoint | None, lines: Sequence[Line]) -> None:
    """Raise DamagedRunError where it is unknown what happened between a checkpoint and an epoch."""
    way = lines[checkpoint.records if checkpoint is not None else 0 :]
    wrong = ""
    if None in way:
        wrong = run.problem
    elif checkpoint is None or any(isinstance(line, LiveChange) for line in way):
        wrong = find_inconsistency(run)  # it is unknown which of the changes is wrong
    if wrong:
        raise DamagedRunError(f"{run.path} is damaged: it cannot go back to epoch {epoch}.", wrong)
