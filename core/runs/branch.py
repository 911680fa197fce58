"""Going back to an epoch of a run: a new run with the same history up to there."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import RunError
from core.files import write_atomically
from core.runs.about import About
from core.runs.checkpoint import Checkpoint
from core.runs.checkpoints import LAST, checkpoint_at, misfit
from core.runs.folder import RunFolder
from core.runs.layout import HISTORY
from core.runs.left_off import DamagedRunError
from core.runs.records import Line, line_to_bytes
from core.runs.run import Run, read_run
from core.runs.writer import write_checkpoint
from core.training.events import EpochEnd, LiveChange


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
    about = About.now(run.about.title, run.about.id, epoch)
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
