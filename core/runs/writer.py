"""Puts the growing parts of a run on the disk, in an order that survives the power going."""

from pathlib import Path
from typing import Any

from core.files import write_atomically
from core.json_file import write_object
from core.runs.checkpoint import Checkpoint, to_bytes
from core.runs.history_file import HistoryFile
from core.runs.layout import CHECKPOINTS, HISTORY, SUMMARY
from core.runs.records import Record


class RunWriter:
    """Keeps what could not be written, and writes it before what comes next."""

    def __init__(self, folder: Path, kept: tuple[Record, ...]) -> None:
        """`kept` is all that the history is to hold at first. Raises OSError."""
        self._folder = folder
        (folder / CHECKPOINTS).mkdir(exist_ok=True)
        self._history = HistoryFile(folder / HISTORY, kept)
        self._records: list[Record] = []
        self._checkpoints: dict[str, Checkpoint] = {}

    def write(
        self, records: list[Record], checkpoints: dict[str, Checkpoint], summary: dict[str, Any]
    ) -> None:
        """Append records, and write checkpoints by the names of their files. Raises OSError."""
        self._records += records
        self._checkpoints |= checkpoints
        if self._records:
            self._history.append(self._records)
            self._records = []
        # After the history that they count on: the power may go in between.
        for name in list(self._checkpoints):
            content = to_bytes(self._checkpoints[name])
            write_atomically(self._folder / CHECKPOINTS / name, content)
            del self._checkpoints[name]
        write_object(self._folder / SUMMARY, summary)
