"""How far a training is: a text and a thin bar."""

import time

from PySide6.QtCore import QObject, QRect, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QProgressBar

from core.hyperparameters.schema import Hyperparameters
from core.training.events import TrainingEnd
from gui.common.enlargement import set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.widgets import named
from gui.session.commands import Paused
from gui.session.event_batch import EventBatch
from gui.session.session import State, TrainingSession
from gui.training.throughput_meter import ThroughputMeter

_STEPS = 1000
_HEIGHT = 3
_TEXT_SECONDS = 0.25
"""Seconds between two updates of the text: faster ones could not be read."""
_WORDS = {State.PAUSED: "Paused: ", State.STOPPED: "Stopped: "}


class ThinBar(QProgressBar):
    """A progress bar that is a line, on which the part that is done is thicker.

    The gradients of the style cannot be seen in so few pixels, and painting them wakes threads that
    the training has to wait for.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line and the part that is done."""
        painter, palette = QPainter(self), self.palette()
        line = QRect(0, self.height() // 2, self.width(), 1)
        painter.fillRect(line, palette.color(QPalette.ColorRole.Mid))
        share = max(self.value(), 0) / self.maximum()  # without a value, it is -1
        done = QRect(0, 0, round(share * self.width()), self.height())
        painter.fillRect(done, palette.color(QPalette.ColorRole.Highlight))
        painter.end()


class TrainingProgress(QObject):
    """Keeps a text and a progress bar up to date, which its owner lays out.

    The bar is so thin that it can always be there, and nothing moves when a training starts.
    """

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._rate = ThroughputMeter()
        self._shown = 0.0
        self.bar = named(ThinBar(textVisible=False), "trainingProgress")
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName("Training progress")
        self.bar.setFixedHeight(_HEIGHT)
        self.text = named(FittingLabel(), "progressText")
        set_text_size(self.text)
        session.state_changed.connect(self._show_state)
        session.started.connect(self._begin)
        session.received.connect(self._advance)
        session.cleared.connect(self._clear)
        session.model_changed.connect(self._follow_model)

    @Slot(object)
    def _show_state(self, state: State) -> None:
        if state is not State.RUNNING:
            self._rate.restart()
            self._write(resting=True)

    @Slot()
    def _follow_model(self) -> None:
        """Show nothing of a training that has ended while another model is in use."""
        if not self._session.active:
            self._write(resting=True)

    @Slot(object)
    def _begin(self, settings: Hyperparameters) -> None:
        self._clear()
        self.text.show_texts(f"epoch 0/{settings.epochs:,}")

    @Slot()
    def _clear(self) -> None:
        self._rate.restart()
        self.bar.setValue(0)
        self.text.show_texts("")

    @Slot(object)
    def _advance(self, events: EventBatch) -> None:
        now = time.perf_counter()
        if events.batches:
            self._rate.add(now, events.batches[-1].images_seen)
        resting = any(isinstance(event, Paused | TrainingEnd) for event in events.others)
        # Other events arrive after the training has ended, and have no rate.
        if resting or ((events.batches or events.epochs) and now > self._shown + _TEXT_SECONDS):
            self._shown = now
            self._write(resting=resting)

    def _write(self, *, resting: bool) -> None:
        settings, position = self._session.settings, self._session.position
        if settings is None or not position.images_seen:
            return
        if self._session.uses_other_model:
            self._clear()
            return
        planned = position.planned(settings)
        seen, total = position.images_seen, planned * settings.training_images
        self._show_share(min(seen / total, 1.0))
        text = f"epoch {position.epoch(settings):,}/{planned:,}"
        speed, done = self._rate.images_per_second, position.mini_batch(settings)
        word = _WORDS.get(self._session.state, "")
        if resting and done is not None:
            whole = f"{word}{text} · mini-batch {done[0]:,}/{done[1]:,}"
            if position.awaits_evaluation(settings):  # the list of runs does not count it yet
                whole = f"{word}{text} · not evaluated yet"
            self.text.show_texts(whole, f"{word}{text}", text)
        elif speed and not resting:
            left = f"{_duration(max(total - seen, 0) / speed)} left"
            self.text.show_texts(
                f"{text} · {speed:,.0f} images/s · {left}", f"{text} · {left}", text
            )
        else:
            self.text.show_texts(f"{word}{text}", text)

    def _show_share(self, share: float) -> None:
        # A QProgressBar paints each new value at once; this way it is painted with everything else.
        self.bar.setUpdatesEnabled(False)
        self.bar.setValue(round(_STEPS * share))
        self.bar.setUpdatesEnabled(True)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02} min"
