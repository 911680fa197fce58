"""Writes a run while it is trained, in a thread of its own: the training does not wait for it."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from core.errors import RunError
from core.runs.checkpoint import Checkpoint
from core.runs.checkpoints import BEST, EVERY, LAST, name_of
from core.runs.records import Record
from core.runs.summary import Summary
from core.runs.writer import RunWriter
from core.training.events import EpochEnd, Event, LiveChange
from core.training.trainer import Training

INTERVAL = 3.5
"""Seconds from one checkpoint to the next. With the time that it takes to write a large one, what
a killed process has to do again stays below five."""

Tell = Callable[[RunError], None]


class Recorder:
    """Keeps the history and, every few seconds, the state of a training.

    What cannot be written, because the disk is full or the folder has gone, is told once, kept,
    and tried again every few seconds: the training goes on.
    """

    def __init__(self, folder: Path, tell: Tell, kept: tuple[Record, ...] = ()) -> None:
        """`kept` is the history of a run that goes on; all else in its file is dropped.

        `tell` may be called in another thread. Raises RunError where nothing can be written.
        """
        self.kept = kept
        self._folder, self._tell = folder, tell
        try:
            self._writer = RunWriter(folder, kept)
        except OSError as error:
            raise RunError(f"The folder {folder} cannot be written.", str(error)) from error
        self.summary = Summary.of_records(kept)
        self._count = len(kept)
        self._records: list[Record] = []
        self._checkpoints: dict[str, Checkpoint] = {}
        self._problem: OSError | None = None
        self._due = time.monotonic() + INTERVAL
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._writing: Future[None] | None = None

    def keep(self, event: Event, training: Training) -> None:
        """To be called between an event of the training and what follows it."""
        if isinstance(event, EpochEnd | LiveChange):
            self._keep_record(event, training)
        if time.monotonic() >= self._due and self._is_idle:
            self._checkpoints[LAST] = self._checkpoint(training)
            self._write()

    def finish(self, training: Training | None) -> None:
        """Write all that is left, with the state of a training that can go on, and wait for it.

        Raises RunError where that fails.
        """
        if training is not None:
            self._checkpoints[LAST] = self._checkpoint(training)
        self._write()
        self.close()
        if self._problem is not None:
            raise _not_saved(self._folder, self._problem) from self._problem

    def close(self) -> None:
        """End the thread, after what it is writing."""
        self._thread.shutdown()

    @property
    def _is_idle(self) -> bool:
        return self._writing is None or self._writing.done()

    def _keep_record(self, record: EpochEnd | LiveChange, training: Training) -> None:
        self._count += 1
        self._records.append(record)
        self.summary.add(record)
        if isinstance(record, LiveChange):
            self._write()  # what a person has done is not done again by itself
        else:
            self._keep_epoch(record.epoch, training)

    def _keep_epoch(self, epoch: int, training: Training) -> None:
        names = [BEST] if self.summary.is_best(epoch) else []
        names += [name_of(epoch)] if epoch % EVERY == 0 else []
        if names:
            self._checkpoints |= dict.fromkeys(names, self._checkpoint(training))

    def _checkpoint(self, training: Training) -> Checkpoint:
        return Checkpoint(training.state(), self._count)

    def _write(self) -> None:
        """Hand over what is new; it is the thread's from here on."""
        records, checkpoints = self._records, self._checkpoints
        self._records, self._checkpoints = [], {}
        self._due = time.monotonic() + INTERVAL
        self._writing = self._thread.submit(
            self._try_to_write, records, checkpoints, self.summary.to_dict()
        )

    def _try_to_write(
        self,
        records: list[Record],
        checkpoints: dict[str, Checkpoint],
        summary: dict[str, object],
    ) -> None:
        known, self._problem = self._problem, None
        try:
            self._writer.write(records, checkpoints, summary)
        except OSError as error:
            self._problem = error
            if known is None:
                self._tell(_not_written(self._folder, error))


def _not_written(folder: Path, error: OSError) -> RunError:
    return RunError(
        f"The run in {folder} cannot be written at present. The training goes on; what is not "
        "written is kept in memory and tried again.",
        str(error),
    )


def _not_saved(folder: Path, error: OSError) -> RunError:
    return RunError(f"The run in {folder} cannot be saved.", str(error))
