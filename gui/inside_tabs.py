"""The pages of the tab “Inside”."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QTabWidget, QWidget

from core.datasets.mnist import DatasetProvider
from gui.common.lazy_page import LazyPage
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Tasks
from gui.common.widgets import name_tabs
from gui.drawing.drawing_panel import DrawingPanel
from gui.runs.runs_feature import RunsFeature
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from gui.inside.inside_panel import InsidePanel
    from gui.network_diagram.diagram_requests import Unit

_TIPS = (
    "All layers of the network, and the way from the pixels to the answer.",
    "What each unit looks for, and what it is for.",
    "One training step on the drawing, number by number.",
    "Change the network, and see what its answers become.",
    "How weights, outputs and gradients of the layers change from epoch to epoch.",
    "The loss around the weights, with the paths of trainings.",
)


class InsideTabs(QTabWidget):
    """The pages about the inside of the network: its units, its training, and changes of it."""

    message = Signal(str)
    """Emitted with a passing message for the user."""
    training_requested = Signal(object)
    """Emitted with the model with which a new training is to begin."""

    def __init__(
        self,
        session: TrainingSession,
        drawing: DrawingPanel,
        source: DatasetProvider,
        runs: RunsFeature,
        edits: QUndoStack,
        menu: PlotMenu,
        tasks: Tasks,
    ) -> None:
        super().__init__(documentMode=True)
        self.setObjectName("insideTabs")
        self._session, self._drawing, self._source = session, drawing, source
        self._runs, self._edits, self._menu, self._tasks = runs, edits, menu, tasks
        self._unit: Unit | None = None
        """The layer and the unit that were last chosen in the diagram."""
        self._units: InsidePanel | None = None
        self._units_page = LazyPage("unitsPage", self._make_units, scrolls=True)
        self.addTab(LazyPage("networkPage", self._make_network, scrolls=True), "Network")
        self.addTab(self._units_page, "Units")
        self.addTab(LazyPage("oneStepPage", self._make_one_step, scrolls=True), "One step")
        self.addTab(LazyPage("changePage", self._make_change, scrolls=True), "Change")
        self.addTab(LazyPage("statisticsPage", self._make_statistics, scrolls=True), "Statistics")
        self.addTab(LazyPage("landscapePage", self._make_landscape, scrolls=True), "Landscape")
        name_tabs(self, "The pages about the inside of the network", _TIPS)

    def _make_network(self) -> QWidget:
        from gui.network_diagram.network_panel import NetworkPanel

        panel = NetworkPanel(self._session, self._source, self._tasks)
        panel.unit_chosen.connect(self._choose_unit)
        panel.unit_opened.connect(self._open_unit)
        self._drawing.digit_selected.connect(panel.show_digit)
        panel.show_digit(self._drawing.prediction, self._drawing.selected)
        return panel

    @Slot(object)
    def _choose_unit(self, unit: "Unit") -> None:
        """Choose a unit of the diagram on the page “Units”, too."""
        self._unit = unit
        if self._units is not None:
            self._units.choose_unit(*unit)

    @Slot(object)
    def _open_unit(self, unit: "Unit") -> None:
        """Show everything about a unit."""
        self._choose_unit(unit)
        self.setCurrentWidget(self._units_page)

    def _make_units(self) -> QWidget:
        from gui.inside.inside_panel import InsidePanel

        panel = self._units = InsidePanel(self._source, self._tasks)
        self._drawing.digit_selected.connect(panel.show_digit)
        panel.show_digit(self._drawing.prediction, self._drawing.selected)
        if self._unit is not None:
            panel.choose_unit(*self._unit)
        return panel

    def _make_one_step(self) -> QWidget:
        from gui.one_step.one_step_panel import OneStepPanel

        panel = OneStepPanel(
            self._session, lambda: self._drawing.files.label, self._source, self._tasks
        )
        panel.add_menu(self._menu)
        panel.message.connect(self.message)
        self._drawing.digit_selected.connect(panel.show_digit)
        panel.show_digit(self._drawing.prediction, self._drawing.selected)
        return panel

    def _make_change(self) -> QWidget:
        from gui.editing.editing_panel import EditingPanel

        panel = EditingPanel(self._session, self._source, self._edits, self._tasks)
        panel.message.connect(self.message)
        panel.training_requested.connect(self.training_requested)
        self._drawing.digit_selected.connect(panel.show_digit)
        panel.show_digit(self._drawing.prediction, self._drawing.selected)
        return panel

    def _make_statistics(self) -> QWidget:
        from gui.statistics.statistics_panel import StatisticsPanel

        panel, runs = StatisticsPanel(self._session, self._tasks), self._runs
        panel.add_menu(self._menu)
        runs.listed.connect(panel.runs.show_entries)
        runs.overlays_changed.connect(panel.runs.show_overlays)
        panel.runs.show_entries(runs.entries)
        panel.runs.show_overlays(runs.overlays)
        panel.runs.show_current(runs.current)
        return panel

    def _make_landscape(self) -> QWidget:
        from gui.landscape.landscape_panel import LandscapePanel

        panel, runs = LandscapePanel(self._session, self._source, self._tasks), self._runs
        panel.add_menus(self._menu)
        runs.overlays_changed.connect(panel.show_runs)
        panel.show_runs(runs.overlays)
        return panel
