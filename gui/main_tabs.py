"""The tabs in the middle of the window, and those below the drawing pad."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QUndoStack
from PySide6.QtWidgets import QTabWidget, QWidget

from core.datasets.mnist import DatasetProvider
from core.hyperparameters.schema import Hyperparameters
from gui.common.enlargement import enlargement
from gui.common.error_reporter import ErrorReporter
from gui.common.lazy_page import LazyPage
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Tasks
from gui.common.widgets import name_tabs, named
from gui.drawing.drawing_panel import DrawingPanel
from gui.evaluation.evaluation_panel import EvaluationPanel
from gui.moments.moments_feature import MomentsFeature
from gui.my_digits.my_digits_feature import MyDigitsFeature
from gui.runs.runs_feature import RunsFeature
from gui.session.run_curves import RunCurves, with_mean
from gui.session.session import TrainingSession
from gui.training.curves.curves_panel import CurvesPanel
from gui.training.form.form import HyperparameterForm

if TYPE_CHECKING:
    from gui.tuning.tuning_page import TuningPage

_LEFT, _RIGHT = Qt.Corner.TopLeftCorner, Qt.Corner.TopRightCorner
_SMALLER = 0.25
"""Points by which the size of titles is reduced until they have room."""
_MAIN_TIPS = (
    "Loss and accuracy of the current training.",
    "All recorded runs: compare, continue, export and report them.",
    "Let the program try many settings, and find good ones.",
    "Look into the network, follow a training step number by number, and change weights.",
)
_QUESTION_TIPS = (
    "How many of the 10,000 test images are classified correctly, and which are confused.",
    "Why the network gives this answer.",
    "Your own digits, and fine-tuning on them.",
)


class MainTabs(QTabWidget):
    """The tabs for the curves, the runs, the search over hyperparameters, and the network."""

    saved = Signal(str, object)
    """Emitted with what was written, and the path of its file."""
    settings_chosen = Signal(object, str)
    """Emitted with Hyperparameters that the user wants to have in the form, and their title."""
    search_finished = Signal(str)
    """Emitted with what came of a search."""
    search_progressed = Signal(str)
    """Emitted with how far a search is; empty where none runs."""
    message = Signal(str)
    """Emitted with a passing message for the user."""
    training_requested = Signal(object)
    """Emitted with the model with which a new training is to begin."""

    def __init__(
        self,
        session: TrainingSession,
        form: HyperparameterForm,
        curves: CurvesPanel,
        runs: RunsFeature,
        drawing: DrawingPanel,
        source: DatasetProvider,
        menu: PlotMenu,
        tasks: Tasks,
        errors: ErrorReporter,
    ) -> None:
        super().__init__(documentMode=True)
        self.setObjectName("centre")
        self._form, self._curves, self._runs, self._menu = form, curves, runs, menu
        self._session, self._drawing, self._source = session, drawing, source
        self.edits = QUndoStack(self)
        """Changes of the network on the page “Change”."""
        self._tasks, self._errors = tasks, errors
        self.addTab(curves, "Curves")
        self.addTab(runs.page, "Runs")
        self._search_page = LazyPage("searchPanel", self._make_search, margin=4, scrolls=True)
        self._search: TuningPage | None = None
        self._before_repeat: QWidget | None = None
        self.addTab(self._search_page, "Search")
        self.inside = LazyPage("insidePanel", self._make_inside, margin=4)
        self.addTab(self.inside, "Inside")
        name_tabs(self, "Curves, runs, search and the inside of the network", _MAIN_TIPS)
        self._overlays: tuple[RunCurves, ...] = ()
        self._mean: RunCurves | None = None
        """The mean of several seeds that is shown on the curves; None for none."""
        runs.overlays_changed.connect(self._show_overlays)
        runs.last_run_read.connect(curves.show_last_run)
        runs.listed.connect(curves.follow_runs)
        runs.curves_requested.connect(self.show_curves)
        runs.repeat_requested.connect(self._repeat)
        curves.overlay_legend.hide_requested.connect(runs.hide_overlays)

    def connect_moments(self, moments: MomentsFeature) -> None:
        """Let the curves, and the runs that they show, be gone through in time."""
        curves, bar = self._curves, moments.bar
        bar.line_moved.connect(curves.show_moment)
        curves.moment_dragged.connect(moments.player.go_to_epoch)
        moments.actions.branch_requested.connect(self._runs.branch)
        self._runs.last_run_read.connect(moments.show_last_run)
        self._runs.overlays_changed.connect(moments.show_runs)
        self._runs.listed.connect(moments.follow_runs)
        in_time = (curves, self.inside)
        self.currentChanged.connect(lambda: bar.setVisible(self.currentWidget() in in_time))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all titles in sight."""
        super().resizeEvent(event)
        self._fit_titles()

    def changeEvent(self, event: QEvent) -> None:
        """Keep all titles in sight with another size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_titles()

    def tabInserted(self, index: int) -> None:
        """Keep all titles in sight with one more."""
        super().tabInserted(index)
        self._fit_titles()

    def tabRemoved(self, index: int) -> None:
        """Write the titles larger again where there is room."""
        super().tabRemoved(index)
        self._fit_titles()

    def _fit_titles(self) -> None:
        """Where enlarged titles have no room beside each other, write them smaller, down to their
        normal size: arrows would hide the last ones."""
        bar, usual = self.tabBar(), self.font()
        titles = "".join(self.tabText(number) for number in range(self.count()))
        beside = bar.sizeHint().width() - bar.fontMetrics().horizontalAdvance(titles)
        corners = [self.cornerWidget(each) for each in (_LEFT, _RIGHT)]
        room = self.width() - sum(each.width() for each in corners if each is not None)
        size, least = usual.pointSizeF(), usual.pointSizeF() / enlargement()
        fitting = QFont(usual)
        # The width of text does not grow evenly with its size.
        while size > least and beside + QFontMetrics(fitting).horizontalAdvance(titles) > room:
            size = max(size - _SMALLER, least)
            fitting.setPointSizeF(size)
        if fitting.pointSizeF() != bar.font().pointSizeF():
            font = QFont()
            if size < usual.pointSizeF():
                font.setPointSizeF(size)
            bar.setFont(font)

    @property
    def title(self) -> str:
        """The title of the tab that is shown."""
        return self.tabText(self.currentIndex())

    def show_title(self, title: str) -> None:
        """Show the tab with a title, if there is one."""
        for number in range(self.count()):
            if self.tabText(number) == title:
                self.setCurrentIndex(number)

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

    @Slot(object)
    def _show_overlays(self, runs: tuple[RunCurves, ...]) -> None:
        self._overlays = runs
        self._curves.show_runs(with_mean(runs, self._mean))

    @Slot(object)
    def _show_mean(self, mean: RunCurves | None) -> None:
        """Show the mean of several seeds on the curves, or hide it."""
        new = self._mean is None and mean is not None
        self._mean = mean
        self._curves.show_runs(with_mean(self._overlays, mean))
        if new:
            self.show_curves()

    @Slot(object, str)
    def _repeat(self, settings: Hyperparameters, title: str) -> None:
        """Offer to train the settings of a run with several seeds."""
        self._before_repeat = self.currentWidget()
        self.setCurrentWidget(self._search_page)
        if self._search is not None:  # it is made when the tab is first shown
            self._search.repeat(settings, title)

    @Slot()
    def _return_from_repeat(self) -> None:
        """Show again the tab from which the user wanted to repeat a run."""
        if self._before_repeat is not None:
            self.setCurrentWidget(self._before_repeat)

    def _make_search(self) -> QWidget:
        from gui.tuning.tuning_page import TuningPage

        page = self._search = TuningPage(self._tasks, self._errors, self._form.offer)
        page.run_chosen.connect(self.show_run)
        page.settings_chosen.connect(self.settings_chosen)
        page.mean_changed.connect(self._show_mean)
        self._curves.overlay_legend.hide_requested.connect(page.hide_mean)
        page.saved.connect(self.saved)
        page.repeat_declined.connect(self._return_from_repeat)
        page.progressed.connect(self.search_progressed)
        page.finished.connect(self.search_finished)
        page.add_menus(self._menu)
        return page

    def _make_inside(self) -> QWidget:
        from gui.inside_tabs import InsideTabs

        pages = InsideTabs(
            self._session,
            self._drawing,
            self._source,
            self._runs,
            self.edits,
            self._menu,
            self._tasks,
        )
        pages.message.connect(self.message)
        pages.training_requested.connect(self.training_requested)
        return pages


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
        self._evaluation = evaluation
        self.addTab(evaluation, "Test set")
        self.addTab(LazyPage("whyTab", self._make_why, scrolls=True), "Why")
        self.addTab(my_digits.page, "My digits")
        name_tabs(self, "Test set, reasons and your digits", _QUESTION_TIPS)

    def sizeHint(self) -> QSize:
        """Return a size that no tab changes, so that the pad above stays where it is."""
        self._update_layouts()
        return self._evaluation.sizeHint() + QSize(0, self.tabBar().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the size that the largest of the tabs needs."""
        self._update_layouts()
        return super().minimumSizeHint()

    def _update_layouts(self) -> None:
        """Let hidden tabs, too, know the size of their parts: Qt tells it only those shown."""
        for number in range(self.count()):
            page = self.widget(number)
            layout = page.layout() if page is not None else None
            if layout is not None:
                layout.activate()

    def _make_why(self) -> QWidget:
        from gui.explanations.why_panel import WhyPanel

        drawing = self._drawing
        panel = named(WhyPanel(self._source, self._tasks), "whyPanel")
        panel.overlay_changed.connect(drawing.pad.set_overlay)
        drawing.digit_selected.connect(panel.explain)
        panel.explain(drawing.prediction, drawing.selected)
        return panel
