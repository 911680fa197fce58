"""The middle of the window: the curves, the runs, and the search over settings."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget

from gui.runs.runs_panel import RunsPanel
from gui.training.curves.curves_panel import CurvesPanel
from gui.tuning.tuning_panel import TuningPanel


class MainTabs(QTabWidget):
    """A tab for each."""

    def __init__(self, curves: CurvesPanel, runs: RunsPanel, search: TuningPanel) -> None:
        super().__init__(documentMode=True)
        self.setObjectName("centre")
        self._curves, self._runs = curves, runs
        self.addTab(curves, "Curves")
        self.addTab(runs, "Runs")
        self.addTab(search, "Search")
        runs.overlays_changed.connect(curves.show_runs)
        curves.overlay_legend.hide_asked.connect(runs.hide_overlays)
        search.run_chosen.connect(self.show_run)

    @Slot()
    def show_curves(self) -> None:
        """Come to the curves."""
        self.setCurrentWidget(self._curves)

    @Slot()
    def show_runs(self) -> None:
        """Come to the list of runs."""
        self.setCurrentWidget(self._runs)

    @Slot(object)
    def show_run(self, path: Path) -> None:
        """Come to one of them."""
        self.setCurrentWidget(self._runs)
        self._runs.select(path)
