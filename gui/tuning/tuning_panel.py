"""The tab “Search”: its contents are made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from gui.tuning.tuning_page import TuningPage


class TuningPanel(QWidget):
    """Searches by grid, random and TPE search in processes of their own, and shows the progress."""

    run_chosen = Signal(object)
    """Emitted with the path of the run of a trial that the user wants to see."""
    failed = Signal(object)
    """The exception that says why something was not done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchPanel")
        self._desk: TuningPage | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4, 0, 4, 0)

    @Slot()
    def stop(self) -> None:
        """End a search that is under way, in order."""
        if self._desk is not None:
            self._desk.stop()

    def wait_for_end(self) -> None:
        """Stop a search that is under way, and wait until its processes have ended."""
        if self._desk is not None:
            self._desk.wait_for_end()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the contents when the tab is first shown."""
        if self._desk is None:
            # Here: the window's start needs none of it.
            from gui.tuning.tuning_page import TuningPage

            self._desk = TuningPage()
            self._desk.failed.connect(self.failed)
            self._desk.run_chosen.connect(self.run_chosen)
            self._layout.addWidget(self._desk)
        super().showEvent(event)
