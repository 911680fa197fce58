"""The main window: its layout, its menus, the connections of its parts, and its closing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
)
from PySide6.QtWidgets import QMainWindow

from core.datasets.dataset import Dataset
from core.datasets.mnist import DatasetProvider
from core.hyperparameters.schema import Hyperparameters
from gui.column_actions import ColumnActions
from gui.common.enlargement import follow_font
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import remember_folders
from gui.common.plot_menu import PlotMenu
from gui.common.settings import WindowSettings
from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer
from gui.common.undo import UndoGroup
from gui.common.widgets import container, vbox
from gui.drawing.drawing_panel import DrawingPanel
from gui.drawing.pad import DrawingPad
from gui.drawing.pinned_model import Comparison
from gui.evaluation.evaluation_panel import EvaluationPanel
from gui.help.help_menu import HelpMenu
from gui.main_tabs import MainTabs, QuestionTabs
from gui.menus import ColorMenu, Menus
from gui.moments.moments_feature import MomentsFeature
from gui.my_digits.my_digits_feature import MyDigitsFeature
from gui.projector import ProjectorMode
from gui.runs.runs_feature import RunsFeature
from gui.saved_file_notice import SavedFileNotice
from gui.session.commands import Step
from gui.session.model_io import ModelIO
from gui.session.run_names import follow_names
from gui.session.session import State, TrainingSession
from gui.splitter import Column, WindowSplitter, right_column
from gui.status_bar import StatusBar
from gui.training.control_bar import ControlBar
from gui.training.curves.curves_panel import CurvesPanel
from gui.training.form.form import HyperparameterForm
from gui.training.form.preset_drops import PresetDrops
from gui.training.hints.training_hints import TrainingHints
from gui.training.rate_range.rate_finder import RateFinder
from gui.window_geometry import first_place, fitted

if TYPE_CHECKING:
    from core.models.model_file import Model

_STORE_AFTER = 1000
"""Milliseconds after the last change of the form until it is stored."""
_AFTER_OPENING = 100
"""Milliseconds until the data set is loaded, so that it does not delay the first painting."""


class MainWindow(QMainWindow):
    """Makes the parts of the window, connects them, and stores their layout at closing."""

    closed = Signal()
    """The window is closed and its threads have ended."""

    def __init__(self, source: DatasetProvider, settings: WindowSettings) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Inkling")
        self._source, self._settings = source, settings
        self._errors = errors = ErrorReporter(self)
        self._tasks = tasks = Tasks(errors, self)
        settings.write_in(tasks.runner(Policy.LATEST, writes=True))
        self.session = session = TrainingSession(source, tasks, errors, self)
        self._form = HyperparameterForm(settings, self, tasks, errors)
        self._controls = ControlBar(session)
        self._curves = CurvesPanel(settings)
        self._plot_menu = PlotMenu(self, tasks, errors)
        self._rates = RateFinder(self, self._form, session, source, self._plot_menu, tasks)
        self._hints = TrainingHints(session, self._form, settings, tasks, self)
        self._drawing = DrawingPanel(tasks, errors)
        self._evaluation = EvaluationPanel(source, tasks)
        self._runs = RunsFeature(session, settings, self, tasks, errors)
        self._my_digits = MyDigitsFeature(session, source, self.pad, tasks, errors, self)
        self.moments = MomentsFeature(
            session, settings, lambda: self._form.settings, self._drawing.digit, source, tasks, self
        )
        """The past moments of a run."""
        self._tabs = MainTabs(
            session,
            self._form,
            self._curves,
            self._runs,
            self._drawing,
            source,
            self._plot_menu,
            tasks,
            errors,
        )
        self.files = ModelIO(self, session, tasks, errors)
        self._status, self._saved_file = StatusBar(), SavedFileNotice(errors)
        self._drops = PresetDrops(self)
        remember_folders(settings)
        self._may_stop = False
        self._title = ""
        """What to call the training."""
        self._undo = UndoGroup(self.pad.history, self)
        self._undo.add_part(self._form, self._form.undo_stack)
        self._undo.add_part(self._runs.page, self._runs.undo_stack)
        self._undo.add_part(self._tabs.inside, self._tabs.edits)
        self._undo.add_part(self._my_digits.page, self._my_digits.undo_stack)
        self._lay_out()
        self._make_menus()
        self._connect()
        self._restore()
        self._load_later()

    @property
    def pad(self) -> DrawingPad:
        """The pad to draw on."""
        return self._drawing.pad

    @property
    def comparison(self) -> Comparison:
        """The comparison with a pinned model."""
        return self._drawing.comparison

    def changeEvent(self, event: QEvent) -> None:
        """Give the text of all parts its size in a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            follow_font(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the projector mode on Escape, if no part of the window has used the key."""
        if event.key() == Qt.Key.Key_Escape and self._projector.active:
            self._projector.leave()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a preset that is dragged over the window."""
        self._drops.take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take a preset that is dragged over the window."""
        self._drops.take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a preset that is dropped on the window."""
        self._drops.take(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store the layout and end all work; ask first if a training is active."""
        if self.session.active and not self._may_stop:
            from gui.quit_dialog import ask_to_stop

            event.ignore()
            ask_to_stop(self, self.session, self._stop_and_quit)
            return
        self._settings.geometry = self._projector.geometry
        self._settings.columns = self._projector.widths
        self._projector.leave()
        self._settings.tab = self._tabs.title
        self._settings.hidden_columns = [
            column for column in Column if column not in self._columns.wanted
        ]
        self._form.save_settings()
        self._runs.save_settings()
        # Hidden first: a mini-batch of a very large network, a report, or a disk may take a while.
        self.hide()
        self._errors.set_closing()
        self._settings.finish()
        self._tasks.shutdown_all()
        super().closeEvent(event)
        self.closed.emit()

    @Slot()
    def _stop_and_quit(self) -> None:
        self._may_stop = True
        self.close()

    def _lay_out(self) -> None:
        questions = QuestionTabs(
            self._drawing, self._evaluation, self._my_digits, self._source, self._tasks
        )
        right = right_column(self._drawing, self._my_digits.bar, questions)
        center = container(vbox((self._tabs, 1), self.moments.bar, spacing=0))
        self._columns = WindowSplitter(self._form, center, right)
        self._column_actions = ColumnActions(self._columns, self._tabs, self)
        self._projector = ProjectorMode(self, self._columns, self._tabs, questions)
        parts = vbox(self._controls, self._runs.bar, (self._columns, 1), spacing=2)
        self.setCentralWidget(container(parts))
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().addWidget(self._saved_file, 1)

    def _make_menus(self) -> None:
        menus = Menus(self.menuBar())
        drawing = self._drawing
        quit_ = menus.action("&Quit", "Ctrl+Q", self.close)
        presets = [self._form.presets.menu.menuAction()]
        menus.add(
            "&File", self.files.actions_for_menu, drawing.files.file_actions, presets, [quit_]
        )
        undo = self._undo.make_actions()
        find = menus.action("&Find setting…", "Ctrl+F", self._find_setting)
        edit = [*undo, *drawing.actions_for_menu]
        menus.add("&Edit", edit, drawing.files.edit_actions, [find])
        rate = [self._rates.action]
        running, evaluation = self._controls.actions_for_menu, self._evaluation.actions_for_menu
        menus.add("&Run", running, evaluation, rate)
        runs = menus.action("Show &runs", "Ctrl+R", self._tabs.show_runs)
        shown = [*self._column_actions.actions_for_menu, self._projector.action]
        marks = [*self._curves.actions_for_menu, self._hints.action]
        view = menus.add("&View", marks, [runs], shown, [])
        view.addMenu(ColorMenu(self._settings, self))
        self._help = HelpMenu(self, self._errors)
        menus.add("&Help", *self._help.actions_for_menu)

    def _connect(self) -> None:
        session, status, runs = self.session, self._status, self._runs
        for part in (self._form, self._curves, self._drawing, self._evaluation, status):
            part.connect_session(session)
        session.started.connect(self._name_training)
        session.state_changed.connect(self._show_state)
        self._projector.changed.connect(status.show_projector_mode)
        self._projector.changed.connect(self._column_actions.show_projector_mode)
        self._form.settings_changed.connect(self._controls.set_settings)
        store = Timer(self, singleShot=True, interval=_STORE_AFTER)
        store.timeout.connect(self._store_form)
        self._form.settings_changed.connect(lambda: store.start())
        self._controls.set_settings(self._form.settings)  # the last window's may be invalid
        self._form.settings_changed.connect(status.end_of_form)
        self._form.presets.message.connect(status.say)
        self._rates.message.connect(status.say_of_form)
        self._rates.suggested.connect(self._hints.note_range_test)
        self._controls.add_beside_progress(self._hints.bar)
        self._drops.dropped.connect(self._form.presets.open)
        self._controls.start_requested.connect(self.start)
        self._evaluation.images.chosen.connect(self._drawing.files.put_image)
        self._evaluation.images.captions_changed.connect(self._drawing.files.set_captions)
        self._drawing.recognized.connect(self._my_digits.bar.set_prediction)
        self._my_digits.switched.connect(self._evaluation.evaluate)
        runs.resumed.connect(self._show_resumed)
        runs.current_renamed.connect(self._rename_training)
        runs.start_requested.connect(self._start_first)
        runs.settings_chosen.connect(self._use_settings)
        self._tabs.settings_chosen.connect(self._use_settings)
        self._tabs.search_progressed.connect(status.show_search)
        self._tabs.search_finished.connect(status.show_search_end)
        self._tabs.message.connect(status.say)
        self._tabs.training_requested.connect(self._train_model)
        runs.open_requested.connect(self.files.open)
        runs.message.connect(status.say)
        runs.listed.connect(status.follow_runs)
        runs.listed.connect(follow_names)
        self.files.message.connect(status.say)
        self.files.described.connect(status.show_opened)
        writers = (self.files, self._drawing.files, self._my_digits, runs, self.moments)
        for writer in (*writers, self._plot_menu, self._form.presets, self._tabs):
            writer.saved.connect(self._saved_file.show_saved)
        self._tabs.connect_moments(self.moments)
        session.changed_at_pause.connect(
            lambda settings: self._form.show_settings(settings, session.preset)
        )
        self.moments.message.connect(status.say)
        self._curves.add_menus(self._plot_menu)
        self._form.add_menus(self._plot_menu)
        self._evaluation.add_menus(self._plot_menu)
        self.files.opened.connect(self._show_opened)
        self.files.bundled_used.connect(status.show_bundled)
        self.files.bundled_used.connect(self._evaluation.evaluate)

    def _restore(self) -> None:
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        self.setGeometry(first_place(QGuiApplication.primaryScreen().availableGeometry()))
        if self._settings.geometry is not None:
            self.restoreGeometry(self._settings.geometry)
            if not self.isMaximized():
                # The screen on which the window was may no longer exist.
                self.setGeometry(fitted(self.geometry(), screens))
        if self._settings.columns is not None:
            self._columns.restore_widths(self._settings.columns)
        self._tabs.show_title(self._settings.tab)
        hidden = self._settings.hidden_columns
        self._columns.set_wanted([column for column in Column if column not in hidden])

    def _load_later(self) -> None:
        """Load the data set, the built-in model and the list of runs once the window is shown."""
        datasets = self._tasks.runner()
        datasets.returned.connect(self._show_loaded)
        opened = Timer(self, singleShot=True, interval=_AFTER_OPENING)
        opened.timeout.connect(self.files.load_bundled)
        opened.timeout.connect(lambda: datasets.call(self._source.get))
        opened.timeout.connect(self._runs.load)
        opened.start()

    @Slot(object)
    def start(self, step: Step | None = None) -> None:
        """Train a new network with the settings in the form, if they are valid."""
        settings = self._form.settings
        if settings is not None:
            self.session.start(settings, step, self._form.base)

    @Slot(object)
    def _train_model(self, model: "Model") -> None:
        """Begin a run with the network of a model, and with the settings in the form."""
        from core.runs.initial_network import settings_for

        settings = self._form.settings
        if settings is None:
            self._status.say_of_form("Correct the settings that are marked in the form first.")
            return
        self.session.start(settings_for(model, settings), initial=model)
        self._tabs.show_curves()

    @Slot()
    def _store_form(self) -> None:
        """Store the settings in the form, so that they survive even if the program is killed."""
        self._form.save_settings()
        self._settings.save()

    @Slot()
    def _find_setting(self) -> None:
        """Let the user find a field of the form, also if the form is hidden."""
        self._columns.set_shown(Column.SETTINGS, shown=True)
        self._form.ask_for_field()

    @Slot()
    def _start_first(self) -> None:
        """Start from the empty list of runs."""
        if self._form.settings is None:
            text = "Correct the settings that are marked in the form, then press Start."
            self._status.say_of_form(text)
            return
        self.start()
        self._tabs.show_curves()

    @Slot(object)
    def _show_loaded(self, dataset: Dataset) -> None:
        self._form.show_images(dataset.train.images)

    @Slot(object)
    def _name_training(self, settings: Hyperparameters) -> None:
        """Call a training as the list of runs does, in which a new run is not yet."""
        self._title = self._runs.current_title or self._form.presets.describe(
            settings, self.session.preset
        )

    @Slot(str)
    def _rename_training(self, title: str) -> None:
        self._title = title
        if self.session.state is State.RUNNING:
            self._status.rename_training(title)

    @Slot(object)
    def _show_state(self, state: State) -> None:
        has_model = self.session.model is not None
        self._status.show_state(state, self._title, has_model=has_model)

    @Slot(object)
    def _show_opened(self, model: "Model") -> None:
        self._form.show_settings(model.hyperparameters)
        self._evaluation.evaluate()

    @Slot(object, str)
    @Slot(object, str, str)
    def _use_settings(self, settings: Hyperparameters, title: str, preset: str = "") -> None:
        self._form.show_settings(settings, preset)
        text = f"The form now has the settings of “{title}”"
        if self.session.can_change:
            self._status.say_of_form(
                f"{text} for the next run: the present training keeps its own."
            )
        else:
            self._status.say_of_form(f"{text}. Press Start to train with them.")

    @Slot()
    def _show_resumed(self) -> None:
        """Show a run that was resumed as if it had been started here."""
        if self.session.settings is not None:
            self._form.show_settings(self.session.settings, self.session.preset)
            self._name_training(self.session.settings)
            self._show_state(self.session.state)
        self._tabs.show_curves()
