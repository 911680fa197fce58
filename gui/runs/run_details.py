"""The details of one run: best and last metrics, folder, tags and note."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from core.foundation.percent import percent, widest_percent
from core.runs.annotations import LONGEST_NOTE
from core.runs.run_listing import RunListing
from core.runs.summary import METRICS
from gui.common.elided_label import ElidedLabel
from gui.common.enlargement import keep_room, set_text_size
from gui.common.focus_frame import show_focus
from gui.common.theme import SPACING, TIGHT, set_foreground, theme_of
from gui.common.timers import Timer
from gui.common.widgets import hbox, named, vbox
from gui.runs import run_text

_TAGS, _NARROW_TAGS = "Tags, separated by commas", "Tags, separated"
"""What an empty field for tags says, and the part of it for which there must be room."""
_TITLE = "Tags and note"
_AFTER_TYPING = 1000
"""Milliseconds without a key press until a note is saved."""


class LabelEditor(QWidget):
    """Edits tags and note of a run; a change is saved when the user leaves the field or pauses."""

    edited = Signal(object, dict)
    """Emitted with the folder of a run, and the changed fields of its label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._tags = named(QLineEdit(placeholderText=_TAGS), "runTags")
        self._tags.setAccessibleName("Tags")
        self._tags.setToolTip("Words that the search finds. Saved when you leave the field.")
        self._note = named(QPlainTextEdit(placeholderText="Note"), "runNote")
        self._note.setAccessibleName("Note")
        self._note.setToolTip("What you want to remember of this run. Saved when you pause.")
        self._note.setTabChangesFocus(True)
        show_focus(self._note)
        self._note.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 12)
        self._title = named(QLabel(_TITLE), "runLabelTitle")
        self.setLayout(vbox(self._title, self._tags, self._note, spacing=4))
        self._resting = Timer(self, singleShot=True, interval=_AFTER_TYPING)
        self._resting.timeout.connect(self.keep)
        self._note.textChanged.connect(self._limit)
        self._note.textChanged.connect(self._resting.start)
        self._note.installEventFilter(self)
        self._tags.editingFinished.connect(self.keep)
        self._shown: dict[str, Any] = {}
        self._unwritten: dict[Path, dict[str, Any]] = {}
        """What the fields had of runs whose labels could not be written."""

    def show_entry(self, entry: RunListing) -> None:
        """Show the tags and the note of a run; what is being typed stays."""
        if entry.path == self._path and self._written() != self._shown:
            return
        if entry.path != self._path:
            self.keep()
        self._path = entry.path
        self._write(entry.annotations.note, entry.annotations.tags)
        # As the fields have it: it may not be as it was written into the file.
        self._shown = self._written()
        unwritten = self._unwritten.get(entry.path)
        if unwritten is not None:
            self._note.setPlainText(str(unwritten["note"]))
            self._tags.setText(", ".join(unwritten["tags"]))
        self._resting.stop()

    @Slot()
    def _limit(self) -> None:
        """Cut off what is more than a note can have, and say so."""
        text = self._note.toPlainText()
        if len(text) > LONGEST_NOTE:
            self._note.setPlainText(text[:LONGEST_NOTE])
            self._note.moveCursor(QTextCursor.MoveOperation.End)
        full = len(text) >= LONGEST_NOTE
        self._title.setText(f"{_TITLE} (at most {LONGEST_NOTE:,} characters)" if full else _TITLE)

    @Slot()
    def keep(self) -> None:
        """Emit what has been changed, if anything; it is kept until `confirm`."""
        self._resting.stop()
        written = self._written()
        if self._path is not None and written != self._shown:
            changed = {k: v for k, v in written.items() if v != self._shown.get(k)}
            self._unwritten[self._path] = written
            self.edited.emit(self._path, changed)

    @Slot(object)
    def confirm(self, path: Path) -> None:
        """Take note that the label of a run has been written."""
        written = self._unwritten.pop(path, None)
        if written is not None and path == self._path:
            self._shown = written

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Save the note when it loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _write(self, note: str, tags: Sequence[str]) -> None:
        """Put texts into the fields, unless they say the same already."""
        if self._written() != {"note": note, "tags": tuple(tags)}:
            self._note.setPlainText(note)
            self._tags.setText(", ".join(tags))

    def _written(self) -> dict[str, Any]:
        tags = [tag.strip() for tag in self._tags.text().split(",")]
        return {
            "note": self._note.toPlainText(),
            "tags": tuple(dict.fromkeys(tag for tag in tags if tag)),
        }


_RIGHT = Qt.AlignmentFlag.AlignRight
_NAMES = {metric: metric.replace("_", " ").replace("train ", "training ") for metric in METRICS}
_WIDEST = f"{widest_percent()} @ 10,000"


