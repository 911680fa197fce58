"""The window: where everything stands, its menus, and how it closes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from core.datasets.dataset import Dataset
from core.foundation.paths import user_log
from core.hyperparameters.schema import Hyperparameters
from gui.common.error_reporter import show_about, show_error
from gui.common.settings import WindowSettings
from gui.common.tasks import TaskRunner
from gui.common.timers import Timer
from gui.drawing.drawing_panel import DrawingPanel
from gui.drawing.pad import DrawingPad
from gui.drawing.pinned_model import Comparison
from gui.evaluation.evaluation_panel import EvaluationPanel
from gui.explanations.why_tab import WhyTab
from gui.main_tabs import MainTabs
from gui.menus import ColourMenu, Menus
from gui.my_digits.my_digits_feature import MyDigitsFeature
from gui.quit_dialog import ask_to_stop
from gui.runs.runs_feature import RunsFeature
from gui.session.commands import Step
from gui.session.dataset_provider import DatasetProvider
from gui.session.model_io import BundledModelLoader, ModelIO, show_folder
from gui.session.session import State, TrainingSession
from gui.splitter import WindowSplitter, right_column
from gui.status_bar import StatusBar
from gui.training.control_bar import ControlBar
from gui.training.curves.curves_panel import CurvesPanel
from gui.training.form.form import OPEN_AT_FIRST, HyperparameterForm
from gui.tuning.tuning_panel import TuningPanel

if TYPE_CHECKING:
    from core.models.model_file import Model

_GRASP = 100
"""Pixels of the window's top that must be on a screen, to take hold of."""
_AFTER_OPENING = 100
"""Milliseconds until the data set is loaded: nobody needs it before, and the first picture does
not have to share the processor with it."""


