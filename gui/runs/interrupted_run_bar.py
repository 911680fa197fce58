"""The offer to continue an interrupted run, and the question before a damaged one is repaired."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from core.foundation.errors import InklingError
from core.foundation.files import modification_time
from core.foundation.json_file import time_from_timestamp
from core.runs.layout import HISTORY, METADATA, SUMMARY
from gui.common.dialogs import ask_question
from gui.common.widgets import hbox, named
from gui.runs.run_text import epochs, moment

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing

_BUSY = "Training is in progress: stop it first."


class InterruptedRunBar(QFrame):
    """Offers to continue the newest interrupted run, above everything else in the window."""

    continue_requested = Signal(object)
    """Emitted with the folder of the run."""
    put_off = Signal(list)
    """Emitted with the ids of runs that are not to be offered again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interruptedBar")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._offered: list[RunListing] = []
        self._text = named(QLabel(wordWrap=True), "interruptedText")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._continue = named(QPushButton("Continue this run"), "continueInterruptedButton")
        self._not_now = named(QPushButton("Not now"), "notNowButton")
        self._not_now.setToolTip("Leave it as it is. You can continue it later from Runs.")
        self.setLayout(hbox((self._text, 1), self._continue, self._not_now, margins=(10, 3, 8, 3)))
        self._continue.clicked.connect(self._continue_run)
        self._not_now.clicked.connect(self._put_off)
        self.set_active(active=False)
        self.hide()

    def offer(self, entries: "Sequence[RunListing]", known: Collection[str]) -> None:
        """Offer the newest interrupted run; `known` are the ids of those put off before."""
        self._offered = [entry for entry in _interrupted(entries) if key_of(entry) not in known]
        if self._offered:
            self._text.setText(_sentence(self._offered))
            self.show()

    def follow(self, entries: "Sequence[RunListing]") -> None:
        """Withdraw the offer if the run is no longer interrupted."""
        left = {entry.path for entry in _interrupted(entries)}
        if self._offered and self._offered[0].path not in left:
            self.hide()

    def set_active(self, *, active: bool) -> None:
        """Set whether a training is in progress in this window."""
        self._continue.setEnabled(not active)
        self._continue.setToolTip(
            _BUSY if active else "Continue from what was saved last, with the same results."
        )

    @Slot()
    def _continue_run(self) -> None:
        self.hide()
        self.continue_requested.emit(self._offered[0].path)

    @Slot()
    def _put_off(self) -> None:
        self.hide()
        self.put_off.emit([key_of(entry) for entry in self._offered])


def key_of(entry: "RunListing") -> str:
    """Return what identifies a run: its id or, without one, the name of its folder."""
    return entry.metadata.id or entry.path.name


def _interrupted(entries: "Sequence[RunListing]") -> "list[RunListing]":
    from core.runs.run import RunState

    return [
        entry
        for entry in entries
        # A trial is continued by its search, which counts it.
        if entry.state is RunState.INTERRUPTED and entry.settings is not None
        if not entry.metadata.search
    ]


def _sentence(offered: "Sequence[RunListing]") -> str:
    newest, others = offered[0], len(offered) - 1
    done = newest.summary.epochs
    where = f"in epoch {done + 1:,} of {newest.epochs:,}"
    if done >= newest.epochs:
        where = f"at the end of its {epochs(done)}"
    more = f" {others:,} more in Runs." if others else ""
    return f"“{newest.title}” was interrupted {where} on {moment(_last_sign(newest))}.{more}"


def _last_sign(entry: "RunListing") -> datetime:
    """Return when the folder of a run was last written to."""
    return time_from_timestamp(
        max(modification_time(entry.path / name) for name in (METADATA, HISTORY, SUMMARY))
    )


def ask_to_repair(window: QWidget, error: InklingError, repair: Callable[[], None]) -> None:
    """Ask whether to continue a damaged run from its last checkpoint; call `repair` for yes."""
    ask_question(
        window,
        "repairQuestion",
        str(error),
        "Continue from its last checkpoint? The damaged files are kept beside the new ones.",
        error.details,
        yes="Continue from the checkpoint",
        do=repair,
    )