class RunDetails(QWidget):
    """Shows the numbers of a run on the left, and tags and note on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runDetails")
        self.label = LabelEditor()
        self._about = named(_line(), "runAbout")
        self._reason = named(QLabel(wordWrap=True), "runReason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._test = named(QLabel(), "runTestAccuracy")
        self._changes = named(_line(), "runChanges")
        self._folder = named(_line(), "runFolder")
        self._problem = named(_line(), "runProblem")
        """Takes the place of `_about`, so that a damaged run moves nothing."""
        for shown_if_known in (self._reason, self._changes, self._problem):
            shown_if_known.hide()
        self._best = {metric: named(QLabel(), f"best_{metric}") for metric in METRICS}
        self._last = {metric: named(QLabel(), f"last_{metric}") for metric in METRICS}
        self._lay_out()

    def show_entry(self, entry: RunListing, origin: str = "", *, seed: bool = False) -> None:
        """Show a run, and the title of the run that it continues.

        `seed` is whether it is one of a repetition.
        """
        for metric in METRICS:
            form = run_text.loss if metric.endswith("loss") else percent
            best, epoch = entry.summary.best.get(metric, (None, 0))
            last = entry.summary.last.get(metric)
            self._best[metric].setText(f"{form(best)} @ {epoch:,}" if best is not None else "–")
            self._last[metric].setText(form(last) if last is not None else "–")
        test = entry.summary.test_accuracy
        self._test.setText(percent(test) if test is not None else "–")
        reason = entry.summary.end.reason if entry.summary.end is not None else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        _write(self._about, _about(entry, origin, seed=seed))
        changes = run_text.live_changes(entry, brief=True)
        _write(self._changes, changes)
        self._changes.setToolTip(run_text.live_changes(entry))
        self._changes.setVisible(bool(changes))
        _write(self._folder, str(entry.path))
        _write(self._problem, f"Damaged: {entry.problem}")
        self._about.setVisible(not entry.problem)
        self._problem.setVisible(bool(entry.problem))
        set_foreground(self._problem, theme_of(self).error)
        self.label.show_entry(entry)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which tags and note are below the numbers."""
        width = max(part.minimumSizeHint().width() for part in (self._numbers, self.label))
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show tags and note beside the numbers, or below them where there is too little width."""
        super().resizeEvent(event)
        needed = self._numbers.sizeHint().width() + self._beside.spacing()
        needed += self.fontMetrics().horizontalAdvance(_NARROW_TAGS)
        directions = QBoxLayout.Direction
        wanted = directions.LeftToRight if self.width() >= needed else directions.TopToBottom
        if wanted != self._beside.direction():
            self._beside.setDirection(wanted)
            self.updateGeometry()  # it needs another height

    def _lay_out(self) -> None:
        self._numbers = QWidget()
        grid = QGridLayout(self._numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        for column, title in enumerate(("Best @ epoch", "Last"), start=1):
            grid.addWidget(QLabel(title), 0, column, _RIGHT)
        for row, metric in enumerate(METRICS, start=1):
            grid.addWidget(QLabel(_NAMES[metric].capitalize()), row, 0)
            for column, label in enumerate((self._best[metric], self._last[metric]), start=1):
                set_text_size(label)
                keep_room(label, [_WIDEST if column == 1 else widest_percent()])
                label.setAlignment(_RIGHT)
                grid.addWidget(label, row, column)
        grid.addWidget(QLabel("Test accuracy"), len(METRICS) + 1, 0)
        set_text_size(self._test)
        self._test.setAlignment(_RIGHT)
        grid.addWidget(self._test, len(METRICS) + 1, 2)
        grid.setRowStretch(len(METRICS) + 2, 1)
        self._beside = hbox(self._numbers, (self.label, 1), spacing=2 * SPACING)
        parts = (
            (self._beside, 1),
            self._reason,
            self._about,
            self._changes,
            self._folder,
            self._problem,
        )
        # The numbers at the right stay off the scroll bar.
        self.setLayout(vbox(*parts, spacing=TIGHT, margins=(0, 0, TIGHT, 0)))


def _about(entry: RunListing, origin: str, *, seed: bool) -> str:
    parts = []
    if entry.metadata.search:  # first, as it tells the trials apart
        label = entry.metadata.search_label
        trial = f"Trial {entry.metadata.trial_ordinal:,} of the search “{label}”"
        settings = entry.settings if seed else None
        parts.append(trial if settings is None else f"Seed {settings.seed} of “{label}”")
    parts.append(f"Started {run_text.moment(entry.metadata.created)}")
    if entry.settings is not None:
        parts.append(run_text.network(entry.settings))
    if entry.metadata.origin:
        parts.append(
            f"from epoch {entry.metadata.origin_epoch:,} of {origin or 'a run that was deleted'}"
        )
    return " · ".join(parts)


def _line() -> ElidedLabel:
    """Return a label of one line that is shortened if it is too long, and can be copied."""
    label = ElidedLabel()
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _write(label: QLabel, text: str) -> None:
    label.setText(" · ".join(text.splitlines()))
    label.setToolTip(text)
