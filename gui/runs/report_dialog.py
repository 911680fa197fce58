"""The dialog that asks for the title, the authors and the file of a report."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.foundation.errors import OutputError
from core.foundation.file_names import dated_name
from gui.common.dialogs import FormDialog
from gui.common.error_reporter import show_error
from gui.common.file_dialogs import ask_to_save, with_ending
from gui.common.theme import SPACING
from gui.common.widgets import named

_FILTERS = {"PDF (*.pdf)": ".pdf", "HTML page (*.html)": ".html", "Markdown (*.md)": ".md"}


class ReportDialog(FormDialog):
    """Asks for what a report needs.

    It stays open until the report is written: what was typed is still there if that fails.
    """

    chosen = Signal(object, str, list)
    """Emitted with the file, the title and the authors."""

    def __init__(
        self, parent: QWidget, run_title: str, day: date, authors: str, title: str = ""
    ) -> None:
        super().__init__(parent, "reportDialog", "Report", width=440)
        self._day, self._known_authors, self._known_title = day, authors, title.strip()
        # Imported by what opens the dialog, and slow: not with the window.
        from core.report.document import TITLE

        self._title = named(QLineEdit(title, placeholderText=TITLE), "reportTitle")
        self._title.setToolTip(
            "The title on the first page, remembered while Inkling runs. "
            "Empty: the one that is shown in gray."
        )
        self._authors = named(
            QLineEdit(authors, placeholderText="Names, separated by commas"), "reportAuthors"
        )
        self._authors.setToolTip("Who wrote the report, for its first page. Remembered.")
        self._write = named(QPushButton("Write…"), "writeReportButton")
        self._write.setToolTip("Choose a file and write the report (Enter).")
        self._write.clicked.connect(self._ask_for_file)
        self._progress = named(QProgressBar(maximum=0, textVisible=False), "reportProgress")
        self._progress.setAccessibleName("The report is being written")
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing else loses room when it appears
        self._progress.setSizePolicy(policy)
        self._progress.hide()
        self._about = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problem = named(QLabel(wordWrap=True), "reportProblem")
        self._problem.hide()
        self._lay_out()
        self.show_run(run_title, day)

    @property
    def authors(self) -> str:
        """The authors as typed."""
        return self._authors.text()

    @property
    def unsaved(self) -> str:
        """What was typed and is not stored anywhere."""
        typed = {
            "the title": self._title.text().strip() not in ("", self._known_title),
            "the authors": self.authors.strip() != self._known_authors.strip(),
        }
        return " and ".join(name for name, lost in typed.items() if lost)

    def show_run(self, run_title: str, day: date) -> None:
        """Ask about another run, which began on `day`; what was typed stays."""
        self._day = day
        self._about.setText(
            f"A report on “{run_title}”: derivations, structure, hyperparameters, curves and what "
            "they show, test results, the gradient check, and how to reproduce the run."
        )

    def set_writing(self, writing: bool) -> None:
        """Set whether the report is being written, which disables the fields."""
        for widget in (self._title, self._authors, self._write):
            widget.setEnabled(not writing)
        self._progress.setVisible(writing)
        self._write.setText("Writing …" if writing else "Write…")
        if writing:
            self._problem.hide()

    def show_problem(self, sentence: str) -> None:
        """Show why the report cannot be written."""
        self._problem.setText(sentence)
        self._problem.show()
        # A layout does not ask labels how high their lines are in a window of a given width.
        self.resize(self.width(), self._column.heightForWidth(self.width()))

    def _lay_out(self) -> None:
        fields = QFormLayout()
        fields.addRow("&Title", self._title)
        fields.addRow("&Authors", self._authors)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        column = self._column = QVBoxLayout(self)
        column.addWidget(self._about)
        column.addLayout(fields)
        column.addWidget(self._problem)
        column.addWidget(self._progress)
        column.addWidget(self.button_row(self._write))
        # The title that an empty field stands for can be read whole, in any size of text.
        shown = self._title.fontMetrics().horizontalAdvance(self._title.placeholderText())
        self._title.setMinimumWidth(shown + 2 * SPACING)
        self._title.setFocus()

    @Slot()
    def _ask_for_file(self) -> None:
        suggested = dated_name("report", self._day, ".pdf")
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
