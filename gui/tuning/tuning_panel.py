"""The tab “Search”: its contents are made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks

if TYPE_CHECKING:
    from gui.tuning.tuning_page import TuningPage


class TuningPanel(QWidget):
    """Grid, random and TPE search in processes of their own, watched as they go."""

    run_chosen = Signal(object)
    """Path of the run of a trial that the person wants to see."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__()
        self._tasks, self._errors = tasks, errors
        self.setObjectName("searchPanel")
        self._desk: TuningPage | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4, 0, 4, 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self._desk is None:
            # Here: the window's start needs none of it.
            from gui.tuning.tuning_page import TuningPage

            self._desk = TuningPage(self._tasks, self._errors)
            self._desk.run_chosen.connect(self.run_chosen)
            self._layout.addWidget(self._desk)
        super().showEvent(event)
