"""Models in files: which one to open, and where to save."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import InklingError
from core.locations import user_data

if TYPE_CHECKING:
    from core.runs.model_file import Model

_SUFFIX = ".safetensors"
_FILTER = f"Models (*{_SUFFIX})"


class ModelFiles(QObject):
    """Asks for a file, and reads or writes it."""

    opened = Signal(object, object)
    """Path and Model."""
    saved = Signal(object)
    """Path."""
    failed = Signal(object)
    """InklingError."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def ask_to_open(self) -> None:
        """Let the person choose a model."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open model", str(_runs()), _FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Read the model in a file."""
        from core.runs.model_file import load_model

        try:
            model = load_model(path)
        except InklingError as error:
            self.failed.emit(error)
        else:
            self.opened.emit(path, model)

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
