"""A pen that writes digits on the pad, and the wait for what else the window does."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from gui.drawing.pad import DrawingPad
from gui.timers import Timer

FRAME = 16
"""Milliseconds of a 60 Hz timer."""
CYCLE, WRITING = 90, 40
"""Ticks of that timer: from one digit to the next, and those of them with the pen down."""


def move_pen(pad: DrawingPad, tick: int) -> bool:
    """A digit every one and a half seconds, as a person draws: two thirds of one to write it.

    Returns whether the pen is on the pad.
    """
    moment = tick % CYCLE
    if moment >= WRITING:
        return False
    kind = {
        0: QMouseEvent.Type.MouseButtonPress,
        WRITING - 1: QMouseEvent.Type.MouseButtonRelease,
    }.get(moment, QMouseEvent.Type.MouseMove)
    angle = moment / WRITING * 2 * np.pi
    point = QPointF(0.5 + 0.3 * np.cos(angle), 0.5 + 0.3 * np.sin(angle))
    _send(pad, kind, pad.to_widget.map(point))
    return True


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def tick_for(seconds: float, tick: Callable[[], None]) -> None:
    """Call `tick` 60 times a second, or as often as the window comes to it."""
    timer = Timer(interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    end = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() > end)
    timer.stop()


def _send(pad: DrawingPad, kind: QMouseEvent.Type, position: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QMouseEvent(
        kind,
        position,
        pad.mapToGlobal(position),
        none if kind == QMouseEvent.Type.MouseMove else left,
        none if kind == QMouseEvent.Type.MouseButtonRelease else left,
        Qt.KeyboardModifier.NoModifier,
    )
    QCoreApplication.sendEvent(pad, event)
