"""The buttons that control a training, with its progress and remaining time."""

import time
from collections import deque

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QProgressBar, QToolButton, QWidget

from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, EpochEnd, TrainingEnd
from gui.common.icons import icon
from gui.common.static_label import StaticLabel
from gui.common.theme import number_font
from gui.common.widgets import hbox, named, new_action
from gui.session.commands import Paused, Step
from gui.session.event_batch import EventBatch
from gui.session.session import State, TrainingSession

_WINDOW = 2.0
"""Seconds. It is long enough to include the evaluation at the end of an epoch."""


class ThroughputMeter:
    """Measures images per second of wall time over the last two seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Forget the past: after a pause, time has passed without training."""
        self._points.clear()

    def add(self, seconds: float, images: int) -> None:
        """Note how many images had been seen at this time, since the start of the training."""
        self._points.append((seconds, images))
        while len(self._points) > 2 and self._points[0][0] < seconds - _WINDOW:
            self._points.popleft()

    @property
    def images_per_second(self) -> float | None:
        """The current rate; None while too little is known."""
        if len(self._points) < 2:
            return None
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end > start else None


_PROGRESS_STEPS = 1000
_TEXT_SECONDS = 0.25
"""Seconds between two updates of the text: faster ones could not be read."""


class ControlBar(QWidget):
    """Starts, pauses, steps, stops and resets, and shows the progress of the training."""

    start_requested = Signal(object)
    """Emitted with None to train to the end, or with a Step."""

    def __init__(self, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._startable = True
        self._rate = ThroughputMeter()
        self._done: tuple[int, int] | None = None
        """The current epoch, and the number of images seen."""
        self._shown = 0.0
        self._make_actions()
        self._lay_out()
        session.state_changed.connect(self._show_state)
        session.started.connect(self._begin)
        session.received.connect(self._advance)
        session.cleared.connect(self._clear)
        session.model_changed.connect(self._enable)
        self._show_state(session.state)

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
        """Draw the icons in the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_text"):
            self._draw_icons()

    def _make_actions(self) -> None:
        self._start = self._action("Start", "F5", "Train a new network with these settings")
        self._pause = self._action("Pause", "F6", "Pause before the next mini-batch, or resume")
        self._step = self._action("Step", "F7", "One mini-batch (Shift: one epoch)")
        self._step_epoch = self._action("Step one epoch", "Shift+F7", "One epoch")
        self._stop = self._action("Stop", "F8", "End the training and save the run")
        self._reset = self._action("Reset", "F9", "Discard this network and its curves")
        self._start.triggered.connect(self._on_start)
        self._pause.triggered.connect(self._on_pause)
        self._step.triggered.connect(self._on_step)
        self._step_epoch.triggered.connect(self._on_step_epoch)
        self._stop.triggered.connect(self._session.stop)
        self._reset.triggered.connect(self._session.reset)

    def _action(self, text: str, shortcut: str, tip: str) -> QAction:
        action = new_action(self, text, shortcut)
        action.setToolTip(f"{tip} ({action.shortcut().toString()})")
        return action

    def _lay_out(self) -> None:
        self._bar = named(QProgressBar(textVisible=False), "trainingProgress")
        self._bar.setRange(0, _PROGRESS_STEPS)
        self._bar.setAccessibleName("Training progress")
        self._bar.setMinimumWidth(120)
        self._text = named(StaticLabel(), "progressText")
        self._text.setFont(number_font(self._text))
        widest = "epoch 10,000/10,000 · 1,000,000 images/s · 00:00:00 left"
        self._text.setMinimumWidth(self._text.fontMetrics().horizontalAdvance(widest))
        shown = {
            "startButton": self._start,
            "pauseButton": self._pause,
            "stepButton": self._step,
            "stopButton": self._stop,
            "resetButton": self._reset,
        }
        buttons = (self._button(name, action) for name, action in shown.items())
        self.setLayout(hbox(*buttons, (self._bar, 1), self._text, margins=(8, 4, 8, 4)))

    def _button(self, name: str, action: QAction) -> QToolButton:
        button = named(QToolButton(), name)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(action.text())
        # A button is as wide as its widest text: Pause turns into Resume.
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance("Resume") + 40)
        return button

    def _draw_icons(self) -> None:
        resumes = self._session.state is State.PAUSED
        signs = {
            self._start: "play",
            self._pause: "play" if resumes else "pause",
            self._step: "step",
            self._stop: "stop",
            self._reset: "reset",
        }
        for action, sign in signs.items():
            action.setIcon(icon(sign, self.palette()))

    @Slot()
    def _on_start(self) -> None:
        self.start_requested.emit(None)

    @Slot()
    def _on_pause(self) -> None:
        if self._session.state is State.PAUSED:
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
        if self._session.state is State.PAUSED:
            self._session.step(step)
        else:
            self.start_requested.emit(step)

    @Slot(object)
    def _show_state(self, state: State) -> None:
        self._pause.setText("Resume" if state is State.PAUSED else "Pause")
        if state is not State.RUNNING:
            self._rate.restart()
        self._enable()
        self._draw_icons()

    @Slot()
    def _enable(self) -> None:
        state, active = self._session.state, self._session.active
        self._start.setEnabled(self._startable and not active)
        self._pause.setEnabled(state in {State.RUNNING, State.PAUSED})
        steps = state is State.PAUSED or (self._startable and not active)
        self._step.setEnabled(steps)
        self._step_epoch.setEnabled(steps)
        self._stop.setEnabled(state in {State.RUNNING, State.PAUSED})
        something = active or self._session.model is not None or state is State.FAILED
        self._reset.setEnabled(something and state is not State.STOPPING)

    @Slot(object)
    def _begin(self, settings: Hyperparameters) -> None:
        self._clear()
        self._text.setText(f"epoch 0/{settings.epochs:,}")

    @Slot()
    def _clear(self) -> None:
        self._done = None
        self._rate.restart()
        self._bar.setValue(0)
        self._text.setText("")

    @Slot(object)
    def _advance(self, events: EventBatch) -> None:
        now = time.perf_counter()
        settings = self._session.settings
        if events.batches:
            last = events.batches[-1]
            self._done = last.epoch, last.images_seen
            self._rate.add(now, last.images_seen)
        elif events.epochs and settings is not None:  # of a run that is resumed
            epoch = events.epochs[-1].epoch
            self._done = epoch, epoch * settings.training_images
        resting = any(isinstance(event, Paused | TrainingEnd) for event in events.others)
        # Other events arrive after the training has ended, and have no rate.
        if resting or ((events.batches or events.epochs) and now > self._shown + _TEXT_SECONDS):
            self._shown = now
            self._write(resting=resting)

    def _write(self, *, resting: bool) -> None:
        settings = self._session.settings
        if settings is None or self._done is None:
            return
        epoch, seen = self._done
        total = settings.epochs * settings.training_images
        self._bar.setValue(round(_PROGRESS_STEPS * min(seen / total, 1)))
        text = f"epoch {epoch:,}/{settings.epochs:,}"
        speed = self._rate.images_per_second
        if speed and not resting:
            left = max(total - seen, 0) / speed
            text += f" · {speed:,.0f} images/s · {_duration(left)} left"
        self._text.setText(text)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02} min"
