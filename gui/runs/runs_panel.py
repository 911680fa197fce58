"""The tab “Runs”: its contents are made when it is first shown."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.runs.run_poller import RunPoller
from gui.runs.run_requests import RunRequests

if TYPE_CHECKING:
    from gui.runs.runs_controller import RunsController


class RunsPanel(RunRequests):
    """Contains the tab, and passes on what the user wants there."""

    def __init__(
        self, reader: RunPoller, columns: QByteArray | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("runsPanel")
        self._reader, self._columns = reader, columns
        self._active = False
        self._desk: RunsController | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4, 0, 4, 0)

    @property
    def columns(self) -> QByteArray | None:
        """The saved state of the columns; None if the table has never been shown."""
        return self._columns if self._desk is None else self._desk.shelf.view.columns

    def set_active(self, *, active: bool) -> None:
        """Set whether a training is in progress in this window."""
        self._active = active
        if self._desk is not None:
            self._desk.set_active(active=active)

    def select(self, path: Path) -> None:
        """Select a run, now or when it is listed."""
        if self._desk is not None:
            self._desk.shelf.select(path)

    @Slot()
    def hide_overlays(self) -> None:
        """Remove all other runs from the curves."""
        if self._desk is not None:
            self._desk.overlays.clear()

    def wait_for_end(self) -> None:
        """Keep what is being typed, and wait for the threads."""
        if self._desk is not None:
            self._desk.wait_for_end()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the contents at the first time, and watch the runs while they are visible."""
        if self._desk is None:
            self._desk = self._make_desk()
        super().showEvent(event)
        self._reader.watch(watched=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching the runs."""
        super().hideEvent(event)
        self._reader.watch(watched=False)

    def _make_desk(self) -> "RunsController":
        # Here: the window's start needs none of it.
        from gui.runs.runs_controller import RunsController

        desk = RunsController(self._reader, self)
        self._layout.addWidget(desk.shelf)
        if self._columns is not None:
            desk.shelf.view.restore_columns(self._columns)
        desk.set_active(active=self._active)
        return desk
