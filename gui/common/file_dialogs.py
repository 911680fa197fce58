"""Dialogs that ask which file to open or where to save, and an exporter that uses them."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.foundation.errors import ExportError, OutputError
from core.foundation.files import is_file
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks
from gui.common.widgets import named

if TYPE_CHECKING:
    from core.exporting.formats import ExportFormat

Chosen = Callable[[Path, str], None]
"""Takes the file and the filter that the user chose, one of the `kinds` of the dialog."""
Kinds = list[str]
"""Filters of a dialog, such as “Models (*.npz)”."""


def ask_to_open(
    parent: QWidget, name: str, title: str, kinds: Kinds, chosen: Chosen, folder: Path | None = None
) -> None:
    """Let the user choose an existing file, starting in `folder` or in the folder used last."""
    dialog = _dialog(parent, name, title, kinds, chosen)
    if folder is not None:
        dialog.setDirectory(str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def ask_to_save(
    parent: QWidget, name: str, title: str, kinds: Kinds, suggested: str, chosen: Chosen
) -> None:
    """Let the user choose where to write. The dialog asks before it accepts an existing file."""
    dialog = _dialog(parent, name, title, kinds, chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested)
    dialog.open()


def with_ending(path: Path, ending: str, known: Collection[str]) -> Path:
    """Append `ending` to a path, unless it ends with one of `known`, in upper or lower case.

    Raises OutputError if the new path exists: the dialog has asked about another name.
    """
    if path.suffix.lower() in known:
        return path
    path = path.with_name(path.name + ending)
    if is_file(path):
        raise OutputError(f"{path} already exists. To replace it, choose it by its full name.")
    return path


def _dialog(parent: QWidget, name: str, title: str, kinds: Kinds, chosen: Chosen) -> QFileDialog:
    """Make a dialog that is deleted when it closes: each has seventy widgets and a thread that
    watches the folder."""
    dialog = named(QFileDialog(parent, title), name)
    dialog.setNameFilters(kinds)
    dialog.fileSelected.connect(lambda file: chosen(Path(file), dialog.selectedNameFilter()))
    dialog.finished.connect(dialog.deleteLater)
    return dialog


Write = Callable[[Path, str], Path]
"""Writes a file to a path in the named format, in a thread; returns the path of the file."""


class Exporter(QObject):
    """Asks for a file with the system's dialog, and writes one file at a time."""

    written = Signal(object)
    """The Path of a file that was written."""

    def __init__(self, window: QWidget, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._runner = tasks.runner(writes=True)
        self._runner.returned.connect(self.written)

    def ask(
        self, title: str, suggested: str, formats: "Mapping[str, ExportFormat[Any]]", write: Write
    ) -> None:
        """Let the user choose one of `formats` and a file."""
        filters = {f"{each.label} (*{each.suffix})": name for name, each in formats.items()}

        def export(path: Path, kind: str) -> None:
            # Not all systems report the chosen filter.
            self._export(path, filters.get(kind, next(iter(formats))), formats, write)

        ask_to_save(self._window, "exportDialog", title, list(filters), suggested, export)

    def write(self, path: Path, write: Callable[[Path], Path]) -> None:
        """Write a file with `write`, which returns its path."""
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
