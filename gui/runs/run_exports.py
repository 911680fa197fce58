"""Reports on runs, and exports of runs for other programs."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from core.foundation.errors import ExportError, InklingError
from gui.common.command_process import argument, printed_by
from gui.common.export_dialog import Exporter
from gui.common.settings import WindowSettings
from gui.common.tasks import Publish, TaskRunner, Work
from gui.runs.report_dialog import ReportDialog


class RunExports(QObject):
    """Asks for the file, and has it written by a process of its own."""

    told = Signal(str)
    """Emitted with a message for the user."""
    failed = Signal(object)
    """Emitted with the exception that says why nothing was written."""

    def __init__(self, window: QWidget, settings: WindowSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._exporter = Exporter(window)
        self._exporter.written.connect(self._tell_exported)
        self._exporter.failed.connect(self.failed)
        self._job = TaskRunner(self)
        self._job.received.connect(self._tell_written)
        self._job.finished.connect(self._close_dialog)
        self._job.failed.connect(self._tell_failed)
        self._run = Path()
        self._dialog: ReportDialog | None = None
        self._waiting: ReportDialog | None = None

    @Slot(object, str)
    def ask_for_report(self, run: Path, title: str) -> None:
        """Ask for what a report on a run needs, and write it."""
        if self._dialog is not None:
            self._dialog.reject()
        self._run = run
        self._dialog = ReportDialog(self._window, title, self._settings.report_authors)
        self._dialog.chosen.connect(self._write_report)
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.show()

    @Slot(object)
    def ask_to_export(self, run: Path) -> None:
        """Ask for a format of the run's history or model, and for a file, and write it."""
        from core.exporting.formats import MODEL_FORMATS, RUN_FORMATS

        def write(path: Path, name: str) -> Path:
            return _export(run, path, name)

        self._exporter.ask("Export run", run.name, RUN_FORMATS | MODEL_FORMATS, write)

    def wait_for_end(self) -> None:
        """Wait for the files that are being written."""
        self._exporter.wait_for_end()
        self._job.wait()

    @Slot(object, str, list)
    def _write_report(self, path: Path, title: str, authors: list[str]) -> None:
        self._settings.report_authors = ", ".join(authors)
        if self._job.busy:
            self.failed.emit(ExportError("Another report is being written."))
            return
        self._job.start(_reporting(self._run, path, title, authors))
        self._waiting = self._dialog
        if self._waiting is not None:
            self._waiting.set_writing(True)
        self.told.emit(f"Writing the report to {path} …")

    @Slot(object)
    def _tell_written(self, paths: list[Path]) -> None:
        for path in paths:
            self.told.emit(f"Report saved to {path}")
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    @Slot(object)
    def _tell_failed(self, error: Exception) -> None:
        dialog, self._waiting = self._waiting, None
        if dialog is not None:
            dialog.set_writing(False)
        if dialog is None or not isinstance(error, InklingError) or error.details:
            self.failed.emit(error)  # there is a cause to look at
        else:
            dialog.show_problem(str(error))
            self.told.emit("The report was not written")

    @Slot()
    def _close_dialog(self) -> None:
        if self._waiting is not None:
            self._waiting.accept()

    @Slot()
    def _forget_dialog(self) -> None:
        self._dialog = self._waiting = None

    @Slot(object)
    def _tell_exported(self, path: Path) -> None:
        self.told.emit(f"Exported to {path}")


def _reporting(run: Path, path: Path, title: str, authors: list[str]) -> Work:
    def work(publish: Publish) -> None:
        names = [f"--author={argument(author)}" for author in authors]
        printed_by("report", str(run), "-o", str(path), f"--title={argument(title)}", *names)
        publish(path)

    return work


def _export(run: Path, path: Path, name: str) -> Path:
    printed_by("export", str(run), "--format", name, "-o", str(path))
    return path
