"""The tabs in the middle of the window, and those below the drawing pad."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QWidget

from core.datasets.mnist import DatasetProvider
from gui.common.error_reporter import ErrorReporter
from gui.common.lazy_page import LazyPage
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Tasks
from gui.common.widgets import name_tabs, named
from gui.drawing.drawing_panel import DrawingPanel
from gui.evaluation.evaluation_panel import EvaluationPanel
from gui.my_digits.my_digits_feature import MyDigitsFeature
from gui.runs.runs_feature import RunsFeature
from gui.training.curves.curves_panel import CurvesPanel

_MAIN_TIPS = (
    "Loss and accuracy of the current training.",
    "All recorded runs: compare, continue, export and report them.",
    "Let the program try many settings, and find good ones.",
)
_QUESTION_TIPS = (
    "How many of the 10,000 test images are classified correctly, and which are confused.",
    "Why the network gives this answer.",
    "Your own digits, and fine-tuning on them.",
)


class MainTabs(QTabWidget):
    """The tabs for the curves, the runs, and the search over hyperparameters."""

    def __init__(
        self,
        curves: CurvesPanel,
        runs: RunsFeature,
        menu: PlotMenu,
        tasks: Tasks,
        errors: ErrorReporter,
    ) -> None:
        super().__init__(documentMode=True)
        self.setObjectName("centre")
        self._curves, self._runs, self._menu = curves, runs, menu
        self._tasks, self._errors = tasks, errors
        self.addTab(curves, "Curves")
        self.addTab(runs.page, "Runs")
        self.addTab(LazyPage("searchPanel", self._make_search, margin=4, scrolls=True), "Search")
        name_tabs(self, "Curves, runs and search", _MAIN_TIPS)
        runs.overlays_changed.connect(curves.show_runs)
        runs.curves_requested.connect(self.show_curves)
        curves.overlay_legend.hide_requested.connect(runs.hide_overlays)

    @Slot()
    def show_curves(self) -> None:
        """Show the curves."""
        self.setCurrentWidget(self._curves)

    @Slot()
    def show_runs(self) -> None:
        """Show the list of runs."""
        self.setCurrentWidget(self._runs.page)

    @Slot(object)
    def show_run(self, path: Path) -> None:
        """Show one of the runs."""
        self.show_runs()
        self._runs.select(path)

    def _make_search(self) -> QWidget:
        from gui.tuning.tuning_page import TuningPage

        page = TuningPage(self._tasks, self._errors)
        page.run_chosen.connect(self.show_run)
        page.add_menus(self._menu)
        return page


class QuestionTabs(QTabWidget):
    """The tabs for the test set, for explanations, and for the user's digits."""

    def __init__(
        self,
        drawing: DrawingPanel,
        evaluation: EvaluationPanel,
        my_digits: MyDigitsFeature,
        source: DatasetProvider,
        tasks: Tasks,
    ) -> None:
        super().__init__(documentMode=True)
        self.setObjectName("questions")
        self._drawing, self._source, self._tasks = drawing, source, tasks
        self.addTab(evaluation, "Test set")
        self.addTab(LazyPage("whyTab", self._make_why), "Why")
        self.addTab(my_digits.page, "My digits")
        name_tabs(self, "Test set, reasons and your digits", _QUESTION_TIPS)

    def _make_why(self) -> QWidget:
        from gui.explanations.why_panel import WhyPanel

        drawing = self._drawing
        panel = named(WhyPanel(self._source, self._tasks), "whyPanel")
        panel.overlay_changed.connect(drawing.pad.set_overlay)
        drawing.digit_selected.connect(panel.explain)
        panel.explain(drawing.prediction, drawing.selected)
        return panel
