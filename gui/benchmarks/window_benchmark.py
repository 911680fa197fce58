"""A benchmark of the training speed with the window open, and of the window's smoothness."""

import gc
import os
import time
from statistics import median
from subprocess import PIPE, Popen
from sys import executable
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtWidgets import QApplication

from gui.app import create_main_window
from gui.benchmarks.diagram_painting import measure_diagram
from gui.benchmarks.inside_benchmark import measure_inside
from gui.benchmarks.rates import headless_rate, window_rate
from gui.benchmarks.simulated_pen import (
    CYCLE,
    measure_answering,
    measure_painting,
    move_pen,
    tick_for,
)
from gui.main_window import MainWindow

ROUNDS = 9
SECONDS = 3.0
_IMPORTS = """
import numpy, pyqtgraph
from PySide6 import QtCore, QtGui, QtWidgets
print("ready", flush=True)
"""
_WINDOW = """
from gui.startup import run_window
def when_ready(window):
    print("ready", flush=True)
    window.close()
run_window(when_ready)
"""


def measure_window() -> dict[str, object]:
    """Compare training with the window open, and a pen drawing in it, with training alone.

    Both take turns, half of the time without a window before and half of it after, so that a
    machine that becomes faster or slower favors neither. The window's rate counts whole epochs,
    including evaluation, as the other one does; `timer_gap_p99_ms` is that of a 60 Hz timer in the
    GUI thread, in milliseconds.
    """
    application = QApplication.instance() or QApplication([])
    window = create_main_window()
    window.show()
    gc.freeze()  # as the program does at its start
    ratios, gaps = [], []
    for _ in range(ROUNDS):
        before = headless_rate(SECONDS / 2)
        with_window, found = _window_rate(window)
        after = headless_rate(SECONDS / 2)
        ratios.append(2 * with_window / (before + after))
        gaps.extend(found)
    painting = measure_painting(window)
    answering = measure_answering(window)
    inside = measure_inside(window)
    diagram = measure_diagram(window)
    window.close()
    application.processEvents()
    return {
        "network": "784-20-10",
        "rounds": ROUNDS,
        "platform": QApplication.platformName(),
        "share_of_headless_rate": median(ratios),
        "timer_gap_p50_ms": float(np.percentile(gaps, 50)),
        "timer_gap_p99_ms": float(np.percentile(gaps, 99)),
        "timer_gap_max_ms": max(gaps),
        **painting,
        **answering,
        **inside,
        **diagram,
        **_startup(),
    }


def _window_rate(window: MainWindow) -> tuple[float, list[float]]:
    """Return images per second, and the gaps of a 60 Hz timer in milliseconds."""
    gaps: list[float] = []
    rate = window_rate(window, lambda: gaps.extend(_draw_for(window, SECONDS)))
    return rate, gaps


def _draw_for(window: MainWindow, seconds: float) -> list[float]:
    pad = window.pad
    ticks: list[float] = []

    def tick() -> None:
        ticks.append(time.perf_counter())
        if len(ticks) % CYCLE == CYCLE - 1:
            pad.clear()
        move_pen(pad, len(ticks))

    tick_for(seconds, tick)
    return [float(gap) for gap in 1000 * np.diff(ticks)]


def _startup() -> dict[str, object]:
    """Measure the seconds from the start of Python to a usable window, and to the imports alone.

    This is every start but the first one after an installation: Python has kept what it compiled,
    here in a temporary folder.
    """
    with TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def seconds(code: str) -> float:
            return _seconds_until_ready(code, environment)

        for code in (_IMPORTS, _WINDOW):
            seconds(code)
        pairs = [(seconds(_IMPORTS), seconds(_WINDOW)) for _ in range(ROUNDS)]
    return {
        "import_seconds": median(imports for imports, _ in pairs),
        "window_seconds": median(window for _, window in pairs),
        "start_times_imports": median(window / imports for imports, window in pairs),
    }


def _seconds_until_ready(code: str, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    with Popen([executable, "-c", code], stdout=PIPE, env=environment) as process:
        if process.stdout is not None:
            process.stdout.readline()
        return time.perf_counter() - started
