"""Which file to open, and where to save: the one place that asks."""

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.foundation.errors import OutputError
from core.foundation.files import is_file
from gui.common.object_names import named

Chosen = Callable[[Path, str], None]
"""Takes the file, and the kind that was chosen, as it was given."""
Kinds = list[str]
"""Such as “Models (*.npz)”."""


def ask_to_open(
    parent: QWidget,
    name: str,
    title: str,
    kinds: Kinds,
    chosen: Chosen,
    folder: Path | None = None,
) -> None:
    """Let the person choose a file that is there; at first in a folder, or where they were last."""
    dialog = _dialog(parent, name, title, kinds, chosen)
    if folder is not None:
        dialog.setDirectory(str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def ask_to_save(
    parent: QWidget, name: str, title: str, kinds: Kinds, suggested: str, chosen: Chosen
) -> None:
    """Let the person choose where to write; of a file that is there they are asked once more."""
    dialog = _dialog(parent, name, title, kinds, chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested)
    dialog.open()


def with_ending(path: Path, ending: str, known: Collection[str]) -> Path:
    """`path`, where it ends with one of `known`, in any case; else with `ending` after it.

    Raises OutputError where that file is there: the dialog has asked about another name.
    """
    if path.suffix.lower() in known:
        return path
    path = path.with_name(path.name + ending)
    if is_file(path):
        raise OutputError(f"{path} already exists. To replace it, choose it by its full name.")
    return path


def _dialog(parent: QWidget, name: str, title: str, kinds: Kinds, chosen: Chosen) -> QFileDialog:
    """Nothing waits for it, and it is deleted when it is closed: each has a thread, which watches
    the folder, and seventy widgets."""
    dialog = named(QFileDialog(parent, title), name)
    dialog.setNameFilters(kinds)
    dialog.fileSelected.connect(lambda file: chosen(Path(file), dialog.selectedNameFilter()))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
