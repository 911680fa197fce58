"""Models in files: which one to open, and where to save."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import InklingError
from core.locations import user_data
from gui.exporting import Exporter
from gui.file_names import with_ending

if TYPE_CHECKING:
    from core.runs.model_file import Model

_SUFFIX = ".safetensors"
_FILTER = f"Models (*{_SUFFIX})"
ALL_MODELS = f"Models (*{_SUFFIX} *.npz *.json);;All files (*)"
"""What can be opened: the name is no more than a hint."""


class ModelFiles(QObject):
    """Asks for a file, and reads or writes it."""

    opened = Signal(object, object, str)
    """Path, Model, and a sentence on what had to be assumed of it, or none."""
    saved = Signal(object)
    """Path."""
    failed = Signal(object)
    """InklingError."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._exporter = Exporter(window)
        self._exporter.written.connect(self.saved)
        self._exporter.failed.connect(self.failed)

    @Slot()
    def ask_to_open(self) -> None:
        """Let the person choose a model."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open model", str(_runs()), ALL_MODELS)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Read the model in a file, of ours or of another program's."""
        from core.exports.importing import read_model

        try:
            imported = read_model(path)
        except InklingError as error:
            self.failed.emit(error)
        else:
            self.opened.emit(path, imported.model, imported.assumed)

    def ask_to_save(self, model: "Model") -> None:
        """Let the person choose where to write `model`."""
        from core.exports.formats import export_model

        suggested = f"model{_SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save model as", suggested, _FILTER)
        if not name:
            return
        try:
            path = with_ending(Path(name), _SUFFIX, (_SUFFIX,))
            export_model(path, model, "safetensors")
        except InklingError as error:
            self.failed.emit(error)
        else:
            self.saved.emit(path)

    def ask_to_export(self, model: "Model") -> None:
        """Let the person choose a format for another program, and where to write `model`."""
        from core.exports.formats import MODEL_FORMATS, export_model

        others = {n: each for n, each in MODEL_FORMATS.items() if each.suffix != _SUFFIX}

        def write(path: Path, name: str) -> Path:
            return export_model(path, model, name)

        self._exporter.ask("Export model", "model", others, write)

    def wait_for_end(self) -> None:
        """Wait for the file that is being written, if one is."""
        self._exporter.wait_for_end()

    @Slot()
    def show_runs(self) -> None:
        """Open the folder of saved runs."""
        show_folder(_runs())


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _runs() -> Path:
    folder = user_data() / "runs"
    return folder if folder.is_dir() else Path.home()
