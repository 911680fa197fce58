"""The pages of the tab “Inside”."""

from PySide6.QtWidgets import QTabWidget, QWidget

from core.datasets.mnist import DatasetProvider
from gui.common.lazy_page import LazyPage
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Tasks
from gui.common.widgets import name_tabs
from gui.drawing.drawing_panel import DrawingPanel

_TIPS = (
    "What each unit looks for, and what it is for.",
    "One training step on the drawing, number by number.",
)


class InsideTabs(QTabWidget):
    """The pages for the units of the network, and for one step of its training."""

    def __init__(
        self, drawing: DrawingPanel, source: DatasetProvider, menu: PlotMenu, tasks: Tasks
    ) -> None:
        super().__init__(documentMode=True)
        self.setObjectName("insideTabs")
        self._drawing, self._source, self._menu, self._tasks = drawing, source, menu, tasks
        self.addTab(LazyPage("unitsPage", self._make_units, scrolls=True), "Units")
        self.addTab(LazyPage("oneStepPage", self._make_one_step, scrolls=True), "One step")
        name_tabs(self, "Units, one training step", _TIPS)

    def _make_units(self) -> QWidget:
        from gui.inside.inside_panel import InsidePanel

        panel = InsidePanel(self._source, self._tasks)
        self._drawing.digit_selected.connect(panel.show_digit)
        panel.show_digit(self._drawing.prediction, self._drawing.selected)
        return panel

    def _make_one_step(self) -> QWidget:
        from gui.one_step.one_step_panel import OneStepPanel

        panel = OneStepPanel(self._tasks)
        panel.add_menu(self._menu)
        self._drawing.digit_selected.connect(panel.show_digit)
        panel.show_digit(self._drawing.prediction, self._drawing.selected)
        return panel
