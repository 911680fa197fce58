"""The dialog that asks for the title, the authors and the file of a report."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.foundation.errors import OutputError
from gui.common.error_reporter import show_error
from gui.common.file_dialogs import ask_to_save, with_ending
from gui.common.widgets import named

_FILTERS = {"PDF (*.pdf)": ".pdf", "HTML page (*.html)": ".html", "Markdown (*.md)": ".md"}


class ReportDialog(QDialog):
    """Asks for what a report needs, beside the window, which does not wait for it.

    It stays open until the report is written: what was typed is still there if that fails.
    """

    chosen = Signal(object, str, list)
    """Emitted with the file, the title and the authors."""

    def __init__(self, parent: QWidget, run_title: str, authors: str) -> None:
        super().__init__(parent)
        self.setObjectName("reportDialog")
        self.setWindowTitle("Report")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._suggested = f"report {run_title}".replace("/", "-").replace("\\", "-").strip()
        # Imported by what opens the dialog, and slow: not with the window.
        from core.report.document import TITLE

        self._title = named(QLineEdit(placeholderText=TITLE), "reportTitle")
        self._authors = named(
            QLineEdit(authors, placeholderText="Names, separated by commas"), "reportAuthors"
        )
        self._write = named(QPushButton("Write…"), "writeReportButton")
        self._write.clicked.connect(self._ask_for_file)
        self._problem = named(QLabel(wordWrap=True), "reportProblem")
        self._problem.hide()
        self._lay_out(run_title)

    @property
    def authors(self) -> str:
        """The authors as typed."""
        return self._authors.text()

    def set_writing(self, writing: bool) -> None:
        """Set whether the report is being written, which disables the fields."""
        for widget in (self._title, self._authors, self._write):
            widget.setEnabled(not writing)
        if writing:
            self._problem.hide()

    def show_problem(self, sentence: str) -> None:
        """Show why the report cannot be written."""
        self._problem.setText(sentence)
        self._problem.show()
        # A layout does not ask labels how high their lines are in a window of a given width.
        self.resize(self.width(), self._column.heightForWidth(self.width()))

    def _lay_out(self, run_title: str) -> None:
        fields = QFormLayout()
        fields.addRow("Title", self._title)
        fields.addRow("Authors", self._authors)
        about = QLabel(
            f"A report on “{run_title}”: derivations, structure, hyperparameters, curves and what "
            "they show, test results, the gradient check, and how to reproduce the run."
        )
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._write, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self._write.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = self._column = QVBoxLayout(self)
        column.addWidget(about)
        column.addLayout(fields)
        column.addWidget(self._problem)
        column.addWidget(buttons)
        self.setMinimumWidth(440)

    @Slot()
    def _ask_for_file(self) -> None:
        suggested = f"{self._suggested}.pdf"
        ask_to_save(
            self, "reportFileDialog", "Write report", list(_FILTERS), suggested, self._choose
        )

    def _choose(self, path: Path, kind: str) -> None:
        try:
            path = with_ending(path, _FILTERS.get(kind, ".pdf"), _FILTERS.values())
        except OutputError as error:
            show_error(self, error)
            return
        authors = [part.strip() for part in self.authors.split(",")]
        self.chosen.emit(path, self._title.text(), [part for part in authors if part])
