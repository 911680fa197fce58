"""What a person changes in the library: names, notes, stars, tags; deleting, and taking it back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import InklingError
from core.runs.entry import Entry
from gui.runs import wording
from gui.runs.reader import RunsReader


class Changing(QObject):
    """Each change is on the disk when its method returns. One that fails is told by `failed`."""

    labelled = Signal(object, object)
    """The folder of a run, and its Label."""
    deleted = Signal(list)
    """The runs that are left."""
    told = Signal(str, bool)
    """What was done, and whether it can be taken back."""
    failed = Signal(object)
    """The exception that says why something was not done."""

    def __init__(self, reader: RunsReader, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._deleted: list[list[Path]] = []
        """Where the runs are that were deleted, those together that were deleted together."""

    def label(self, path: Path, changes: dict[str, Any]) -> None:
        """Change name, note, starred or tags of a run."""
        self._write(path, changes)
        self._reader.refresh()

    def star(self, entries: Sequence[Entry]) -> None:
        """Give each a star; where all have one, take it away."""
        starred = not all(entry.label.starred for entry in entries)
        for entry in entries:
            self._write(entry.path, {"starred": starred})
        self._reader.refresh()

    def delete(self, entries: Sequence[Entry]) -> None:
        """Delete runs, as far as that is possible, and tell what was not."""
        gone: dict[Path, Path] = {}
        problems: list[str] = []
        for entry in entries:
            try:
                gone[entry.path] = self._reader.library.delete(entry.path)
            except InklingError as error:
                problems.append(f"“{entry.title}”: {error}")
        if gone:
            self._deleted.append(list(gone.values()))
            left = [e for e in self._reader.entries or [] if e.path not in gone]
            self.deleted.emit(left)
        done = [f"Deleted {wording.runs(len(gone))}."] if gone else []
        self.told.emit(" ".join([*done, *problems]), bool(gone))
        self._reader.refresh()

    @Slot()
    def undo(self) -> None:
        """Put back what was deleted last."""
        if not self._deleted:
            return
        back: list[Path] = []
        for path in self._deleted.pop():
            try:
                back.append(self._reader.library.restore(path))
            except InklingError as error:
                self.failed.emit(error)
        self.told.emit(f"{wording.runs(len(back)).capitalize()} put back.", bool(self._deleted))
        self._reader.refresh()

    def _write(self, path: Path, changes: dict[str, Any]) -> None:
        try:
            label = self._reader.library.label(path, **changes)
        except InklingError as error:
            self.failed.emit(error)
        else:
            self.labelled.emit(path, label)
