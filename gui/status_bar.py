"""The message at the bottom of the window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.foundation.percent import percent
from core.training.events import Status, TrainingEnd
from gui.common.elided_label import ElidedLabel
from gui.common.theme import SPACING
from gui.common.timers import Timer
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model

_READY = "Ready. Press Start, then draw a digit while the network learns."
_SECONDS = 15
"""Seconds for which a passing message is shown."""
_STOPPED = "Stopped"
_WITHOUT_TRAINING = (State.IDLE, State.FAILED)
_REPLACED = "Another model is in use. The stopped run can be continued in “Runs”."
_LEAVE = "Projector mode: press Esc or F11 to leave it."


class StatusBar(ElidedLabel):
    """Shows the state of the window and, for a while, a passing message in its place.

    A passing message that ends with “…” says what is in progress and stays until the next message.
    A long message does not widen the window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("statusMessage")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setContentsMargins(SPACING, 0, SPACING, 0)
        self._session: TrainingSession | None = None
        self._saved = self._standing = self._search = ""
        self._passing = Timer(self, singleShot=True, interval=1000 * _SECONDS)
        self._passing.timeout.connect(self._show_standing)
        self.show_standing(_READY)

    def connect_session(self, session: TrainingSession) -> None:
        """Show how a training has ended, and where it is saved."""
        self._session = session
        session.ended.connect(self._show_end)
        session.saved.connect(self._remember_folder)

    @Slot(str)
    def say(self, text: str) -> None:
        """Show a passing message; an empty text ends the one before."""
        if not text:
            self._show_standing()
            return
        self._write(text)
        if not text.endswith("…"):
            self._passing.start()

    @Slot(str)
    def show_standing(self, text: str) -> None:
        """Show a message that is true until the state of the window changes."""
        self._standing = text
        self._show_standing()

    @Slot(str)
    def show_search(self, text: str) -> None:
        """Show how far a search is, for as long as it runs; empty where none runs."""
        shown = self.text() == self._all_standing
        self._search = text
        if shown:
            self.setText(self._all_standing)

    def rename_training(self, title: str) -> None:
        """Show another name of the training in progress; a passing message stays."""
        shown = self.text() == self._all_standing
        self._standing = _in_training(title)
        if shown:
            self.setText(self._all_standing)

    @Slot(bool)
    def show_projector_mode(self, on: bool) -> None:
        """Show how to leave the projector mode; afterwards, what was shown before."""
        if on:
            self._write(_LEAVE)
        elif self.text() == _LEAVE:
            self._show_standing()

    def show_state(self, state: State, title: str, *, has_model: bool) -> None:
        """Show the state of the session; `title` is the name of its run."""
        match state:
            case State.RUNNING:
                self.show_standing(_in_training(title))
            case State.PAUSED:
                self.show_standing(
                    f"Paused {self._place}: Continue and Step go on. You can draw and evaluate."
                )
            case State.STOPPING:
                self.show_standing("Stopping after this mini-batch …")
            case State.FAILED:
                self.show_standing("Training failed; see the message.")
            case State.IDLE if not has_model:
                self.show_standing(_READY)
            case State.IDLE if self._standing.startswith(_STOPPED):
                self.show_standing(_REPLACED)

    @Slot()
    def _show_standing(self) -> None:
        self._write(self._all_standing)

    @property
    def _all_standing(self) -> str:
        """What is true now, of a search that runs and of the training."""
        active = self._session is not None and self._session.state not in _WITHOUT_TRAINING
        parts = (self._search, self._standing if active or not self._search else "")
        return _join(*parts)

    def _write(self, text: str) -> None:
        self._passing.stop()
        self._saved = ""
        self.setText(text)

    @Slot(object)
    def _remember_folder(self, folder: Path) -> None:
        """Remember the folder of a run for the message at its end."""
        self._saved = f"saved in {folder}"

    @Slot(object)
    def _show_end(self, end: TrainingEnd) -> None:
        """Show how a training ended, and where it is saved."""
        match end.status:
            case Status.STOPPED:
                text = f"{_STOPPED} {self._place}: Continue goes on"
            case Status.COMPLETED:
                epochs = f"{end.epochs:,} epoch{'s' if end.epochs != 1 else ''}"
                text = f"Completed {epochs} in {end.seconds:,.1f} s"
                text = _join(text, end.reason)
            case _:
                text = end.reason
        self.show_standing(_join(text, self._saved))

    @property
    def _place(self) -> str:
        return self._session.place if self._session is not None else ""

    @Slot(object)
    def show_bundled(self, model: "Model") -> None:
        """Show that the built-in model recognizes digits."""
        accuracy = model.test_accuracy
        right = f" ({percent(accuracy)} on the test set)" if accuracy is not None else ""
        self.show_standing(
            f"Draw a digit: the {model.title}{right} recognizes it. Press Start to train your own."
        )


def _in_training(title: str) -> str:
    return f"Training · {title}"


def _join(*parts: str) -> str:
    """Join those of several texts that are not empty; only the last keeps its period."""
    said = [part for part in parts if part]
    return " · ".join([*(part.rstrip(".") for part in said[:-1]), *said[-1:]])
