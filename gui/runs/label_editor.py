"""What a person says of a run: its note and its tags."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from core.runs.entry import Entry
from gui.naming import named
from gui.timers import Timer

_AFTER_TYPING = 1000
"""Milliseconds without a key until a note is kept."""


class LabelEditor(QWidget):
    """Tells what was changed when the person has left the field, or rests."""

    edited = Signal(object, dict)
    """The folder of a run, and what of its label is to be what."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._tags = named(QLineEdit(placeholderText="Tags, with commas between"), "runTags")
        self._tags.setAccessibleName("Tags")
        self._note = named(QPlainTextEdit(placeholderText="Note"), "runNote")
        self._note.setAccessibleName("Note")
        self._note.setTabChangesFocus(True)
        self._note.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._title = QLabel("Tags and note")
        for widget in (self._title, self._tags, self._note):
            layout.addWidget(widget)
        self._resting = Timer(self, singleShot=True, interval=_AFTER_TYPING)
        self._resting.timeout.connect(self.keep)
        self._note.textChanged.connect(self._resting.start)
        self._note.installEventFilter(self)
        self._tags.editingFinished.connect(self.keep)
        self._shown: dict[str, object] = {}

    def show_entry(self, entry: Entry) -> None:
        """Show the label of a run; what is being typed stays."""
        if entry.path == self._path and self._written() != self._shown:
            return
        if entry.path != self._path:
            self.keep()
        self._path = entry.path
        self._shown = {"note": entry.label.note, "tags": entry.label.tags}
        if self._written() != self._shown:
            self._note.setPlainText(entry.label.note)
            self._tags.setText(", ".join(entry.label.tags))
        # As the fields have it: it may not be as it was written into the file.
        self._shown = self._written()
        self._resting.stop()

    @Slot()
    def keep(self) -> None:
        """Tell what has been changed, if anything has."""
        self._resting.stop()
        written = self._written()
        if self._path is not None and written != self._shown:
            changed = {k: v for k, v in written.items() if v != self._shown.get(k)}
            self._shown = written
            self.edited.emit(self._path, changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _written(self) -> dict[str, object]:
        tags = [tag.strip() for tag in self._tags.text().split(",")]
        return {
            "note": self._note.toPlainText(),
            "tags": tuple(dict.fromkeys(tag for tag in tags if tag)),
        }
