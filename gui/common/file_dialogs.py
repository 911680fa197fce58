"""Dialogs that ask which file to open or where to save, and an exporter that uses them.

Each dialog begins in the folder in which its last file was, also after a restart.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.foundation.errors import ExportError, OutputError
from core.foundation.file_names import clean_file_name, dated_name, free_name
from core.foundation.files import is_file, is_folder
from gui.common.dialogs import remove_icons
from gui.common.error_reporter import ErrorReporter, show_error
from gui.common.settings import WindowSettings
from gui.common.tasks import Tasks
from gui.common.widgets import named

if TYPE_CHECKING:
    from core.exporting.formats import ExportFormat

Chosen = Callable[[Path, str], None]
"""Takes the file and the filter that the user chose, one of the `kinds` of the dialog."""
Kinds = list[str]
"""Filters of a dialog, such as “Models (*.npz)”."""


def ask_to_open(
    parent: QWidget,
    name: str,
    title: str,
    kinds: Kinds,
    chosen: Callable[[Path], None],
    folder: Path | None = None,
) -> None:
    """Let the user choose an existing file; the first time, the dialog starts in `folder`."""
    dialog = _dialog(QFileDialog(parent, title), name, kinds)
    dialog.fileSelected.connect(lambda file: chosen(Path(file)))
    dialog.setDirectory(str(_first_folder(name, folder)))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def ask_to_save(
    parent: QWidget, name: str, title: str, kinds: Kinds, suggested: str, chosen: Chosen
) -> None:
    """Let the user choose where to write. The dialog asks before it accepts an existing file.

    The suggested name is changed so that every system accepts it and no file is replaced. Its
    ending follows the kind of file that is chosen.
    """
    dialog = _dialog(SaveDialog(parent, title), name, kinds)
    dialog.fileSelected.connect(lambda file: chosen(Path(file), dialog.selectedNameFilter()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    remove_icons(dialog)  # its buttons are others now
    folder = _first_folder(name)
    dialog.setDirectory(str(folder))
    proposed = free_name(clean_file_name(suggested), lambda each: is_file(folder / each))
    dialog.selectFile(proposed)
    dialog.filterSelected.connect(lambda kind: _change_ending(dialog, kinds, kind))
    dialog.open()


def ending_of(kind: str) -> str:
    """Return the first ending in a filter, such as `.npz` of “Models (*.npz *.json)”."""
    found = _ENDING.search(kind)
    return found[1] if found is not None else ""


_ENDING = re.compile(r"\*(\.\w+)")


def _change_ending(dialog: QFileDialog, kinds: Kinds, kind: str) -> None:
    """Give the name in the dialog the ending of a kind, if it has that of another kind."""
    name = Path(next(iter(dialog.selectedFiles()), "")).name
    path, wanted = Path(name), ending_of(kind)
    if wanted and path.suffix.lower() in {ending_of(each) for each in kinds}:
        dialog.selectFile(path.with_suffix(wanted).name)


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


class SaveDialog(QFileDialog):
    """Stays open, with the name that was typed, where the folder of the file does not exist."""

    def accept(self) -> None:
        """Accept the file, or say that its folder does not exist."""
        folder = Path(next(iter(self.selectedFiles()), "")).parent
        if is_folder(folder):
            super().accept()
        else:
            show_error(self, OutputError(f"The folder {folder} does not exist."))


def _dialog(dialog: QFileDialog, name: str, kinds: Kinds) -> QFileDialog:
    """Set up a dialog that is deleted when it closes: each has seventy widgets and a thread that
    watches the folder."""
    named(dialog, name)
    dialog.setNameFilters(kinds)
    remove_icons(dialog)
    dialog.fileSelected.connect(lambda file: _remember(name, Path(file).parent))
    dialog.finished.connect(dialog.deleteLater)
    return dialog


_settings: WindowSettings | None = None


def remember_folders(settings: WindowSettings) -> None:
    """Remember in these settings from now on which folder was used in which dialog."""
    global _settings
    _settings = settings


def _remember(name: str, folder: Path) -> None:
    if _settings is not None:
        _settings.set_folder(name, folder)


def _first_folder(name: str, otherwise: Path | None = None) -> Path:
    """Return the folder that was used last in a dialog, or the documents of the user."""
    known = _settings.folder(name) if _settings is not None else None
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    candidates = (known, otherwise, *map(Path, places))
    return next((each for each in candidates if each is not None and is_folder(each)), Path.home())


Write = Callable[[Path, str], object]
"""Writes a file to a path in the named format, in a thread; returns what `written` emits."""


class Exporter(QObject):
    """Asks for a file with the system's dialog, and writes one file at a time."""

    written = Signal(object)
    """Emitted with what the function returned that has written a file: as a rule, its Path."""

    def __init__(self, window: QWidget, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._runner = tasks.runner(writes=True)
        self._runner.returned.connect(self.written)

    def ask(
        self,
        title: str,
        noun: str,
        day: date,
        formats: "Mapping[str, ExportFormat[Any]]",
        write: Write,
    ) -> None:
        """Let the user choose one of `formats` and a file; `noun` and `day` give it a name."""
        filters = {f"{each.label} (*{each.suffix})": name for name, each in formats.items()}

        def export(path: Path, kind: str) -> None:
            # Not all systems report the chosen filter.
            self._export(path, filters.get(kind, next(iter(formats))), formats, write)

        suggested = dated_name(noun, day, next(iter(formats.values())).suffix)
        ask_to_save(self._window, "exportDialog", title, list(filters), suggested, export)

    def write(self, path: Path, write: Callable[[Path], object]) -> None:
        """Write a file with `write`, in a thread."""
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
