"""The recorder writes a run while it trains, in a thread that does not delay the training."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

from core.foundation.errors import RunError
from core.foundation.files import write_atomically
from core.foundation.json_file import write_object
from core.runs.checkpoint_file import Checkpoint, to_bytes
from core.runs.checkpoints import LAST, CheckpointSchedule
from core.runs.history import Checksum, HistoryFile, Line, Record, last_epoch, line_to_bytes
from core.runs.kept_weights import KeptWeights, KeptWeightsWriter, Pending
from core.runs.layout import CHECKPOINTS, HISTORY, RESULT, STATISTICS, SUMMARY
from core.runs.statistics_recorder import StatisticsRecorder, statistics_file
from core.runs.summary import Summary
from core.training.events import EpochEnd, Event, LiveChange
from core.training.trainer import Training

WarningHandler = Callable[[RunError], None]
"""Is called with what went wrong beside the training."""
Problem = OSError | MemoryError


class RunWriter:
    """Writes the files of a run; keeps what could not be written, and writes it first next time."""

    def __init__(
        self,
        folder: Path,
        check: Callable[[], None],
        history: Sequence[Line],
        weights: KeptWeightsWriter,
        *,
        rewrite: bool = False,
    ) -> None:
        """Continue a file that holds `history`; with `rewrite`, write that file again.

        `check` raises OSError when another run has taken the folder. Raises OSError.
        """
        self._folder, self._check = folder, check
        self._weights = weights
        (folder / CHECKPOINTS).mkdir(exist_ok=True)
        self._history = HistoryFile(folder / HISTORY, history, rewrite=rewrite)
        self._statistics = statistics_file(folder, last_epoch(history))
        self._records: list[Record] = []
        self._checkpoints: dict[str, Checkpoint] = {}
        self._new_statistics = b""
        self._may_have_result = True
        """Whether the folder may hold the result of an end that is no longer true."""

    @property
    def history(self) -> bytes:
        """The content of the history file, including what could not be written yet."""
        return self._history.content + b"".join(map(line_to_bytes, self._records))

    @property
    def statistics(self) -> bytes:
        """The content of the statistics file, including what could not be written yet."""
        return self._statistics.content + self._new_statistics

    @property
    def checksum(self) -> Checksum:
        """The checksum of the history as it has been written."""
        return self._history.checksum

    def write(
        self,
        records: list[Record],
        statistics: bytes,
        checkpoints: dict[str, Checkpoint],
        summary: Summary,
        weights: Pending | None = None,
    ) -> None:
        """Append records and statistics, and write checkpoints by the names of their files.

        Raises OSError. That `weights` cannot be written is no error of the run.
        """
        self._records += records
        self._new_statistics += statistics
        self._checkpoints |= checkpoints
        if weights is not None:
            self._weights.add(weights)
        self._check()
        if self._records:
            self._history.append_lines(self._records)
            self._records = []
        self._weights.write(summary.best_epoch)
        # After the history that they refer to: the power may fail in between.
        for name in list(self._checkpoints):
            self._check()
            write_checkpoint(self._folder, name, self._checkpoints[name])
            del self._checkpoints[name]
        summary.checksum = self._history.checksum
        self._check()
        write_object(self._folder / SUMMARY, summary.to_dict())
        if self._may_have_result:
            # Last: until it has really been continued, a run remains what it was.
            (self._folder / RESULT).unlink(missing_ok=True)
            self._may_have_result = False
        if self._new_statistics:
            self._check()
            self._statistics.append(self._new_statistics)
            self._new_statistics = b""


def write_checkpoint(folder: Path, name: str, checkpoint: Checkpoint) -> None:
    """Write a checkpoint into the folder of a run. Raises OSError."""
    (folder / CHECKPOINTS).mkdir(exist_ok=True)
    write_atomically(folder / CHECKPOINTS / name, to_bytes(checkpoint))


class Recorder:
    """Records the history of a training and, every few seconds, its state.

    What cannot be written, because the disk is full or the folder is gone, is reported once, kept
    in memory and tried again every few seconds, while the training continues.
    """

    def __init__(
        self,
        folder: Path,
        check: Callable[[], None],
        count_planned: Callable[[], int],
        warn: WarningHandler,
        history: Sequence[Line] = (),
        *,
        rewrite: bool = False,
        budget: int = 0,
    ) -> None:
        """Continue a run that has `history`; with `rewrite`, write its file again.

        `check` raises OSError when another run has taken the folder; `count_planned` returns the
        number of planned changes that have not been made yet; `warn` may be called in another
        thread. The weights of past moments take at most `budget` bytes; with 0, none are kept.
        Raises RunError where nothing can be written.
        """
        self.records = tuple(line for line in history if line is not None)
        """The records from before this recorder."""
        self._folder, self._count_planned, self._warn = folder, count_planned, warn
        self._weights = KeptWeights(budget)
        weights = KeptWeightsWriter(folder, warn)
        try:
            self._writer = RunWriter(folder, check, history, weights, rewrite=rewrite)
        except OSError as error:
            raise RunError(f"The folder {folder} cannot be written.", str(error)) from error
        self.summary = Summary.of_records(self.records)
        self._line_count = len(history)
        self._new_records: list[Record] = []
        self._statistics = StatisticsRecorder()
        self._checkpoints: dict[str, Checkpoint] = {}
        self._problem: Problem | None = None
        self._schedule = CheckpointSchedule()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._writing: Future[None] | None = None
        self._last: dict[str, Checkpoint] = {}
        """The final state, by the name of its file."""

    def begin(self, training: Training) -> None:
        """Keep the weights at the start, and forget those after it. Call this before any event."""
        self._weights.begin(training)

    def record(self, event: Event, training: Training) -> None:
        """Record an event. Call this between the event and what follows it."""
        if isinstance(event, EpochEnd | LiveChange):
            self._add_record(event, training)
        elif self._weights.in_first_epoch:
            self._weights.add_mini_batch(event, training)
        if not self._is_idle:
            return
        if self._schedule.is_due:
            self.save_state(training)
        elif (self._new_records or self._weights.pending) and self._schedule.is_history_due:
            self._write({})

    def save_state(self, training: Training) -> None:
        """Write the state of a training that is between two events."""
        self._checkpoints[LAST] = self._checkpoint(training)
        self._write_all()

    def finish(self, training: Training | None) -> None:
        """Write everything that is left, and wait for it.

        The state of `training` is written with it, unless that is None. What cannot be written is
        kept for `finish_writing` and `copy_to`.
        """
        if training is not None:
            self._last = {LAST: self._checkpoint(training)}
            self._checkpoints |= self._last
        self._write_all()
        self.close()
        if self._writing is not None:
            self._writing.result()  # raises what was not foreseen
        self.summary.checksum = self._writer.checksum

    def finish_writing(self) -> None:
        """After `finish`, try again to write what is left. Raises OSError or MemoryError."""
        if self._problem is not None:
            self._writer.write([], b"", {}, self.summary)
            self._problem = None

    def copy_to(self, folder: Path) -> None:
        """After `finish`, write history, statistics, final state and summary into another folder.

        Raises OSError or MemoryError.
        """
        history = self._writer.history
        write_atomically(folder / HISTORY, history)
        if self._writer.statistics:
            write_atomically(folder / STATISTICS, self._writer.statistics)
        for name, checkpoint in self._last.items():
            write_checkpoint(folder, name, checkpoint)
        self.summary.checksum = Checksum.of_content(history)
        write_object(folder / SUMMARY, self.summary.to_dict())

    def close(self) -> None:
        """End the thread after what it is writing."""
        self._thread.shutdown()

    @property
    def _is_idle(self) -> bool:
        return self._writing is None or self._writing.done()

    def _add_record(self, record: EpochEnd | LiveChange, training: Training) -> None:
        self._line_count += 1
        self._new_records.append(record)
        self.summary.add(record)
        if isinstance(record, LiveChange):
            self._write_all()  # a resumed run cannot guess what the user changed
        else:
            self._statistics.record(record, training)
            self._add_epoch(record.epoch, training)

    def _add_epoch(self, epoch: int, training: Training) -> None:
        self._weights.add_epoch(training)
        names = self._schedule.names_at(epoch, is_best=self.summary.is_best(epoch))
        if names:
            self._checkpoints |= dict.fromkeys(names, self._checkpoint(training))

    def _checkpoint(self, training: Training) -> Checkpoint:
        return Checkpoint(training.state(), self._line_count, self._count_planned())

    def _write_all(self) -> None:
        checkpoints, self._checkpoints = self._checkpoints, {}
        self._schedule.note_checkpoint()
        self._write(checkpoints)

    def _write(self, checkpoints: dict[str, Checkpoint]) -> None:
        """Hand over what is new to the writing thread, which owns it from here on."""
        records, self._new_records = self._new_records, []
        self._schedule.note_history()
        summary, weights = deepcopy(self.summary), self._weights.take()
        self._writing = self._thread.submit(
            self._try_to_write, records, self._statistics.take(), checkpoints, summary, weights
        )

    def _try_to_write(
        self,
        records: list[Record],
        statistics: bytes,
        checkpoints: dict[str, Checkpoint],
        summary: Summary,
        weights: Pending,
    ) -> None:
        known, self._problem = self._problem, None
        try:
            self._writer.write(records, statistics, checkpoints, summary, weights)
        except (OSError, MemoryError) as error:
            self._problem = error
            if known is None:
                self._warn(_write_warning(self._folder, error))


def _write_warning(folder: Path, error: Problem) -> RunError:
    return RunError(
        f"The run in {folder} cannot be written at present. The training continues; what is not "
        "written is kept in memory and tried again.",
        str(error) or "There is not enough memory.",
    )
