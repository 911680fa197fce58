"""Models in files: which one to open, and where to save."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import ExportError, InklingError
from core.files import is_file
from core.locations import user_data
from gui.jobs import Publish, Work
from gui.one_job import OneJob

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
        self._exporting = OneJob(self)
        self._exporting.received.connect(self._tell_exported)
        self._exporting.failed.connect(self.failed)

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
        suggested = f"model{_SUFFIX}"
        from core.runs.model_file import save_model

        name, _ = QFileDialog.getSaveFileName(self._window, "Save model as", suggested, _FILTER)
        if not name:
            return
        path = Path(name)
        path = path if path.suffix else path.with_suffix(_SUFFIX)
        try:
            save_model(path, model)
        except InklingError as error:
            self.failed.emit(error)
        else:
            self.saved.emit(path)

    def ask_to_export(self, model: "Model") -> None:
        """Let the person choose a format for another program, and where to write `model`."""
        from core.exports.formats import MODEL_FORMATS

        filters = {
            f"{each.label} (*{each.suffix})": name
            for name, each in MODEL_FORMATS.items()
            if each.suffix != _SUFFIX
        }
        name, chosen = QFileDialog.getSaveFileName(
            self._window, "Export model", "model", ";;".join(filters)
        )
        if name:
            self._export(Path(name), model, filters.get(chosen, "onnx"))  # not all systems tell

    def wait_for_end(self) -> None:
        """Wait for the file that is being written, if one is."""
        self._exporting.wait()

    def _export(self, path: Path, model: "Model", chosen: str) -> None:
        from core.exports.formats import MODEL_FORMATS, format_of

        named = format_of(path)
        if named in MODEL_FORMATS:
            chosen = named
        else:
            path = path.with_name(path.name + MODEL_FORMATS[chosen].suffix)
            if is_file(path):  # the dialog has asked about another name
                problem = f"{path} is there already. Choose it by its whole name to replace it."
                self.failed.emit(ExportError(problem))
                return
        if self._exporting.busy:
            self.failed.emit(ExportError("Another model is being exported."))
        else:
            self._exporting.start(_writing(path, model, chosen))

    @Slot(list)
    def _tell_exported(self, paths: list[Path]) -> None:
        for path in paths:
            self.saved.emit(path)

    @Slot()
    def show_runs(self) -> None:
        """Open the folder of saved runs."""
        show_folder(_runs())


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _writing(path: Path, model: "Model", name: str) -> Work:
    def write(publish: Publish) -> None:
        from core.exports.formats import export_model

        publish(export_model(path, model, name))

    return write


def _runs() -> Path:
    folder = user_data() / "runs"
    return folder if folder.is_dir() else Path.home()
