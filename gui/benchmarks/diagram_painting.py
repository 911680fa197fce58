"""A benchmark of painting the diagram of a wide network, at 1280 × 720."""

import time
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent

from core.hyperparameters.presets import DEFAULT, preset
from core.models.model_file import Model
from core.training.trainer import new_network
from gui.benchmarks.simulated_pen import WRITING, move_pen, wait_until
from gui.main_tabs import MainTabs
from gui.main_window import MainWindow

_HIDDEN = (1500, 1000, 500)
PAINTINGS = 200


def measure_diagram(window: MainWindow) -> dict[str, object]:
    """Measure the milliseconds for painting a new diagram of 784-1500-1000-500-10.

    Returns the 95th percentiles of the time and of the GUI thread's processor time, which other
    programs hardly change. All units that are shown have changed since the last time.
    """
    from gui.network_diagram.diagram_view import DiagramView

    size = window.size()
    window.resize(1280, 720)
    settings = replace(preset(DEFAULT).hyperparameters, hidden_layers=_HIDDEN, activation="relu")
    network = new_network(settings).as_read_only()
    window.session.use_model(Model(network, settings, 0, title="wide network"))
    for tick in range(WRITING):
        move_pen(window.pad, tick)
    tabs = window.findChild(MainTabs)
    if not isinstance(tabs, MainTabs):
        raise LookupError("centre")
    before = tabs.currentIndex()
    tabs.setCurrentWidget(tabs.inside)
    view = window.findChild(DiagramView)
    if not isinstance(view, DiagramView):
        raise LookupError("networkDiagram")
    wait_until(lambda: view.diagram is not None and view.diagram.ink is not None)
    times = []
    for _ in range(PAINTINGS):
        QCoreApplication.sendEvent(view, QEvent(QEvent.Type.PaletteChange))  # paints all anew
        started, worked = time.perf_counter(), time.thread_time()
        view.repaint()
        times.append((time.perf_counter() - started, time.thread_time() - worked))
    tabs.setCurrentIndex(before)
    window.pad.clear()
    window.resize(size)
    wall, processor = 1000 * np.percentile(times, 95, axis=0)
    return {
        "diagram_paint_p95_ms": float(wall),
        "diagram_paint_processor_p95_ms": float(processor),
    }
