"""Models in files: which one to open, and where to save."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from core.foundation.errors import ExportError, OutputError
from core.foundation.paths import user_data
from gui.common.command_process import printed_by
from gui.common.error_reporter import ErrorReporter
from gui.common.export_dialog import Exporter
from gui.common.file_dialogs import ask_to_open, ask_to_save, with_ending
from gui.common.tasks import Tasks

if TYPE_CHECKING:
    from core.importing.build_model import Imported
    from core.models.model_file import Model

_SUFFIX = ".safetensors"
_FILTER = f"Models (*{_SUFFIX})"
ALL_MODELS = [f"Models (*{_SUFFIX} *.npz *.json)", "All files (*)"]
"""What can be opened: the name is no more than a hint."""


class ModelIO(QObject):
    """Asks for a file, and reads or writes it."""

    told = Signal(str)
    """What happens, for the person."""
    opened = Signal(object, object, str)
    """Path, Model, and a sentence on what had to be assumed of it, or none."""
    saved = Signal(object)
    """Path."""

    def __init__(self, window: QWidget, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._runner = tasks.runner()
        self._runner.returned.connect(self._tell_opened)
        self._runner.failed.connect(self._tell_failed)
        self._exporter = Exporter(window, tasks, errors)
        self._exporter.written.connect(self.saved)

    @Slot()
    def ask_to_open(self) -> None:
        """Let the person choose a model."""
        ask_to_open(
            self._window, "openModelDialog", "Open model", ALL_MODELS, self._open, folder=_runs()
        )

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read the model in a file, of ours or of another program's; `opened` has the result."""

        def read() -> "tuple[Path, Imported]":
            from core.importing.model_import import read_model

            return path, read_model(path)

        self._runner.abandon()  # another file is wanted, even if this disk never answers
        self._runner.call(read)
        self.told.emit(f"Opening {path} …")

    def ask_to_save(self, model: "Model") -> None:
        """Let the person choose where to write `model`."""

        def save(path: Path, kind: str) -> None:
            try:
                path = with_ending(path, _SUFFIX, (_SUFFIX,))
            except OutputError as error:
                self._errors.report(error)
            else:
                self._exporter.write(path, partial(_save, model))

        ask_to_save(
            self._window, "saveModelDialog", "Save model as", [_FILTER], f"model{_SUFFIX}", save
        )

    def ask_to_export(self, model: "Model") -> None:
        """Let the person choose a format for another program, and where to write `model`."""
        from core.exporting.formats import MODEL_FORMATS
        from core.runs.output_guard import check_output

        others = {n: each for n, each in MODEL_FORMATS.items() if each.suffix != _SUFFIX}

        def write(path: Path, name: str) -> Path:
            check_output(path)
            try:
                with TemporaryDirectory(prefix="inkling-") as folder:
                    ours = _save(model, Path(folder) / f"model{_SUFFIX}")
                    printed_by("export", str(ours), "--format", name, "-o", str(path))
            except OSError as error:
                message = (
                    "The model cannot be exported: the folder for temporary files is not usable."
                )
                raise ExportError(message, str(error)) from error
            return path

        self._exporter.ask("Export model", "model", others, write)

    def _open(self, path: Path, kind: str) -> None:
        self.open(path)

    @Slot(object)
    def _tell_opened(self, read: "tuple[Path, Imported]") -> None:
        path, imported = read
        self.opened.emit(path, imported.model, imported.assumed)

    @Slot()
    def _tell_failed(self) -> None:
        self.told.emit("The model was not opened; see the message.")

    @Slot()
    def show_runs(self) -> None:
        """Open the folder of saved runs."""
        show_folder(_runs())


def _save(model: "Model", path: Path) -> Path:
    from core.exporting.formats import export_model

    return export_model(path, model, "safetensors")


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _runs() -> Path:
    folder = user_data() / "runs"
    return folder if folder.is_dir() else Path.home()
