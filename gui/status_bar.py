"""The line at the foot of the window: what has just happened, and what one can do."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from core.training.events import Status, TrainingEnd
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model

_READY = "Ready. Press Start, then draw a digit while the network learns."


class StatusBar(QLabel):
    """One message at a time. A long one is cut off, with all of it in the tooltip: it must not
    widen the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusMessage")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._saved = ""
        self.say(_READY)

    def connect_session(self, session: TrainingSession) -> None:
        """Say how a training has ended, and where it is saved."""
        session.ended.connect(self._tell_end)
        session.saved.connect(self._keep_saved)

    @Slot(str)
    def say(self, text: str) -> None:
        """Show a message."""
        self._saved = ""
        self.setText(text)
        self.setToolTip(text)

    def tell_state(self, state: State, title: str, *, has_model: bool) -> None:
        """What the session does, with the title of its settings."""
        match state:
            case State.RUNNING:
                self.say(f"Training · {title}")
            case State.PAUSED:
                self.say("Paused. Step, resume or stop. You can still draw and evaluate.")
            case State.STOPPING:
                self.say("Stopping after this mini-batch …")
            case State.FAILED:
                self.say("Training failed; see the message.")
            case State.IDLE if not has_model:
                self.say(_READY)

    @Slot(object)
    def _keep_saved(self, folder: Path) -> None:
        """A run is on the disk: to be told at its end."""
        self._saved = f"· saved in {folder}"

    @Slot(object)
    def _tell_end(self, end: TrainingEnd) -> None:
        """How a training ended, and where it is saved."""
        epochs = f"{end.epochs:,} epoch{'s' if end.epochs != 1 else ''}"
        did = {Status.COMPLETED: "Completed", Status.STOPPED: "Stopped after"}.get(end.status)
        text = f"{did} {epochs} in {end.seconds:,.1f} s" if did else end.reason
        if did and end.reason:
            text = f"{text}. {end.reason}"
        self.say(f"{text} {self._saved}".strip())

    @Slot(object)
    def tell_bundled(self, model: "Model") -> None:
        """The pad answers before anything was trained."""
        accuracy = model.test_accuracy
        right = f" ({100 * accuracy:.2f} % on the test set)" if accuracy is not None else ""
        self.say(
            f"Draw a digit: the {model.title}{right} recognizes it. Press Start to train your own."
        )
