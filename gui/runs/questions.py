"""How a run is gone on with: at once, or after a number has been asked for."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from core.fields import Integer
from core.hyperparameters import FIELDS
from core.runs.entry import Entry
from core.runs.run import RunState
from gui.runs.question import Question

_MORE = 50
"""Epochs that are suggested to a run that has completed its own."""
_MOST = cast(Integer, FIELDS["epochs"]).maximum


class Questions(QObject):
    """Two lines below the table, of which one is shown at most."""

    continue_asked = Signal(object, int)
    """The folder of a run, and for how many more epochs than it was to have."""
    go_back_asked = Signal(object, int)
    """The folder of a run, and to the end of which epoch."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.more = Question("moreEpochs", "Continue for", "Continue")
        self.back = Question("backToEpoch", "Go back to epoch", "Go back")
        self._path: Path | None = None
        self.more.answered.connect(self._go_on)
        self.back.answered.connect(self._go_back)

    def ask_to_continue(self, entry: Entry) -> None:
        """Where it has completed its epochs, ask how many more; else go on at once."""
        self.withdraw()
        self._path = entry.path
        if entry.state is not RunState.COMPLETED:
            self.continue_asked.emit(entry.path, 0)
            return
        most = max(_MOST - entry.epochs, 1)
        self.more.ask(1, most, min(_MORE, most), f"more epochs than {entry.epochs:,}")

    def ask_where_to(self, entry: Entry) -> None:
        """Ask for an epoch that it has completed."""
        self.withdraw()
        self._path = entry.path
        epochs = entry.summary.epochs
        best = entry.summary.best.get("validation_loss", (0.0, epochs))[1]
        self.back.ask(1, epochs, best, f"of {epochs:,} (best loss: {best:,})")

    def follow(self, path: Path | None) -> None:
        """Another run is selected, or several: a question about this one is withdrawn."""
        if path != self._path:
            self.withdraw()

    def withdraw(self) -> None:
        """Ask nothing any more."""
        self.more.hide()
        self.back.hide()

    @Slot(int)
    def _go_on(self, epochs: int) -> None:
        self.continue_asked.emit(self._path, epochs)

    @Slot(int)
    def _go_back(self, epoch: int) -> None:
        self.go_back_asked.emit(self._path, epoch)
