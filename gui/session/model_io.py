"""The models of the session in files: opening, saving, exporting, and the built-in one."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.foundation.errors import ExportError, OutputError
from core.foundation.file_names import dated_name, today
from core.foundation.files import is_folder
from core.foundation.paths import user_data
from gui.common.command_process import run_json
from gui.common.desktop import open_path
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import Exporter, ask_to_open, ask_to_save, with_ending
from gui.common.tasks import Tasks
from gui.common.widgets import new_action
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.importing.build_model import ImportedModel
    from core.models.model_file import Model

_SUFFIX = ".safetensors"
_FILTER = f"Models (*{_SUFFIX})"
ALL_MODELS = [f"Models (*{_SUFFIX} *.npz *.json)", "All files (*)"]
"""Filters for files to open; the name of a file does not decide what it is."""


class ModelIO(QObject):
    """Reads models for a session and writes its model, with the actions for that."""

    message = Signal(str)
    """Emitted with a message for the user; empty when what was in progress has ended."""
    described = Signal(str)
    """Emitted with the file of the model that the session now uses, and what was assumed."""
    saved = Signal(str, object)
    """Emitted with “Saved to” and the path of a file that was written."""
    opened = Signal(object)
    """The Model of a file, which the session now uses."""
    bundled_used = Signal(object)
    """The built-in Model, which the session now uses."""

    def __init__(
        self, window: QWidget, session: TrainingSession, tasks: Tasks, errors: ErrorReporter
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._errors = window, session, errors
        self._runner, self._bundled_runner = tasks.runner(), tasks.runner()
        self._runner.returned.connect(self._use_opened)
        self._runner.failed.connect(self._report_failed)
        self._bundled_runner.returned.connect(self._use_bundled)
        self._exporter = Exporter(window, tasks, errors)
        self._exporter.written.connect(self._report_saved)
        self._open_action = new_action(self, "&Open model…", "Ctrl+O", self.ask_to_open)
        self._save_action = new_action(self, "&Save model as…", "Ctrl+S", self._ask_to_save)
        self._export_action = new_action(self, "E&xport model…", "", self._ask_to_export)
        self._runs_action = new_action(self, "Show &runs folder", "", self._show_runs)
        session.model_changed.connect(self._enable)
        session.state_changed.connect(self._enable)
        session.cleared.connect(self.load_bundled)
        self._enable()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions, for a menu."""
        return [self._open_action, self._save_action, self._export_action, self._runs_action]

    @Slot()
    def load_bundled(self) -> None:
        """Load the built-in model, so that the pad can recognize digits before a training."""
        self._bundled_runner.call(_load_bundled)

    @Slot()
    def ask_to_open(self) -> None:
        """Ask for a model file, and open it; during a training, say why not."""
        if self._session.active:
            self.message.emit("A training is in progress: stop it first, then open a model.")
            return
        ask_to_open(
            self._window, "openModelDialog", "Open model", ALL_MODELS, self.open, folder=_runs()
        )

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read the model in a file, also one of another program, and use it."""

        def read() -> "tuple[Path, ImportedModel]":
            from core.importing.model_import import read_model

            imported = read_model(path)
            model = imported.model
            if not model.title:
                model = replace(model, title=_title_of(path))
            return path, replace(imported, model=model)

        self._runner.abandon()  # the former file is no longer wanted, and its disk may never answer
        self._runner.call(read)
        self.message.emit(f"Opening {path} …")

    @Slot()
    def _ask_to_save(self) -> None:
        """Let the user choose where to write the model."""
        model = self._session.model
        if model is None:
            return

        def save(path: Path, kind: str) -> None:
            try:
                path = with_ending(path, _SUFFIX, (_SUFFIX,))
            except OutputError as error:
                self._errors.report(error)
            else:
                self._exporter.write(path, partial(_save, model))

        suggested = dated_name("model", today(), _SUFFIX)
        ask_to_save(self._window, "saveModelDialog", "Save model as", [_FILTER], suggested, save)

    @Slot()
    def _ask_to_export(self) -> None:
        """Let the user choose a format for another program, and where to write the model."""
        model = self._session.model
        if model is None:
            return
        from core.exporting.formats import MODEL_FORMATS
        from core.runs.output_guard import check_output

        others = {n: each for n, each in MODEL_FORMATS.items() if each.suffix != _SUFFIX}

        def write(path: Path, name: str) -> Path:
            check_output(path)
            try:
                with TemporaryDirectory(prefix="inkling-") as folder:
                    ours = _save(model, Path(folder) / f"model{_SUFFIX}")
                    run_json("export", str(ours), "--format", name, "-o", str(path))
            except OSError as error:
                message = (
                    "The model cannot be exported: the folder for temporary files is not usable."
                )
                raise ExportError(message, str(error)) from error
            return path

        self._exporter.ask("Export model", "model", today(), others, write)

    @Slot(object)
    def _use_opened(self, read: "tuple[Path, ImportedModel]") -> None:
        path, imported = read
        if self._session.active:
            self.message.emit(f"Training has started: {path} was not opened.")
            return
        self._session.use_model(imported.model)
        self.opened.emit(imported.model)
        self.described.emit(f"Opened {path}. {imported.assumption}".strip(" ."))

    @Slot(object)
    def _use_bundled(self, model: "Model | None") -> None:
        if model is not None and self._session.model is None and not self._session.active:
            self._session.use_model(model)
            self.bundled_used.emit(model)

    @Slot()
    def _report_failed(self) -> None:
        self.message.emit("")  # the box says it

    @Slot(object)
    def _report_saved(self, path: Path) -> None:
        self.saved.emit("Saved to", path)

    @Slot()
    def _show_runs(self) -> None:
        open_path(_runs(), self._errors)

    @Slot()
    def _enable(self) -> None:
        self._save_action.setEnabled(self._session.model is not None)
        self._export_action.setEnabled(self._session.model is not None)


def _load_bundled() -> "Model | None":
    from core.models.bundled_model import load_bundled

    return load_bundled()


def _title_of(path: Path) -> str:
    """Return what to call the model in a file: after its run if it is in one, or else its file."""
    return run_name(path) or f"from {path.name}"


def run_name(path: Path) -> str:
    """Return what to call the model in a file of a run; empty if the file is in none."""
    from core.runs.layout import MODEL
    from core.runs.library import title_of_run
    from core.runs.run_folder import is_run
    from core.runs.run_listing import read_names

    folder = path.absolute().parent
    if path.name != MODEL or not is_run(folder):
        return ""
    return f"run “{title_of_run(read_names(folder))}”"


def _save(model: "Model", path: Path) -> Path:
    from core.exporting.formats import export_model

    return export_model(path, model, "safetensors")


def _runs() -> Path:
    folder = user_data() / "runs"
    return folder if is_folder(folder) else Path.home()
