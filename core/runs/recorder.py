"""Writes a run while it is trained, in a thread of its own: the training does not wait for it."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

from core.errors import RunError
from core.json_file import write_object
from core.runs.checkpoint import Checkpoint
from core.runs.checkpoints import BEST, EVERY, LAST, name_of
from core.runs.layout import SUMMARY
from core.runs.records import Line, Record
from core.runs.summary import Summary
from core.runs.writer import RunWriter, write_whole
from core.training.events import EpochEnd, Event, LiveChange
from core.training.trainer import Training

INTERVAL = 3.5
"""Seconds from one checkpoint to the next. With the time that it takes to write a large one, what
a killed process has to do again stays below five."""

Tell = Callable[[RunError], None]
Problem = OSError | MemoryError


class Recorder:
    """Keeps the history and, every few seconds, the state of a training.

    What cannot be written, because the disk is full or the folder has gone, is told once, kept,
    and tried again every few seconds: the training goes on.
    """

    def __init__(
        self,
        folder: Path,
        check: Callable[[], None],
        coming: Callable[[], int],
        tell: Tell,
        kept: Sequence[Line] = (),
        *,
        anew: bool = False,
    ) -> None:
        """`kept` is the history of a run that goes on; with `anew` its file is written again.
        `check` raises OSError where `folder` has become that of another run; `coming` tells how
        many planned changes there are still to come.

        `tell` may be called in another thread. Raises RunError where nothing can be written.
        """
        self.kept = tuple(line for line in kept if line is not None)
        self._folder, self._coming, self._tell = folder, coming, tell
        try:
            self._writer = RunWriter(folder, check, kept, anew=anew)
        except OSError as error:
            raise RunError(f"The folder {folder} cannot be written.", str(error)) from error
        self.summary = Summary.of_records(self.kept)
        self._count = len(kept)
        self._records: list[Record] = []
        self._checkpoints: dict[str, Checkpoint] = {}
        self._problem: Problem | None = None
        self._due = time.monotonic() + INTERVAL
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._writing: Future[None] | None = None
        self._last: dict[str, Checkpoint] = {}
        """The state that it ended with, by the name of its file."""

    def keep(self, event: Event, training: Training) -> None:
        """To be called between an event of the training and what follows it."""
        if isinstance(event, EpochEnd | LiveChange):
            self._keep_record(event, training)
        if time.monotonic() >= self._due and self._is_idle:
            self.keep_state(training)

    def keep_state(self, training: Training) -> None:
        """Write the state of a training that stands between two events."""
        self._checkpoints[LAST] = self._checkpoint(training)
        self._write()

    def finish(self, training: Training | None) -> None:
        """Write all that is left, with the state of a training that can go on, and wait for it.

        What cannot be written is kept for `finish_writing` and `copy_to`.
        """
        if training is not None:
            self._last = {LAST: self._checkpoint(training)}
            self._checkpoints |= self._last
        self._write()
        self.close()
        if self._writing is not None:
            self._writing.result()  # raises what nobody has foreseen
        self.summary.seal = self._writer.seal

    def finish_writing(self) -> None:
        """Try once more to write what is left, after `finish`. Raises OSError or MemoryError."""
        if self._problem is not None:
            self._writer.write([], {}, self.summary)
            self._problem = None

    def copy_to(self, folder: Path) -> None:
        """Write history, last state and summary into another folder, after `finish`.

        Raises OSError or MemoryError.
        """
        self.summary.seal = write_whole(folder, self._writer.history, self._last)
        write_object(folder / SUMMARY, self.summary.to_dict())

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
        return Checkpoint(training.state(), self._count, self._coming())

    def _write(self) -> None:
        """Hand over what is new; it is the thread's from here on."""
        records, checkpoints = self._records, self._checkpoints
        self._records, self._checkpoints = [], {}
        self._due = time.monotonic() + INTERVAL
        self._writing = self._thread.submit(
            self._try_to_write, records, checkpoints, deepcopy(self.summary)
        )

    def _try_to_write(
        self, records: list[Record], checkpoints: dict[str, Checkpoint], summary: Summary
    ) -> None:
        known, self._problem = self._problem, None
        try:
            self._writer.write(records, checkpoints, summary)
        except (OSError, MemoryError) as error:
            self._problem = error
            if known is None:
                self._tell(_not_written(self._folder, error))


def _not_written(folder: Path, error: Problem) -> RunError:
    return RunError(
        f"The run in {folder} cannot be written at present. The training goes on; what is not "
        "written is kept in memory and tried again.",
        str(error) or "There is not enough memory.",
    )
