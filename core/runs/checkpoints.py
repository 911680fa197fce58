"""The checkpoints of a run: when one is written, and which one is used.

There are the last one, the best one, and one every ten epochs.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from core.foundation.errors import RunError
from core.hyperparameters.schema import FIELDS
from core.runs.checkpoint_file import SUFFIX, Checkpoint, load_checkpoint
from core.runs.history import Record
from core.runs.layout import CHECKPOINTS, HISTORY, HYPERPARAMETERS
from core.runs.run import Run, settings_after
from core.training.events import EpochEnd

_log = logging.getLogger("inkling.runs")
LAST, BEST = f"last{SUFFIX}", f"best{SUFFIX}"
EVERY = 10
"""Epochs between two checkpoints that are kept."""
INTERVAL = 3.5
"""Seconds between two checkpoints. Together with the time to write a large one, this keeps what a
killed process has to repeat below five seconds."""
_PARTS = 4
"""The first checkpoint is written after this part of the interval, so that a new run can soon be
continued, and the history after each such part, so that a list of runs shows where it is."""
_OF_EPOCH = re.compile(rf"epoch-(\d{{6,7}}){re.escape(SUFFIX)}")


class CheckpointSchedule:
    """Decides when a checkpoint is written, and under which names at the end of an epoch."""

    def __init__(self) -> None:
        self.note_history()
        self._due = self._history_due

    @property
    def is_due(self) -> bool:
        """Whether the last checkpoint has become too old."""
        return time.monotonic() >= self._due

    @property
    def is_history_due(self) -> bool:
        """Whether the history may contain epochs that should have been written."""
        return time.monotonic() >= self._history_due

    def note_checkpoint(self) -> None:
        """Count the seconds from now on: a checkpoint is being written."""
        self._due = time.monotonic() + INTERVAL

    def note_history(self) -> None:
        """Count the seconds from now on: the history is being written."""
        self._history_due = time.monotonic() + INTERVAL / _PARTS

    @staticmethod
    def names_at(epoch: int, *, is_best: bool) -> list[str]:
        """Return the names of the files to write at the end of an epoch."""
        names = [BEST] if is_best else []
        return [*names, checkpoint_name(epoch)] if epoch % EVERY == 0 else names


def checkpoint_name(epoch: int) -> str:
    """Return the name of the file of the checkpoint at the end of an epoch."""
    return f"epoch-{epoch:06}{SUFFIX}"


def latest_consistent_checkpoint(run: Run) -> Checkpoint | None:
    """Return the most advanced checkpoint that agrees with the history; None where none does."""

    def fits(checkpoint: Checkpoint) -> bool:
        return _is_of_run(checkpoint, run) and not _inconsistency(checkpoint, run, older=True)

    def fits_well(checkpoint: Checkpoint) -> bool:
        return fits(checkpoint) and not _inconsistency(checkpoint, run)

    last = _first(run.path, [LAST], fits_well)
    return last or _latest(run.path, reversed(checkpoint_epochs(run.path)), fits)


def checkpoint_at(run: Run, epoch: int) -> Checkpoint | None:
    """Return the latest checkpoint at or before the end of an epoch; None where there is none."""

    def fits(checkpoint: Checkpoint) -> bool:
        return (
            _is_within(checkpoint, epoch)
            and _is_of_run(checkpoint, run)
            and not _inconsistency(checkpoint, run, older=True)
        )

    return _latest(run.path, [n for n in reversed(checkpoint_epochs(run.path)) if n <= epoch], fits)


def latest_own_checkpoint(run: Run) -> Checkpoint | None:
    """Return the last checkpoint of a run, whether or not the history agrees with it.

    Where the last one cannot be read, this is the most advanced of the others; None where there is
    none.
    """

    def fits(checkpoint: Checkpoint) -> bool:
        return _is_of_run(checkpoint, run)

    last = _first(run.path, [LAST], fits)
    return last or _latest(run.path, reversed(checkpoint_epochs(run.path)), fits)


def find_inconsistency(run: Run) -> str:
    """Return why settings or history disagree with the last checkpoint; empty if they agree.

    Where the last checkpoint cannot be read, it is enough that one of the others agrees: some may
    date from before a part of the run was trained again.
    """
    last = _first(run.path, [LAST], lambda checkpoint: _is_of_run(checkpoint, run))
    if last is not None:
        return _inconsistency(last, run)
    other = latest_own_checkpoint(run)
    if other is not None:
        return _inconsistency(other, run) if latest_consistent_checkpoint(run) is None else ""
    names = [LAST, BEST, *map(checkpoint_name, reversed(checkpoint_epochs(run.path)))]
    other_run = _first(run.path, names, lambda _: True)
    return _settings_difference(other_run, run) if other_run is not None else ""


def has_any_checkpoint(run: Path) -> bool:
    """Return whether a run has any checkpoint, even one that cannot be read."""
    try:
        return any(path.suffix == SUFFIX for path in (run / CHECKPOINTS).iterdir())
    except FileNotFoundError:
        return False
    except OSError:
        return True  # it is unknown what the folder holds


def checkpoint_epochs(run: Path) -> list[int]:
    """Return the epochs with a checkpoint of their own, in ascending order."""
    try:
        names = [path.name for path in (run / CHECKPOINTS).iterdir()]
    except OSError:
        return []  # a run that has none yet
    return sorted(int(match[1]) for name in names if (match := _OF_EPOCH.fullmatch(name)))


Condition = Callable[[Checkpoint], bool]


def _latest(run: Path, epochs: Iterable[int], fits: Condition) -> Checkpoint | None:
    """Return the most advanced of the first that fits of `epochs`, the best and the last."""
    candidates = [
        _first(run, some, fits) for some in (map(checkpoint_name, epochs), [BEST], [LAST])
    ]
    fitting = [checkpoint for checkpoint in candidates if checkpoint is not None]
    return max(fitting, key=lambda c: c.state.progress.images_seen, default=None)


def _first(run: Path, names: Iterable[str], fits: Condition) -> Checkpoint | None:
    for name in names:
        try:
            checkpoint = load_checkpoint(run / CHECKPOINTS / name)
        except RunError as error:
            _log.info("%s: %s", error, error.details)  # another one replaces it
            continue
        if fits(checkpoint):
            return checkpoint
    return None


def _inconsistency(checkpoint: Checkpoint, run: Run, *, older: bool = False) -> str:
    """Return why a checkpoint disagrees with the history of its run; empty where it agrees.

    The history must have as many lines, reach the same epoch and lead to the same settings. A
    checkpoint that is `older` than a repair may have settings whose lines are lost.
    """
    known = run.lines[: checkpoint.records]
    lost, readable = known.count(None), [line for line in known if line is not None]
    epochs, done = max(map(_epoch, readable), default=0), checkpoint.state.progress.epochs
    if len(known) < checkpoint.records:
        return f"{HISTORY} has {len(known):,} of its {checkpoint.records:,} lines"
    if not epochs <= done <= epochs + lost:
        return f"{HISTORY} reaches epoch {epochs:,} but the checkpoint {done:,}"
    if not (older and lost):
        now, its = settings_after(run.settings, readable), checkpoint.state.settings
        if names := ", ".join(name for name in FIELDS if getattr(now, name) != getattr(its, name)):
            return f"the live changes in {HISTORY} differ from those of the checkpoint ({names})"
    return ""


def _settings_difference(checkpoint: Checkpoint, run: Run) -> str:
    mine, its = run.settings, checkpoint.state.settings
    differing = [
        f"{name}: {field.format(getattr(mine, name))} instead of {field.format(getattr(its, name))}"
        for name, field in FIELDS.items()
        if not field.live and getattr(mine, name) != getattr(its, name)
    ]
    return f"{HYPERPARAMETERS} differs from the checkpoints ({'; '.join(differing)})"


def _epoch(record: Record) -> int:
    return record.epoch if isinstance(record, EpochEnd) else 0


def _is_of_run(checkpoint: Checkpoint, run: Run) -> bool:
    """Return whether a checkpoint may belong to a run: only live settings differ, if any."""
    mine, its = run.settings.to_dict(), checkpoint.state.settings.to_dict()
    return all(field.live or mine[name] == its[name] for name, field in FIELDS.items())


def _is_within(checkpoint: Checkpoint, epoch: int) -> bool:
    progress = checkpoint.state.progress
    return progress.epochs < epoch or (progress.epochs == epoch and progress.position == 0)
