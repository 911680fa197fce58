"""Writing a thing in one of several formats: which, and where, and then in a thread."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.foundation.errors import ExportError, OutputError
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import ask_to_save, with_ending
from gui.common.tasks import Tasks

if TYPE_CHECKING:
    from core.exporting.formats import ExportFormat

Write = Callable[[Path, str], Path]
"""Writes to a path in the format of a name; returns where the file is. Runs in the thread."""


class Exporter(QObject):
    """Asks with the system's dialog, and writes one file at a time."""

    written = Signal(object)
    """Path."""

    def __init__(self, window: QWidget, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._runner = tasks.runner(writes=True)
        self._runner.returned.connect(self.written)

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
        if not self._runner.call(partial(write, path)):
            self._errors.report(ExportError("Another file is being written."))

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
                self._errors.report(error)
                return
        self.write(path, lambda at: write(at, chosen))
