"""Messages and questions in the tab “Runs”, for which nothing has to wait."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from core.hyperparameters.fields import Integer
from core.hyperparameters.schema import FIELDS
from core.runs.run import RunState
from core.runs.run_listing import RunListing
from gui.common.fitting_label import FittingLabel
from gui.common.number_box import NumberBox
from gui.common.theme import set_foreground, theme_of
from gui.common.timers import Timer
from gui.common.widgets import hbox, let_shrink, named

_SHOWN_FOR = 20_000
"""Milliseconds until a message without *Undo* closes by itself."""


class MessageBar(QFrame):
    """Shows a message until it is closed or replaced, or for a while if nothing can be undone."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsNotice")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = named(QLabel(wordWrap=True), "runsNoticeText")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._undo = named(QPushButton("Undo"), "undoDeleteButton")
        self._undo.setToolTip("Restore the deleted runs (Ctrl+Z in the table).")
        self._close = named(QPushButton("Close"), "closeNoticeButton")
        self.setLayout(hbox((self._text, 1), self._undo, self._close, margins=(6, 2, 6, 2)))
        self._undo.clicked.connect(self.undo_requested)
        self._close.clicked.connect(self.hide)
        self._resting = Timer(self, singleShot=True, interval=_SHOWN_FOR)
        self._resting.timeout.connect(self.hide)
        self.hide()

    @Slot(str)
    @Slot(str, bool)
    def say(self, text: str, undoable: bool = False) -> None:
        """Show a text, with or without a button that undoes what was done."""
        self._text.setText(text)
        self._undo.setVisible(undoable)
        self.show()
        if undoable:
            self._resting.stop()
        else:
            self._resting.start()


_MOST = (1 << 31) - 1
"""The largest number that a NumberBox can hold."""


class _NarrowButton(QPushButton):
    """A button that is only as wide as its text, so that there is room beside it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        let_shrink(self)

    def sizeHint(self) -> QSize:
        """Return the width of its text, and the usual height."""
        return QSize(self.minimumWidth(), super().sizeHint().height())


class PromptBar(QFrame):
    """Asks for a number, between two texts, with a button to confirm; Escape closes it."""

    answered = Signal(int)

    def __init__(self, name: str, label: str, do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Question")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._number = named(NumberBox(), name)
        self._number.setAccessibleName(label)
        self._number.setGroupSeparatorShown(True)
        self._number.setToolTip("Enter confirms, and Escape cancels.")
        self._rest = named(FittingLabel(), f"{name}Text")
        self._do = named(_NarrowButton(do), f"{name}Button")
        self._do.setToolTip(f"{do} (Enter)")
        cancel = named(_NarrowButton("Cancel"), f"{name}Cancel")
        parts = (QLabel(label), self._number, (self._rest, 1), self._do, cancel)
        self.setLayout(hbox(*parts, margins=(6, 2, 6, 2)))
        self._about: tuple[str, ...] = ("",)
        """What the text after the number says while the number is possible."""
        self._do.clicked.connect(self._answer)
        self._number.lineEdit().textChanged.connect(self._check)
        self._number.editingFinished.connect(self._check)
        cancel.clicked.connect(self.hide)
        self.hide()

    def ask(self, least: int, most: int, suggested: int, *rest: str) -> None:
        """Ask for a number from `least` to `most`; `rest` is said after it, the longest first."""
        most = min(most, _MOST)
        self._number.setRange(least, most)
        self._number.setValue(min(suggested, most))
        self._about = rest
        self._check()
        self.show()
        self._number.setFocus()
        self._number.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm on Return, and close on Escape."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._answer()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _check(self) -> None:
        """Say whether the number is possible, and let it be confirmed only then."""
        box = self._number
        possible = box.hasAcceptableInput()
        self._do.setEnabled(possible)
        if possible:
            self._rest.setPalette(QPalette())
            self._rest.show_texts(*self._about)
        else:
            set_foreground(self._rest, theme_of(self).error)
            ends = f"{box.minimum():,} to {box.maximum():,}"
            self._rest.show_texts(f"must be from {ends}", ends, f"at most {box.maximum():,}")

    @Slot()
    def _answer(self) -> None:
        self.hide()
        self.answered.emit(self._number.value())


_MORE = 50
"""The suggested number of further epochs for a completed run."""
_MOST_EPOCHS = cast(Integer, FIELDS["epochs"]).maximum


class ResumePrompts(QObject):
    """Asks how many more epochs to train, or from which epoch to branch."""

    continue_requested = Signal(object, int)
    """Emitted with the folder of a run, and the number of further epochs."""
    go_back_requested = Signal(object, int)
    """Emitted with the folder of a run, and the epoch from which to branch."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.more = PromptBar("moreEpochs", "Train", "Continue")
        self.back = PromptBar("backToEpoch", "Branch from epoch", "Branch")
        self._path: Path | None = None
        self.more.answered.connect(self._continue_run)
        self.back.answered.connect(self._go_back)

    def ask_to_continue(self, entry: RunListing) -> None:
        """Ask for further epochs if the run is complete; else continue it at once."""
        self.withdraw()
        self._path = entry.path
        if entry.state is not RunState.COMPLETED:
            self.continue_requested.emit(entry.path, 0)
            return
        most = max(_MOST_EPOCHS - entry.epochs, 1)
        done = f"more epochs ({entry.summary.epochs:,} done)"
        self.more.ask(1, most, min(_MORE, most), done, "more epochs", "epochs")

    def ask_where_to(self, entry: RunListing) -> None:
        """Ask for one of the epochs that the run has completed."""
        self.withdraw()
        self._path = entry.path
        epochs = entry.summary.epochs
        best = entry.summary.best.get("validation_loss", (0.0, epochs))[1]
        of = f"of {epochs:,}"
        self.back.ask(1, epochs, best, f"{of} (best val. loss: epoch {best:,})", of, "")

    def follow(self, path: Path | None) -> None:
        """Withdraw the question if it is about another run than the selected one."""
        if path != self._path:
            self.withdraw()

    def withdraw(self) -> None:
        """Close the question that is open."""
        self.more.hide()
        self.back.hide()

    @Slot(int)
    def _continue_run(self, epochs: int) -> None:
        self.continue_requested.emit(self._path, epochs)

    @Slot(int)
    def _go_back(self, epoch: int) -> None:
        self.go_back_requested.emit(self._path, epoch)
