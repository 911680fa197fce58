"""The checkpoints in the folder of a run: the last, the best epoch's, and one in ten."""

import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from core.errors import RunError
from core.runs.checkpoint import SUFFIX, Checkpoint, load_checkpoint
from core.runs.layout import CHECKPOINTS
from core.runs.run import Run, settings_after

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
        return _goes_with(checkpoint, run)

    last = _first(run.path, [LAST], fits)
    return last or _latest(run.path, reversed(epochs_kept(run.path)), fits)


def checkpoint_at(run: Run, epoch: int) -> Checkpoint | None:
    """The latest at or before the end of an epoch; None where there is none."""

    def fits(checkpoint: Checkpoint) -> bool:
        return _is_within(checkpoint, epoch) and _goes_with(checkpoint, run)

    return _latest(run.path, [n for n in reversed(epochs_kept(run.path)) if n <= epoch], fits)


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


def _goes_with(checkpoint: Checkpoint, run: Run) -> bool:
    """Whether it is of this history: of as many lines, and with the settings that they give."""
    known = run.records[: checkpoint.records]
    settings = settings_after(run.settings, known)
    return len(known) == checkpoint.records and checkpoint.state.settings == settings


def _is_within(checkpoint: Checkpoint, epoch: int) -> bool:
    progress = checkpoint.state.progress
    return progress.epochs < epoch or (progress.epochs == epoch and progress.position == 0)
