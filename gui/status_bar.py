"""The message at the bottom of the window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.foundation.duration import duration
from core.foundation.percent import percent
from core.training.events import Status, TrainingEnd
from gui.common.elided_label import ElidedLabel
from gui.common.theme import SPACING
from gui.common.timers import Timer
from gui.session.model_line import model_name
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.runs.run_listing import RunListing

_READY = "Ready. Press Start, then draw a digit while the network learns."
_SECONDS = 15
"""Seconds for which a passing message is shown."""
_STOPPED = "Stopped"
_FAILED = "The training failed. Press Start to begin a new one."
_WITHOUT_TRAINING = (State.IDLE, State.FAILED)
_REPLACED = "Another model is in use. The stopped run can be continued in “Runs”."
_LEAVE = "Projector mode: press Esc or F11 to leave it."


class StatusBar(ElidedLabel):
    """Shows the state of the window and, for a while, a passing message in its place.

    A passing message that ends with “…” says what is in progress and stays until the next message.
    No message outlives what it says: one that names the model in use gives way when another model
    is used, one about the form when the form changes. A long message does not widen the window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("statusMessage")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setContentsMargins(SPACING, 0, SPACING, 0)
        self._session: TrainingSession | None = None
        self._saved = self._standing = self._search = self._stopped = self._of_form = ""
        self._named: Model | None = None
        """The model in use, if the standing message says that it is."""
        self._bundled: Model | None = None
        self._folder: Path | None = None
        """The folder of the run that has ended last; None where it was deleted."""
        self._listed: frozenset[Path] = frozenset()
        self._passing = Timer(self, singleShot=True, interval=1000 * _SECONDS)
        self._passing.timeout.connect(self._show_standing)
        self.show_standing(_READY)

    def connect_session(self, session: TrainingSession) -> None:
        """Show how a training has ended, where it is saved, and which model is used instead."""
        self._session = session
        session.ended.connect(self._show_end)
        session.saved.connect(self._remember_folder)
        session.model_changed.connect(self._follow_model)

    @Slot(str)
    def say(self, text: str) -> None:
        """Show a passing message; an empty text ends one of what was in progress."""
        if not text:
            if self.text().endswith("…"):
                self._show_standing()
            return
        self._write(text)
        if not text.endswith("…"):
            self._passing.start()

    def say_of_form(self, text: str) -> None:
        """Show a passing message that is true until the form changes."""
        self.say(text)
        self._of_form = text

    @Slot()
    def end_of_form(self) -> None:
        """End a passing message about the form, because the form has changed."""
        if self._of_form and self.text() == self._of_form:
            self._show_standing()
        self._of_form = ""

    def show_standing(self, text: str) -> None:
        """Show a message that is true until the state of the window changes."""
        self._standing, self._named = text, None
        self._show_standing()

    @Slot(str)
    def show_opened(self, text: str) -> None:
        """Show from which file the model in use comes, until another one is used."""
        self.show_standing(text)
        self._named = self._session.model if self._session is not None else None

    @Slot(str)
    def show_search(self, text: str) -> None:
        """Show how far a search is, for as long as it runs; empty where none runs."""
        shown = self.text() == self._all_standing
        self._search = text
        if shown:
            self.setText(self._all_standing)

    @Slot(str)
    def show_search_end(self, text: str) -> None:
        """Show what came of a search: until something else happens, unless a training goes on or
        may go on, of which the message says so."""
        session = self._session
        if session is None or session.state in _WITHOUT_TRAINING:
            self.show_standing(text)
        else:
            self.say(text)

    def rename_training(self, title: str) -> None:
        """Show another name of the training in progress; a passing message stays."""
        shown = self.text() == self._all_standing
        self._standing = _in_training(title)
        if shown:
            self._show_standing()

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
                self._stopped = ""
                self.show_standing(_in_training(title))
            case State.PAUSED:
                self.show_standing(
                    f"Paused {self._place}: Continue and Step go on. You can draw and evaluate."
                )
            case State.STOPPING:
                self.show_standing("Stopping after this mini-batch …")
            case State.FAILED:
                self.show_standing(_FAILED)
            case State.STOPPED if self._stopped:
                self.show_standing(self._stopped)  # its network is in use again
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
        self._saved, self._folder = f"saved in {folder}", folder

    @Slot(object)
    def _show_end(self, end: TrainingEnd) -> None:
        """Show how a training ended, and where it is saved."""
        match end.status:
            case Status.STOPPED:
                text = f"{_STOPPED} {self._place}: Continue goes on"
            case Status.COMPLETED:
                epochs = f"{end.epochs:,} epoch{'s' if end.epochs != 1 else ''}"
                text = f"Completed {epochs} in {duration(end.seconds)}"
                text = _join(text, end.reason)
            case _:
                text = end.reason
        text = _join(text, self._saved)
        self._stopped = text if end.status is Status.STOPPED else ""
        self.show_standing(text)

    @Slot(list)
    def follow_runs(self, entries: "list[RunListing]") -> None:
        """Say no more where the last run is saved, or that it can go on, once it is deleted."""
        before, self._listed = self._listed, frozenset(entry.path for entry in entries)
        if self._folder not in before - self._listed:
            return
        saved = f" · saved in {self._folder}"
        self._folder = None
        self._stopped = self._stopped.removesuffix(saved)
        shown = self.text() == self._all_standing
        self._standing = self._standing.removesuffix(saved)
        if self._standing == _REPLACED:
            self._name(self._session.model if self._session is not None else None)
        if shown:
            self._show_standing()

    @property
    def _place(self) -> str:
        return self._session.place if self._session is not None else ""

    @Slot(object)
    def show_bundled(self, model: "Model") -> None:
        """Show that the built-in model recognizes digits."""
        self._bundled = model
        self._name(model)
        self._show_standing()

    @Slot(object)
    def _follow_model(self, model: "Model | None") -> None:
        """Name the model that is used in place of the one that the standing message names."""
        if self._named is not None and model is not None and model is not self._named:
            shown = self.text() == self._all_standing
            self._name(model)
            if shown:
                self._show_standing()

    def _name(self, model: "Model | None") -> None:
        """Let the standing message say which model is in use."""
        self._standing, self._named = _READY, model
        if model is None:
            return
        accuracy = model.test_accuracy
        right = f" ({percent(accuracy)} on the test set)" if accuracy is not None else ""
        if model is self._bundled:
            text = f"Draw a digit: the {model.title}{right} recognizes it."
        else:
            text = f"Draw a digit. Model in use: {model_name(model, model)}{right}."
        self._standing = f"{text} Press Start to train your own."


def _in_training(title: str) -> str:
    return f"Training · {title}"


def _join(*parts: str) -> str:
    """Join those of several texts that are not empty; only the last keeps its period."""
    said = [part for part in parts if part]
    return " · ".join([*(part.rstrip(".") for part in said[:-1]), *said[-1:]])
