"""The buttons that control a training, with its progress and remaining time."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, EpochEnd
from gui.common.enlargement import follow_font
from gui.common.icons import icon
from gui.common.primary_button import set_primary
from gui.common.theme import SPACING, TIGHT
from gui.common.widgets import hbox, named, new_action, vbox
from gui.session.commands import Step
from gui.session.session import State, TrainingSession
from gui.training.training_progress import TrainingProgress

_WAITING = {State.PAUSED, State.STOPPED}
_TIPS = {
    "Start": "Train a new network with these settings",
    "Pause": "Pause before the next mini-batch",
    "Continue": "Go on at the next mini-batch, as if there had been no interruption",
    "Step": "One mini-batch (Shift: one epoch)",
    "Step one epoch": "One epoch",
    "Stop": "End the training and save the run; it can be continued",
    "Reset": "Discard this network and its curves; a saved run stays in “Runs”",
}
_SIGNS = {
    "Start": "play",
    "Pause": "pause",
    "Continue": "play",
    "Step": "step",
    "Stop": "stop",
    "Reset": "reset",
}
_PART_SHARE = 4
"""How many times the room of the progress a part beside it gets, if it is shown."""
_NO_TRAINING = "No training is running."
_KEEPS_SETTINGS = "The training goes on with the settings that it had: one in the form is invalid"


class ControlBar(QWidget):
    """Starts, pauses, steps, stops and resets, and shows the progress of the training."""

    start_requested = Signal(object)
    """Emitted with None to train to the end, or with a Step."""

    def __init__(self, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._startable = True
        self._buttons: dict[QAction, QToolButton] = {}
        self._progress = TrainingProgress(session, self)
        self._make_actions()
        self._lay_out()
        session.state_changed.connect(self._show_state)
        session.model_changed.connect(self._enable)
        self._show_state(session.state)
        self._make_room()

    def add_beside_progress(self, part: QWidget) -> None:
        """Give a part the right end of the row, as far as the progress leaves room."""
        self._row.addWidget(part, _PART_SHARE)

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions for a menu."""
        return [self._start, self._pause, self._step, self._step_epoch, self._stop, self._reset]

    @Slot(object)
    def set_settings(self, settings: Hyperparameters | None) -> None:
        """Allow Start if there are settings that can be trained with."""
        self._startable = settings is not None
        self._enable()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of the new palette, and make room for the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._buttons:
            self._draw_icons()
        elif event.type() == QEvent.Type.FontChange and self._buttons:
            self._make_room()

    def _make_actions(self) -> None:
        self._start = new_action(self, "Start", "F5")
        self._pause = new_action(self, "Pause", "F6")
        self._pause.setWhatsThis("Pause, or continue")
        self._step = new_action(self, "Step", "F7")
        self._step_epoch = new_action(self, "Step one epoch", "Shift+F7")
        self._stop = new_action(self, "Stop", "F8")
        self._reset = new_action(self, "Reset", "F9")
        self._start.triggered.connect(self._on_start)
        self._pause.triggered.connect(self._on_pause)
        self._step.triggered.connect(self._on_step)
        self._step_epoch.triggered.connect(self._on_step_epoch)
        self._stop.triggered.connect(self._session.stop)
        self._reset.triggered.connect(self._session.reset)

    def _lay_out(self) -> None:
        shown = {
            "startButton": self._start,
            "pauseButton": self._pause,
            "stepButton": self._step,
            "stopButton": self._stop,
            "resetButton": self._reset,
        }
        self._buttons = {action: self._button(name, action) for name, action in shown.items()}
        self._row = hbox(
            *self._buttons.values(), (self._progress.text, 1), margins=(SPACING, TIGHT, SPACING, 0)
        )
        self.setLayout(vbox(self._row, self._progress.bar, spacing=1))

    def _button(self, name: str, action: QAction) -> QToolButton:
        button = named(QToolButton(), name)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _make_room(self) -> None:
        """Make the button that changes its text as wide as the longer text needs."""
        button = self._buttons[self._pause]
        button.ensurePolished()
        follow_font(self)  # its icon, too
        widths = []
        for text in ("Pause", "Continue"):
            button.setText(text)
            widths.append(button.sizeHint().width())
        button.setText(self._pause.text())
        button.setMinimumWidth(max(widths))

    def _draw_icons(self) -> None:
        for action in self._buttons:
            action.setIcon(icon(_SIGNS[action.text()], self.palette()))
        self._show_primary()

    @Slot()
    def _on_start(self) -> None:
        self.start_requested.emit(None)

    @Slot()
    def _on_pause(self) -> None:
        if self._session.state in _WAITING:
            self._session.resume()
        else:
            self._session.pause()

    @Slot()
    def _on_step(self) -> None:
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self._go(Step(EpochEnd) if shift else Step(BatchEnd))

    @Slot()
    def _on_step_epoch(self) -> None:
        self._go(Step(EpochEnd))

    def _go(self, step: Step) -> None:
        if self._session.state in _WAITING:
            self._session.step(step)
        else:
            self.start_requested.emit(step)

    @Slot(object)
    def _show_state(self, state: State) -> None:
        self._pause.setText("Continue" if state in _WAITING else "Pause")
        self._enable()
        self._draw_icons()

    @Slot()
    def _enable(self) -> None:
        changed = False
        for action, why_not in self._obstacles().items():
            tip = f"{why_not or self._tip(action)} ({action.shortcut().toString()})"
            if action.isEnabled() == bool(why_not) or action.toolTip() != tip:
                action.setEnabled(not why_not)
                action.setToolTip(tip)
                changed = True
        if changed:  # each change gives a button the icon of its action again
            self._show_primary()

    def _tip(self, action: QAction) -> str:
        tip = _TIPS[action.text()]
        goes_on = action.text().startswith(("Continue", "Step"))
        return tip if self._startable or not goes_on else f"{tip}. {_KEEPS_SETTINGS}"

    def _show_primary(self) -> None:
        """Fill the button of what comes next: to continue the training, or to start one."""
        primary = self._pause if self._session.state in _WAITING else self._start
        for action in (self._start, self._pause):
            button = self._buttons[action]
            set_primary(button, primary=action is primary)
            # The menu has the action's own icon, in the color of its text.
            button.setIcon(icon(_SIGNS[action.text()], button.palette()))

    def _obstacles(self) -> dict[QAction, str]:
        """Return why each action is impossible now, in a sentence; empty where it is possible."""
        session, state = self._session, self._session.state
        running = state in {State.RUNNING, State.PAUSED}
        ending = "The training is ending." if state is State.STOPPING else ""
        invalid = "" if self._startable else "A setting is invalid: correct it first."
        start = "A training is running: stop it first." if session.active else invalid
        # A step begins a training only where there is none: it must not discard another.
        step = session.why_not_continue if session.settings is not None else invalid
        nothing = (
            ""
            if session.model is not None or session.settings is not None
            else "Nothing to discard."
        )
        return {
            self._start: ending or start,
            self._pause: ending or ("" if running else session.why_not_continue),
            self._step: ending or step,
            self._step_epoch: ending or step,
            self._stop: ending or ("" if running else _NO_TRAINING),
            self._reset: ending or nothing,
        }
