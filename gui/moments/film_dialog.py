"""The dialog that asks for what a film shows, how fast, and where it is written."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QProgressBar, QPushButton, QWidget

from core.foundation.errors import OutputError
from core.foundation.file_names import dated_name, today
from gui.common.dialogs import FormDialog
from gui.common.error_reporter import show_error
from gui.common.file_dialogs import ask_to_save, with_ending
from gui.common.number_box import NumberBox
from gui.common.widgets import named, vbox

_KINDS = {"Animated PNG (*.png)": ".png", "GIF (*.gif)": ".gif"}
_WEIGHTS, _ANSWER = "Weights of the first layer", "Answer to the digit on the pad"
_SPEED, _FASTEST = 5, 30
"""Frames a second."""
_NO_DIGIT = "Draw a digit on the pad to film the answer to it."


class FilmDialog(FormDialog):
    """Stays open until the film is written; Cancel ends the work."""

    chosen = Signal(object, bool, int)
    """Emitted with the file, whether the answer is filmed, and the frames a second."""
    canceled = Signal()
    """Emitted when the dialog closes."""

    def __init__(self, parent: QWidget, run: str, count: int, *, has_digit: bool) -> None:
        # Imported here so that the window opens faster.
        from core.exporting.film import MOST_FRAMES

        super().__init__(parent, "filmDialog", "Film", width=420)
        self._content = named(QComboBox(), "filmContent")
        self._content.setAccessibleName("What the film shows")
        self._content.setToolTip("What the film shows of the network at each moment.")
        self._content.addItems([_WEIGHTS, _ANSWER] if has_digit else [_WEIGHTS])
        self._speed = named(NumberBox(), "filmSpeed")
        self._speed.setRange(1, _FASTEST)
        self._speed.setValue(_SPEED)
        self._speed.setAccessibleName("Moments a second")
        self._speed.setToolTip("How many moments the film shows in a second.")
        self._write = named(QPushButton("Write…"), "writeFilmButton")
        self._write.setToolTip("Choose a file and write the film (Enter).")
        self._write.clicked.connect(self._ask_for_file)
        self._progress = named(QProgressBar(), "filmProgress")
        self._progress.setAccessibleName("Moments that are drawn")
        self._progress.hide()
        which = f"The {count:,} moments"
        if count > MOST_FRAMES:
            which = f"{MOST_FRAMES:,} of the {count:,} moments, evenly chosen,"
        about = f"{which} of {run}, one after the other."
        note = "" if has_digit else f" {_NO_DIGIT}"
        text = QLabel(f"{about}{note}", wordWrap=True)
        form = QFormLayout()
        form.addRow("&Shows", self._content)
        form.addRow("&Moments a second", self._speed)
        buttons = self.button_row(self._write)
        self.setLayout(vbox(text, form, self._progress, buttons, margins=(12, 12, 12, 12)))
        self.finished.connect(self.canceled)

    def show_progress(self, done: int, count: int) -> None:
        """Show how many frames of how many are drawn."""
        self._progress.setRange(0, count)
        self._progress.setValue(done)

    def set_writing(self, writing: bool) -> None:
        """Set whether the film is being written, which disables the fields."""
        for widget in (self._content, self._speed, self._write):
            widget.setEnabled(not writing)
        self._write.setText("Writing …" if writing else "Write…")
        self._progress.setVisible(writing)

    @Slot()
    def _ask_for_file(self) -> None:
        suggested = dated_name("film", today(), ".png")
        ask_to_save(self, "filmFileDialog", "Write film", list(_KINDS), suggested, self._choose)

    def _choose(self, path: Path, kind: str) -> None:
        try:
            path = with_ending(path, _KINDS.get(kind, ".png"), _KINDS.values())
        except OutputError as error:
            show_error(self, error)
            return
        self._speed.interpretText()
        answer = self._content.currentText() == _ANSWER
        self.chosen.emit(path, answer, self._speed.value())
