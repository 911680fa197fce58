"""Benchmarks of painting and answering, with a simulated pen that draws digits on the pad."""

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from core.drawing.strokes import Drawing, drawing_from_points
from core.models.bundled_model import load_bundled
from gui.common.timers import Timer
from gui.drawing.pad import DrawingPad
from gui.drawing.probability_bars import ProbabilityBars
from gui.main_window import MainWindow

FRAME = 16
"""Milliseconds of a 60 Hz timer."""
CYCLE, WRITING = 90, 40
"""Ticks of that timer from one digit to the next, and those of them with the pen down."""


def move_pen(pad: DrawingPad, tick: int) -> bool:
    """Move the pen by one tick; return whether it is on the pad.

    It draws a digit every one and a half seconds, and takes two thirds of a second for it.
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
    """Process the window's events until a condition holds."""
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def tick_for(seconds: float, tick: Callable[[], None]) -> None:
    """Call `tick` 60 times a second, or as often as the event loop allows."""
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


STROKES, POINTS = 60, 60
"""The number of strokes on the pad before the pen draws, and of points in each."""
SECONDS = 9.0


def measure_painting(window: MainWindow) -> dict[str, object]:
    """Measure the milliseconds from a movement of the pen until the whole pad is painted.

    Returns the 95th percentile, without a training and during one, and that of the processor time
    alone, which other programs hardly change. A moving pen normally paints only what has changed;
    here every movement paints the whole pad.
    """
    idle = _paint_times(window.pad)
    window.start()
    wait_until(lambda: window.session.active)
    busy = _paint_times(window.pad)
    window.session.stop()
    wait_until(lambda: not window.session.active)
    return {
        "paint_p95_ms": float(np.percentile(idle[:, 0], 95)),
        "paint_p95_while_training_ms": float(np.percentile(busy[:, 0], 95)),
        "paint_processor_p95_ms": float(np.percentile(idle[:, 1], 95)),
    }


def _paint_times(pad: DrawingPad) -> npt.NDArray[np.float64]:
    """Return times in milliseconds, (n, 2): wall time, and the GUI thread's processor time."""
    pad.put(_many_strokes())
    pad.repaint()
    times: list[tuple[float, float]] = []
    ticks = iter(range(10**9))

    def tick() -> None:
        number = next(ticks)
        started, worked = time.perf_counter(), time.thread_time()
        if move_pen(pad, number):
            pad.repaint()
            times.append((time.perf_counter() - started, time.thread_time() - worked))
        elif number % CYCLE == CYCLE - 1:
            pad.history.undo()  # sixty strokes again

    tick_for(SECONDS, tick)
    pad.lift()
    pad.clear()
    return 1000 * np.array(times)


def _many_strokes() -> Drawing:
    """Return arcs of the size of digits all over the pad, the same at every call."""
    random = np.random.default_rng(0)
    angles = np.linspace(0, random.uniform(2, 7, STROKES), POINTS, axis=1)
    arcs = np.stack([np.cos(angles), np.sin(angles)], axis=2)
    centers, radii = random.uniform(0.3, 0.7, (2, STROKES, 1, 2))
    return drawing_from_points(centers + 0.4 * radii * arcs)


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
        """Note that the widget is painted, and let the event pass."""
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def measure_answering(window: MainWindow) -> dict[str, object]:
    """Measure the milliseconds from the end of a stroke until the probabilities are painted.

    Returns the 95th percentile. The built-in model answers; during a training it is pinned beside
    the network in training, so that both answer.
    """
    bundled = load_bundled()
    if bundled is None:
        return {}
    window.session.use_model(bundled)
    idle = _answer_times(window, "probabilityBars")
    window.comparison.pin_bundled()
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
