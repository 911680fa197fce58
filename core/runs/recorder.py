"""Writes a run while it is trained, in a thread of its own: the training does not wait for it."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

from core.foundation.errors import RunError
from core.foundation.files import write_atomically
from core.foundation.json_file import write_object
from core.runs.checkpoint import Checkpoint, to_bytes
from core.runs.checkpoints import BEST, EVERY, LAST, name_of
from core.runs.history import HistoryFile, Line, Record, Seal, line_to_bytes
from core.runs.layout import CHECKPOINTS, HISTORY, RESULT, SUMMARY
from core.runs.summary import Summary
from core.training.events import EpochEnd, Event, LiveChange
from core.training.trainer import Training


class RunWriter:
    """Keeps what could not be written, and writes it before what comes next."""

    def __init__(
        self, folder: Path, check: Callable[[], None], kept: Sequence[Line], *, anew: bool = False
    ) -> None:
        """`kept` is what the history holds so far; with `anew` it is written down again. `check`
        raises OSError where `folder` has become that of another run.

        Raises OSError.
        """
        self._folder, self._check = folder, check
        (folder / CHECKPOINTS).mkdir(exist_ok=True)
        self._history = HistoryFile(folder / HISTORY, kept, anew=anew)
        self._records: list[Record] = []
        self._checkpoints: dict[str, Checkpoint] = {}
        self._has_ended = True
        """Whether there may be a result, of an end that is none any more."""

    @property
    def history(self) -> bytes:
        """All of it, what could not be written yet too."""
        return self._history.content + b"".join(map(line_to_bytes, self._records))

    @property
    def seal(self) -> Seal:
        """Of what has been written of the history."""
        return self._history.seal

    def write(
        self, records: list[Record], checkpoints: dict[str, Checkpoint], summary: Summary
    ) -> None:
        """Append records, and write checkpoints by the names of their files. Raises OSError."""
        self._records += records
        self._checkpoints |= checkpoints
        self._check()
        if self._records:
            self._history.append(self._records)
            self._records = []
        # After the history that they count on: the power may go in between.
        for name in list(self._checkpoints):
            self._check()
            write_checkpoint(self._folder, name, self._checkpoints[name])
            del self._checkpoints[name]
        summary.seal = self._history.seal
        self._check()
        write_object(self._folder / SUMMARY, summary.to_dict())
        if self._has_ended:
            # The last of all: until it has really gone on a run is what it was.
            (self._folder / RESULT).unlink(missing_ok=True)
            self._has_ended = False


def write_checkpoint(folder: Path, name: str, checkpoint: Checkpoint) -> None:
    """Write a checkpoint into the folder of a run. Raises OSError."""
    (folder / CHECKPOINTS).mkdir(exist_ok=True)
    write_atomically(folder / CHECKPOINTS / name, to_bytes(checkpoint))


def write_whole(folder: Path, history: bytes, checkpoints: dict[str, Checkpoint]) -> Seal:
    """Write what a run has of a training into a folder that has none of it. Raises OSError."""
    write_atomically(folder / HISTORY, history)
    for name, checkpoint in checkpoints.items():
        write_checkpoint(folder, name, checkpoint)
    return Seal.of_content(history)


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
