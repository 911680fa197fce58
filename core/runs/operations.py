"""Going back to an epoch of a run: a new run with the same history up to there."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.foundation.errors import RunError
from core.foundation.files import write_atomically
from core.hyperparameters.fields import Integer, Value
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.checkpoint import Checkpoint
from core.runs.checkpoints import LAST, checkpoint_at, misfit
from core.runs.history import Line, line_to_bytes
from core.runs.layout import HISTORY
from core.runs.recorder import write_checkpoint
from core.runs.resume_point import DamagedRunError
from core.runs.run import Run, read_run
from core.runs.run_folder import RunFolder
from core.runs.run_metadata import RunMetadata
from core.training.events import EpochEnd, LiveChange


def differing_fields(settings: Sequence[Hyperparameters]) -> dict[str, list[Value]]:
    """The fields that are not the same in all of several settings, in the order of the form, each
    with its values in the order of the settings.

    A field without a meaning in any of them is left out; `Hyperparameters.applies` tells of each.
    """
    values = {name: [getattr(each, name) for each in settings] for name in FIELDS}
    return {
        name: given
        for name, given in values.items()
        if len(set(given)) > 1 and any(each.applies(name) for each in settings)
    }


def longer(
    settings: Hyperparameters, more: int, done: int, *, stopped_early: bool
) -> dict[str, Value]:
    """The live change that lets a run of these settings, with `done` epochs, go on for `more` than
    it was to have; or than it had, where it was stopped early, which then waits longer too.

    Raises RunError where they would be more than a run can have.
    """
    before, most = done if stopped_early else settings.epochs, _most("epochs")
    if before + more > most:
        left = f"at most {most - before:,} more" if before < most else "no more"
        raise RunError(f"A run has at most {most:,} epochs: give it {left}.")
    if not stopped_early:
        return {"epochs": before + more}
    # Nobody waits for more epochs than there are.
    return {"epochs": before + more, "patience": min(settings.patience + more, _most("patience"))}


def _most(name: str) -> int:
    field = FIELDS[name]
    assert isinstance(field, Integer)
    return field.maximum


def branch(source: Path, epoch: int, path: Path | None = None) -> Path:
    """Make a run that stands where another one stood at the end of an epoch.

    It has the last checkpoint before that, and the history up to the epoch: whoever goes on
    with it comes by that epoch to the bit. Changes after the epoch, made or planned, are not those
    of the new run. Raises RunError, and DamagedRunError where the way to the epoch is damaged.
    """
    run = read_run(source)
    if not any(end.epoch == epoch for end in run.epochs):
        raise RunError(f"{source} has no epoch {epoch}.")
    lines = _up_to(run, epoch)
    checkpoint = checkpoint_at(run, epoch)
    _check_way(run, epoch, checkpoint, lines)
    about = RunMetadata.now(run.about.title, run.about.id, epoch)
    folder = RunFolder.create(run.settings, path, about)
    try:
        write_atomically(folder.path / HISTORY, b"".join(map(line_to_bytes, lines)))
        if checkpoint is not None:
            write_checkpoint(folder.path, LAST, replace(checkpoint, planned=0))
    except OSError as error:
        raise RunError(f"The folder {folder.path} cannot be written.", str(error)) from error
    finally:
        folder.close()
    return folder.path


def _up_to(run: Run, epoch: int) -> tuple[Line, ...]:
    numbers = [line.epoch if isinstance(line, EpochEnd) else 0 for line in run.lines]
    return run.lines[: numbers.index(epoch) + 1]


def _check_way(run: Run, epoch: int, checkpoint: Checkpoint | None, lines: Sequence[Line]) -> None:
    """Raises DamagedRunError where nobody knows any more what happened between a checkpoint and an
    epoch."""
    way = lines[checkpoint.records if checkpoint is not None else 0 :]
    wrong = ""
    if None in way:
        wrong = run.problem
    elif checkpoint is None or any(isinstance(line, LiveChange) for line in way):
        wrong = misfit(run)  # which of the changes is wrong cannot be told
    if wrong:
        raise DamagedRunError(f"{run.path} is damaged: it cannot go back to epoch {epoch}.", wrong)
