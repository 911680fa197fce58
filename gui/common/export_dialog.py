"""Writing a thing in one of several formats: which, and where, and then in a thread."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.foundation.errors import ExportError, OutputError
from gui.common.file_dialogs import ask_to_save, with_ending
from gui.common.tasks import Publish, TaskRunner, Work

if TYPE_CHECKING:
    from core.exporting.formats import ExportFormat

Write = Callable[[Path, str], Path]
"""Writes to a path in the format of a name; returns where the file is. Runs in the thread."""


class Exporter(QObject):
    """Asks with the system's dialog, and writes one file at a time."""

    written = Signal(object)
    """Path."""
    failed = Signal(object)
    """The exception that says why nothing was written."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._job = TaskRunner(self)
        self._job.received.connect(self._tell)
        self._job.failed.connect(self.failed)

    def ask(
        self, title: str, suggested: str, formats: "Mapping[str, ExportFormat[Any]]", write: Write
    ) -> None:
        """Let the person choose one of `formats` and a file."""
        filters = {f"{each.label} (*{each.suffix})": name for name, each in formats.items()}

        def export(path: Path, kind: str) -> None:
            # Not all systems tell which was chosen.
            self._export(path, filters.get(kind, next(iter(formats))), formats, write)

        ask_to_save(self._window, "exportDialog", title, list(filters), suggested, export)

    def write(self, path: Path, write: Callable[[Path], Path]) -> None:
        """Write a file as `write` does, which returns where it is."""
        if self._job.busy:
            self.failed.emit(ExportError("Another file is being written."))
        else:
            self._job.start(_writing(path, write))

    def wait_for_end(self) -> None:
        """Wait for the file that is being written, if one is."""
        self._job.wait()

    def _export(
        self, path: Path, chosen: str, formats: "Mapping[str, ExportFormat[Any]]", write: Write
    ) -> None:
        from core.exporting.formats import format_of

        named = format_of(path)
        if named is not None and named in formats:
            chosen = named
        else:
            try:
                path = with_ending(path, formats[chosen].suffix, ())
            except OutputError as error:
                self.failed.emit(error)
                return
        self.write(path, lambda at: write(at, chosen))

    @Slot(object)
    def _tell(self, paths: list[Path]) -> None:
        for path in paths:
            self.written.emit(path)


def _writing(path: Path, write: Callable[[Path], Path]) -> Work:
    def work(publish: Publish) -> None:
        publish(write(path))

    return work
