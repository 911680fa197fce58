"""Opening, saving and exporting models, and loading the built-in model."""

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
from gui.common.export_dialog import Exporter
from gui.common.file_dialogs import ask_to_open, ask_to_save, with_ending
from gui.common.file_reading import FileReading

if TYPE_CHECKING:
    from core.importing.build_model import Imported
    from core.models.model_file import Model
from typing import TYPE_CHECKING

from gui.common.tasks import Publish, TaskRunner

if TYPE_CHECKING:
    from core.models.model_file import Model


class BundledModelLoader(QObject):
    """Loads the built-in model in a thread."""

    loaded = Signal(object)
    """Emitted with the Model."""
    failed = Signal(object)
    """Emitted with the exception that says why it cannot be loaded."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self.failed)

    @Slot()
    def load(self) -> None:
        """Start loading; `loaded` is emitted at the end."""
        if not self._job.busy:
            self._job.start(_load)

    def wait_for_end(self) -> None:
        """End what is being read."""
        self._job.end()

    @Slot(object)
    def _receive(self, models: "list[Model]") -> None:
        self.loaded.emit(models[-1])


def _load(publish: Publish) -> None:
    from core.models.bundled_model import load_bundled

    model = load_bundled()
    if model is not None:
        publish(model)


_SUFFIX = ".safetensors"
_FILTER = f"Models (*{_SUFFIX})"
ALL_MODELS = [f"Models (*{_SUFFIX} *.npz *.json)", "All files (*)"]
"""Filters for files to open; the name of a file does not decide what it is."""


class ModelIO(QObject):
    """Asks for the file of a model, and reads or writes it in a thread."""

    told = Signal(str)
    """Emitted with a message for the user."""
    opened = Signal(object, object, str)
    """Emitted with path, Model, and a sentence on what was assumed about it, or none."""
    saved = Signal(object)
    """Emitted with the path of a saved model."""
    failed = Signal(object)
    """Emitted with the exception that says why nothing was read or written."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._reading = FileReading(self)
        self._reading.done.connect(self._tell_opened)
        self._reading.failed.connect(self._tell_failed)
        self._exporter = Exporter(window)
        self._exporter.written.connect(self.saved)
        self._exporter.failed.connect(self.failed)

    @Slot()
    def ask_to_open(self) -> None:
        """Ask for a model file, and open it."""
        ask_to_open(
            self._window, "openModelDialog", "Open model", ALL_MODELS, self._open, folder=_runs()
        )

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read a model of any supported format; `opened` or `failed` is emitted at the end."""

        def read() -> "tuple[Path, Imported]":
            from core.importing.model_import import read_model

            return path, read_model(path)

        self._reading.start(read)
        self.told.emit(f"Opening {path} …")

    def ask_to_save(self, model: "Model") -> None:
        """Ask for a file, and save `model` there."""

        def save(path: Path, kind: str) -> None:
            try:
                path = with_ending(path, _SUFFIX, (_SUFFIX,))
            except OutputError as error:
                self.failed.emit(error)
            else:
                self._exporter.write(path, partial(_save, model))

        ask_to_save(
            self._window, "saveModelDialog", "Save model as", [_FILTER], f"model{_SUFFIX}", save
        )

    def ask_to_export(self, model: "Model") -> None:
        """Ask for a format of another program and for a file, and export `model`."""
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

    def wait_for_end(self) -> None:
        """Wait for the file that is being written, if one is; what is being read is not wanted
        any more."""
        self._reading.end()
        self._exporter.wait_for_end()

    def _open(self, path: Path, kind: str) -> None:
        self.open(path)

    @Slot(object)
    def _tell_opened(self, read: "tuple[Path, Imported]") -> None:
        path, imported = read
        self.opened.emit(path, imported.model, imported.assumed)

    @Slot(object)
    def _tell_failed(self, error: Exception) -> None:
        self.told.emit("The model was not opened; see the message.")
        self.failed.emit(error)

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
