"""How soon an answer is painted when the pen has been lifted."""

import time

import numpy as np
from PySide6.QtCore import QEvent, QObject

from core.runs.shipped import load_shipped
from gui.benchmarks.pen import WRITING, move_pen, wait_until
from gui.drawing.views import ProbabilityBars
from gui.main_window import MainWindow
from gui.timers import Timer

DIGITS = 60
_PAUSE = 100
"""Milliseconds from one digit to the next."""


class _Painted(QObject):
    """Notes when a widget is painted."""

    def __init__(self, bars: ProbabilityBars) -> None:
        super().__init__(bars)
        self.painted = False
        bars.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def measure_answering(window: MainWindow) -> dict[str, object]:
    """Milliseconds from the last of the ink until the probabilities are painted: 95th percentile.

    The model that ships answers. During a training it is pinned beside the network in training,
    so that both answer.
    """
    shipped = load_shipped()
    if shipped is None:
        return {}
    window.session.use_model(shipped)
    idle = _answer_times(window, "probabilityBars")
    window.comparison.pin_shipped()
    window.start()
    wait_until(lambda: window.session.active)
    busy = _answer_times(window, "pinnedBars")
    window.session.stop()
    wait_until(lambda: not window.session.active)
    window.comparison.unpin()
    return {
        "answer_p95_ms": float(np.percentile(idle, 95)),
        "answer_p95_while_training_ms": float(np.percentile(busy, 95)),
    }


def _answer_times(window: MainWindow, bars: str) -> list[float]:
    found = window.findChild(ProbabilityBars, bars)
    if not isinstance(found, ProbabilityBars):
        raise LookupError(bars)
    watching = _Painted(found)
    times = []
    for _ in range(DIGITS):
        for tick in range(WRITING // 2):  # the rest of the ink changes the answer
            move_pen(window.pad, tick)
        _pause()
        watching.painted = False
        started = time.perf_counter()
        move_pen(window.pad, WRITING - 2)
        move_pen(window.pad, WRITING - 1)
        wait_until(lambda: watching.painted)
        times.append(1000 * (time.perf_counter() - started))
        window.pad.clear()
        _pause()
    watching.deleteLater()
    return times


def _pause() -> None:
    timer = Timer(singleShot=True, interval=_PAUSE)
    timer.start()
    wait_until(lambda: not timer.isActive())