class MainWindow(QMainWindow):
    """All that a person sees."""

    closed = Signal()
    """The window is closed and its threads have ended."""

    def __init__(
        self, session: TrainingSession, source: DatasetProvider, settings: WindowSettings
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Inkling")
        self._session, self._source, self._settings = session, source, settings
        stored = settings.open_groups
        self._form = HyperparameterForm(OPEN_AT_FIRST if stored is None else stored)
        self._transport = ControlBar(session)
        self._curves = CurvesPanel()
        self._drawing = DrawingPanel()
        self._test = EvaluationPanel(source)
        self._why = WhyTab(source)
        self._runs = RunsFeature(session, settings, self)
        self._search = TuningPanel()
        self._hand = MyDigitsFeature(session, source, self._drawing.pad, self)
        self._files = ModelIO(self)
        self._told = StatusBar()
        self._may_stop = False
        self._closing = False
        self._lay_out()
        self._make_menus()
        self._connect()
        self._restore()
        self._loading = TaskRunner(self)
        self._loading.received.connect(self._show_loaded)
        self._loading.failed.connect(self._show_error)
        self._shipped = BundledModelLoader(self)
        self._shipped.loaded.connect(self._use_shipped)
        self._shipped.failed.connect(self._show_error)
        session.cleared.connect(self._shipped.load)
        self._opened = Timer(self, singleShot=True, interval=_AFTER_OPENING)
        self._opened.timeout.connect(self._shipped.load)
        self._opened.timeout.connect(self._load)
        self._opened.timeout.connect(self._runs.look)
        self._opened.start()

    @property
    def session(self) -> TrainingSession:
        """The owner of the training."""
        return self._session

    @property
    def files(self) -> ModelIO:
        """Opens and saves models."""
        return self._files

    @property
    def pad(self) -> DrawingPad:
        """Where one draws."""
        return self._drawing.pad

    @property
    def comparison(self) -> Comparison:
        """The model that answers beside the current one."""
        return self._drawing.comparison

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._session.active and not self._may_stop:
            event.ignore()
            ask_to_stop(self, self._stop_and_quit)
            return
        self._closing = True
        self._settings.geometry = self.saveGeometry()
        self._settings.columns = self._columns.saveState()
        self._settings.open_groups = self._form.open_groups
        self._runs.remember()
        self._settings.save()
        self._opened.stop()
        # Out of sight it may take its time: a mini-batch of a very large network, a report that
        # is being written.
        self.hide()
        self._session.leave_within(0)
        self._end_all()
        self._session.wait_for_end()
        super().closeEvent(event)
        self.closed.emit()

    def _end_all(self) -> None:
        """End all that is under way besides the training: what is written is waited for."""
        self._search.wait_for_end()
        self._test.wait_for_end()
        self._why.wait_for_end()
        self._drawing.wait_for_end()
        self._hand.wait_for_end()
        self._files.wait_for_end()
        self._runs.wait_for_end()
        self._shipped.wait_for_end()
        self._loading.end()

    @Slot()
    def _stop_and_quit(self) -> None:
        self._may_stop = True
        self.close()

    def _lay_out(self) -> None:
        questions = {"Test set": self._test, "Why": self._why, "My digits": self._hand.tab}
        right = right_column(self._drawing, self._hand.bar, questions)
        self._centre = MainTabs(self._curves, self._runs.panel, self._search)
        self._columns = WindowSplitter(self._form, self._centre, right)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._transport)
        layout.addWidget(self._runs.bar)
        layout.addWidget(self._columns, stretch=1)
        self.setCentralWidget(central)
        self.statusBar().addWidget(self._told, 1)

    def _make_menus(self) -> None:
        menus = Menus(self.menuBar())
        drawing = self._drawing
        self._open = menus.action("&Open model…", "Ctrl+O", self._files.ask_to_open)
        self._save = menus.action("&Save model as…", "Ctrl+S", self._save_model)
        self._export = menus.action("E&xport model…", "", self._export_model)
        runs = menus.action("Show &runs folder", "", self._files.show_runs)
        quit_ = menus.action("&Quit", "Ctrl+Q", self.close)
        exchange = drawing.exchange
        menus.add(
            "&File", [self._open, self._save, self._export, runs], exchange.file_actions, [quit_]
        )
        menus.add("&Edit", drawing.actions_for_menu, exchange.edit_actions)
        self._evaluate = menus.action("&Evaluate on the test set", "Ctrl+E", self._test.evaluate)
        tests = [self._evaluate, *self._test.images.actions_for_menu]
        menus.add("&Run", self._transport.actions_for_menu, tests)
        whole = menus.action("&Show all curves", "Ctrl+0", self._curves.show_all)
        runs = menus.action("Show &runs", "Ctrl+R", self._centre.show_runs)
        menus.add("&View", [whole, runs]).addMenu(ColourMenu(self._settings, self))
        log = menus.action("Show &log", "", self._show_log)
        menus.add("&Help", [log, menus.action("&About Inkling", "", self._show_about)])

    def _connect(self) -> None:
        session, form = self._session, self._form
        form.settings_changed.connect(self._check_form)
        form.live_changed.connect(session.change)
        self._transport.start_requested.connect(self.start)
        session.started.connect(self._curves.begin)
        session.heard.connect(self._curves.add)
        session.heard.connect(form.follow)
        session.cleared.connect(self._curves.clear)
        session.model_changed.connect(self._why.set_model)  # before it is read with
        session.model_changed.connect(self._drawing.set_model)
        session.model_changed.connect(self._test.set_model)
        session.model_changed.connect(self._enable)
        session.state_changed.connect(self._show_state)
        session.state_changed.connect(self._curves.finish)
        session.ended.connect(self._told.tell_end)
        session.tested.connect(self._test.show_tested)
        session.failed.connect(self._show_failure)
        session.saved.connect(self._told.keep_saved)
        session.not_saved.connect(self._show_error)
        self._test.failed.connect(self._show_error)
        self._drawing.looked_at.connect(self._why.set_digit)
        self._why.overlay_changed.connect(self._drawing.pad.set_overlay)
        self._why.failed.connect(self._show_error)
        self._test.images.chosen.connect(self._drawing.exchange.put_image)
        self._test.images.told.connect(self._told.say)
        self._drawing.exchange.failed.connect(self._show_error)
        self._drawing.read.connect(self._hand.bar.set_reading)
        self._hand.failed.connect(self._show_error)
        self._hand.switched.connect(self._test.evaluate)
        self._drawing.comparison.failed.connect(self._show_error)
        self._connect_runs()
        self._files.told.connect(self._told.say)
        self._files.opened.connect(self._use_opened)
        self._files.saved.connect(self._tell_saved)
        self._files.failed.connect(self._show_error)
        self._enable()

    def _connect_runs(self) -> None:
        runs, panel = self._runs, self._runs.panel
        runs.went_on.connect(self._show_gone_on)
        runs.failed.connect(self._show_error)
        runs.told.connect(self._told.say)
        panel.settings_chosen.connect(self._use_settings)
        panel.open_requested.connect(self._files.open)
        self._search.failed.connect(self._show_error)

    def _restore(self) -> None:
        self.resize(1280, 720)
        if self._settings.geometry is not None:
            self.restoreGeometry(self._settings.geometry)
            self._come_into_sight()
        if self._settings.columns is not None:
            self._columns.restoreState(self._settings.columns)

    def _come_into_sight(self) -> None:
        """A screen on which the window was may be gone."""
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if not any(_reachable(self.frameGeometry(), area) for area in areas):
            self.move(areas[0].topLeft())

    @Slot(object)
    def start(self, step: Step | None = None) -> None:
        """Train a new network with the settings in the form, if they can be read."""
        settings = self._form.settings
        if settings is not None:
            self._session.start(settings, step)

    @Slot()
    def _load(self) -> None:
        source = self._source  # a thread holds on to no widget
        self._loading.start(lambda publish: publish(source.get()))

    @Slot(object)
    def _show_loaded(self, datasets: list[Dataset]) -> None:
        for dataset in datasets:
            self._form.show_images(dataset.train.images)

    @Slot(object)
    def _check_form(self, settings: Hyperparameters | None) -> None:
        self._transport.set_startable(settings is not None)

    @Slot(object)
    def _show_state(self, state: State) -> None:
        self._form.set_running(self._session.settings, active=self._session.active)
        self._drawing.set_busy(self._session.active)
        self._enable()
        has_model = self._session.model is not None
        self._told.tell_state(state, self._form.title, has_model=has_model)

    @Slot(object)
    def _show_failure(self, error: Exception) -> None:
        self._told.tell_failure()
        self._show_error(error)

    @Slot(object)
    def _show_error(self, error: Exception) -> None:
        box = show_error(self, error)
        if self._closing:
            # Something could not be written in the end. The box is the last that is open, and
            # Qt does not end a program whose last window is the box of a hidden one.
            box.finished.connect(QApplication.quit)

    @Slot()
    def _enable(self) -> None:
        has_model = self._session.model is not None
        self._open.setEnabled(not self._session.active)
        self._save.setEnabled(has_model)
        self._export.setEnabled(has_model)
        self._evaluate.setEnabled(has_model)

    @Slot(object, object, str)
    def _use_opened(self, path: Path, model: "Model", assumed: str) -> None:
        if self._session.active:
            self._told.say(f"Training has started: {path} was not opened.")
            return
        self._session.use_model(model)
        self._form.show_settings(model.hyperparameters)
        self._told.say(f"Opened {path}. {assumed}".strip(" ."))
        self._test.evaluate()

    @Slot(object)
    def _use_shipped(self, model: "Model") -> None:
        """At first, and after a reset: the pad is to answer before anything was trained."""
        if self._session.active or self._session.model is not None or self._closing:
            return
        self._session.use_model(model)
        self._told.tell_shipped(model)
        self._test.evaluate()

    @Slot(object, str)
    def _use_settings(self, settings: Hyperparameters, title: str) -> None:
        self._form.show_settings(settings)
        self._told.say(
            f"The form now has the settings of “{title}”. Press Start to train with them."
        )

    @Slot(object)
    def _show_gone_on(self, run: object) -> None:
        """A run goes on: it looks as if it had been started here."""
        if self._session.settings is not None:
            self._form.show_settings(self._session.settings)
        self._centre.show_curves()

    @Slot()
    def _save_model(self) -> None:
        if self._session.model is not None:
            self._files.ask_to_save(self._session.model)

    @Slot()
    def _export_model(self) -> None:
        if self._session.model is not None:
            self._files.ask_to_export(self._session.model)

    @Slot(object)
    def _tell_saved(self, path: Path) -> None:
        self._told.say(f"Saved to {path}")

    @Slot()
    def _show_log(self) -> None:
        show_folder(user_log())

    @Slot()
    def _show_about(self) -> None:
        show_about(self)


def _reachable(window: QRect, screen: QRect) -> bool:
    """Whether the window's top can be taken hold of."""
    seen = QRect(window.topLeft(), QSize(window.width(), 1)).intersected(screen)
    return seen.width() >= min(_GRASP, window.width())
