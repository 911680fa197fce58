"""Puts the growing parts of a run on the disk, in an order that survives the power going."""

from collections.abc import Callable, Sequence
from pathlib import Path

from core.files import write_atomically
from core.json_file import write_object
from core.runs.checkpoint import Checkpoint, to_bytes
from core.runs.history_file import HistoryFile, Seal
from core.runs.layout import CHECKPOINTS, HISTORY, RESULT, SUMMARY
from core.runs.records import Line, Record, line_to_bytes
from core.runs.summary import Summary


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
