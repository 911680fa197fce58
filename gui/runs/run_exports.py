"""Reports on runs, and exports of runs for other programs."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.foundation.errors import ExportError, InklingError, RunError
from gui.common.command_process import argument, run_json
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import Exporter
from gui.common.settings import WindowSettings
from gui.common.tasks import Tasks

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing
    from gui.runs.report_dialog import ReportDialog


class Written(NamedTuple):
    """A file about a run."""

    path: Path
    problem: str
    """What is missing in it because the run is damaged; empty where nothing is."""


class RunExports(QObject):
    """Asks for the file, and has it written by a process of its own."""

    message = Signal(str)
    """Emitted with a message for the user."""
    saved = Signal(str, object, str)
    """Emitted with what was written, the path of its file, and what is missing in it."""

    def __init__(
        self, window: QWidget, settings: WindowSettings, tasks: Tasks, errors: ErrorReporter
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._errors = window, settings, errors
        self._exporter = Exporter(window, tasks, errors)
        self._exporter.written.connect(self._report_exported)
        self._runner = tasks.runner(writes=True, reports=False)
        self._runner.returned.connect(self._report_written)
        self._runner.finished.connect(self._close_dialog)
        self._runner.failed.connect(self._report_failed)
        self._run = Path()
        self._titles: dict[Path, str] = {}
        """The titles of the reports that were written, by the folders of their runs."""
        self._dialog: ReportDialog | None = None
        self._waiting: ReportDialog | None = None

    def ask_for_report(self, run: "RunListing") -> None:
        """Ask for what a report on a run needs, and write it.

        If the question is open already, it is now about this run.
        """
        if self._waiting is not None:
            self._waiting.discard()  # its report is being written
        self._run = run.path
        title, day = run.title, run.metadata.created.date()
        if self._dialog is None:
            from gui.runs.report_dialog import ReportDialog

            self._dialog = ReportDialog(
                self._window,
                title,
                day,
                self._settings.report_authors,
                self._titles.get(run.path, ""),
            )
            self._dialog.chosen.connect(self._write_report)
            self._dialog.finished.connect(self._forget_dialog)
        self._dialog.show_run(title, day)
        self._dialog.show()
        self._dialog.activateWindow()

    def ask_to_export(self, run: "RunListing") -> None:
        """Ask for a format of the run's history or model, and for a file, and write it."""
        from core.exporting.formats import MODEL_FORMATS, RUN_FORMATS

        def write(path: Path, name: str) -> Written:
            return _export(run.path, path, name)

        formats, day = RUN_FORMATS | MODEL_FORMATS, run.metadata.created.date()
        self._exporter.ask("Export run", "run", day, formats, write)

    @Slot(object, str, list)
    def _write_report(self, path: Path, title: str, authors: list[str]) -> None:
        self._settings.report_authors = ", ".join(authors)
        self._titles[self._run] = title
        if not self._runner.call(partial(_write_report, self._run, path, title, authors)):
            self._errors.report(ExportError("Another report is being written."))
            return
        self._waiting = self._dialog
        if self._waiting is not None:
            self._waiting.set_writing(True)
        self.message.emit(f"Writing the report to {path} …")

    @Slot(object)
    def _report_written(self, written: Written) -> None:
        self.message.emit("")  # the notice says it
        self.saved.emit("Report saved to", written.path, written.problem)

    @Slot(object)
    def _report_failed(self, error: Exception) -> None:
        dialog, self._waiting = self._waiting, None
        if dialog is not None:
            dialog.set_writing(False)
        if dialog is None or not isinstance(error, InklingError) or error.details:
            self._errors.report(error)  # there is a cause to look at
        else:
            dialog.show_problem(str(error))
        self.message.emit("The report was not written.")

    @Slot()
    def _close_dialog(self) -> None:
        if self._waiting is not None:
            self._waiting.accept()

    @Slot()
    def _forget_dialog(self) -> None:
        self._dialog = self._waiting = None

    @Slot(object)
    def _report_exported(self, written: Written) -> None:
        self.saved.emit("Exported to", written.path, written.problem)


def _check_there(run: Path) -> None:
    """Raise RunError where a run has been deleted or moved since it was listed."""
    from core.runs.run_folder import is_run

    if not is_run(run):
        raise RunError(f"The run is no longer in {run}: it was deleted or moved.")


def _write_report(run: Path, path: Path, title: str, authors: list[str]) -> Written:
    _check_there(run)
    names = [f"--author={argument(author)}" for author in authors]
    done = run_json("report", str(run), "-o", str(path), f"--title={argument(title)}", *names)
    return Written(path, str(done.get("problem", "")))


def _export(run: Path, path: Path, name: str) -> Written:
    _check_there(run)
    done = run_json("export", str(run), "--format", name, "-o", str(path))
    return Written(path, str(done.get("problem", "")))
