"""How soon ink is seen under the pen."""

import time

import numpy as np
import numpy.typing as npt

from core.ink.strokes import Drawing, drawing_of
from gui.benchmarks.pen import CYCLE, move_pen, tick_for, wait_until
from gui.drawing.pad import DrawingPad
from gui.main_window import MainWindow

STROKES, POINTS = 60, 60
"""On the pad before the pen writes, and points to each."""
SECONDS = 9.0


def measure_painting(window: MainWindow) -> dict[str, object]:
    """Milliseconds from a movement of the pen until all of the pad is painted anew.

    The 95th percentile, without a training and beside one; and of the processor's time alone,
    which other programs hardly change. A pen that moves paints only what has changed; here every
    movement is charged for the whole pad.
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
    """(n, 2): milliseconds by the clock, and of the GUI thread's own work."""
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
            pad.undo()  # sixty strokes again

    tick_for(SECONDS, tick)
    pad.lift()
    pad.clear()
    return 1000 * np.array(times)


def _many_strokes() -> Drawing:
    """Arcs of the size of digits all over the pad, the same at every call."""
    random = np.random.default_rng(0)
    angles = np.linspace(0, random.uniform(2, 7, STROKES), POINTS, axis=1)
    arcs = np.stack([np.cos(angles), np.sin(angles)], axis=2)
    centres, radii = random.uniform(0.3, 0.7, (2, STROKES, 1, 2))
    return drawing_of(centres + 0.4 * radii * arcs)
