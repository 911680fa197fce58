"""The checkpoints in the folder of a run: the last, the best epoch's, and one in ten."""

import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from core.foundation.errors import RunError
from core.hyperparameters.schema import FIELDS
from core.runs.checkpoint import SUFFIX, Checkpoint, load_checkpoint
from core.runs.history import Record
from core.runs.layout import CHECKPOINTS, HISTORY, HYPERPARAMETERS
from core.runs.run import Run, settings_after
from core.training.events import EpochEnd

_log = logging.getLogger("inkling.runs")
LAST, BEST = f"last{SUFFIX}", f"best{SUFFIX}"
EVERY = 10
"""Epochs from one checkpoint that is kept to the next."""
_OF_EPOCH = re.compile(rf"epoch-(\d{{6,7}}){re.escape(SUFFIX)}")


def name_of(epoch: int) -> str:
    """The file of the checkpoint at the end of an epoch."""
    return f"epoch-{epoch:06}{SUFFIX}"


def latest_checkpoint(run: Run) -> Checkpoint | None:
    """The one with the most behind it that goes with the history; None where there is none."""

    def fits(checkpoint: Checkpoint) -> bool:
        return _is_own(checkpoint, run) and not _misfit(checkpoint, run, older=True)

    def fits_well(checkpoint: Checkpoint) -> bool:
        return fits(checkpoint) and not _misfit(checkpoint, run)

    last = _first(run.path, [LAST], fits_well)
    return last or _latest(run.path, reversed(epochs_kept(run.path)), fits)


def checkpoint_at(run: Run, epoch: int) -> Checkpoint | None:
    """The latest at or before the end of an epoch; None where there is none."""

    def fits(checkpoint: Checkpoint) -> bool:
        return (
            _is_within(checkpoint, epoch)
            and _is_own(checkpoint, run)
            and not _misfit(checkpoint, run, older=True)
        )

    return _latest(run.path, [n for n in reversed(epochs_kept(run.path)) if n <= epoch], fits)


def own_checkpoint(run: Run) -> Checkpoint | None:
    """The last one of a run, whatever its history says; where that cannot be read, the one with
    the most behind it. None where there is none."""

    def fits(checkpoint: Checkpoint) -> bool:
        return _is_own(checkpoint, run)

    last = _first(run.path, [LAST], fits)
    return last or _latest(run.path, reversed(epochs_kept(run.path)), fits)


def misfit(run: Run) -> str:
    """Why the settings and the history are not those that the last checkpoint was made with; empty
    where they are.

    Of the others one that goes with it is enough: they may be of a time that was trained again.
    """
    last = _first(run.path, [LAST], lambda checkpoint: _is_own(checkpoint, run))
    if last is not None:
        return _misfit(last, run)
    other = own_checkpoint(run)
    if other is not None:
        return _misfit(other, run) if latest_checkpoint(run) is None else ""
    names = [LAST, BEST, *map(name_of, reversed(epochs_kept(run.path)))]
    foreign = _first(run.path, names, lambda _: True)
    return _set_differently(foreign, run) if foreign is not None else ""


def has_checkpoints(run: Path) -> bool:
    """Whether there are any, even ones that cannot be read."""
    try:
        return any(path.suffix == SUFFIX for path in (run / CHECKPOINTS).iterdir())
    except FileNotFoundError:
        return False
    except OSError:
        return True  # nobody knows what is in there


def epochs_kept(run: Path) -> list[int]:
    """The epochs whose checkpoints are there, but for the last and the best."""
    try:
        names = [path.name for path in (run / CHECKPOINTS).iterdir()]
    except OSError:
        return []  # a run that has none yet
    return sorted(int(match[1]) for name in names if (match := _OF_EPOCH.fullmatch(name)))


Condition = Callable[[Checkpoint], bool]


def _latest(run: Path, epochs: Iterable[int], fits: Condition) -> Checkpoint | None:
    """Of the first of some epochs' that fits, the best epoch's and the last, the latest."""
    found = [_first(run, some, fits) for some in (map(name_of, epochs), [BEST], [LAST])]
    fitting = [checkpoint for checkpoint in found if checkpoint is not None]
    return max(fitting, key=lambda c: c.state.progress.images_seen, default=None)


def _first(run: Path, names: Iterable[str], fits: Condition) -> Checkpoint | None:
    for name in names:
        try:
            checkpoint = load_checkpoint(run / CHECKPOINTS / name)
        except RunError as error:
            _log.info("%s: %s", error, error.details)  # another one stands in for it
            continue
        if fits(checkpoint):
            return checkpoint
    return None


def _misfit(checkpoint: Checkpoint, run: Run, *, older: bool = False) -> str:
    """Why it is not of this history, which has as many lines, comes to the same epoch and gives
    the same settings; empty where it is.

    One that is `older` than a repair may have settings of which the lines are lost.
    """
    known = run.lines[: checkpoint.records]
    lost, told = known.count(None), [line for line in known if line is not None]
    epochs, done = max(map(_epoch, told), default=0), checkpoint.state.progress.epochs
    if len(known) < checkpoint.records:
        return f"{HISTORY} has {len(known):,} of its {checkpoint.records:,} lines"
    if not epochs <= done <= epochs + lost:
        return f"{HISTORY} comes to epoch {epochs:,} where the checkpoint is at {done:,}"
    if not (older and lost):
        now, its = settings_after(run.settings, told), checkpoint.state.settings
        if names := ", ".join(name for name in FIELDS if getattr(now, name) != getattr(its, name)):
            return f"the live changes in {HISTORY} are not those of the checkpoint ({names})"
    return ""


def _set_differently(checkpoint: Checkpoint, run: Run) -> str:
    mine, its = run.settings, checkpoint.state.settings
    differing = [
        f"{name}: {field.format(getattr(mine, name))}, there {field.format(getattr(its, name))}"
        for name, field in FIELDS.items()
        if not field.live and getattr(mine, name) != getattr(its, name)
    ]
    return f"{HYPERPARAMETERS} is not that of the checkpoints ({'; '.join(differing)})"


def _epoch(record: Record) -> int:
    return record.epoch if isinstance(record, EpochEnd) else 0


def _is_own(checkpoint: Checkpoint, run: Run) -> bool:
    """Whether it may be of this run: nothing is set differently but what can change."""
    mine, its = run.settings.to_dict(), checkpoint.state.settings.to_dict()
    return all(field.live or mine[name] == its[name] for name, field in FIELDS.items())


def _is_within(checkpoint: Checkpoint, epoch: int) -> bool:
    progress = checkpoint.state.progress
    return progress.epochs < epoch or (progress.epochs == epoch and progress.position == 0)
