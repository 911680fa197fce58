"""A benchmark of what the pages of the tab “Inside” cost a training, visible and hidden."""

import time
from statistics import median

import numpy as np
from PySide6.QtWidgets import QTabWidget, QWidget

from gui.app import create_main_window
from gui.benchmarks.rates import window_rate
from gui.benchmarks.simulated_pen import WRITING, move_pen, tick_for
from gui.main_window import MainWindow

ROUNDS = 3
HIDDEN_ROUNDS = 7
SECONDS = 3.0


def measure_inside(window: MainWindow) -> dict[str, object]:
    """Compare training while a page of “Inside” is visible with training beside the curves.

    The preset `report` is trained, and a digit is on the pad. The curves have a half of the time
    before, and a half after. Returns, for each page, its share of the rate beside the curves, and
    the 99th percentile of the gaps of a 60 Hz timer in the GUI thread, in milliseconds; and the
    share of a window all of whose pages were opened and are hidden, of one without them.
    """
    tabs = _draw_and_find(window)
    shares, gaps = {}, {}
    for place in range(tabs.count()):
        name = tabs.tabText(place)
        ratios, found = [], []
        for _ in range(ROUNDS):
            before, _ = _rate(window, SECONDS / 2)
            _show(window, place)
            visible, times = _rate(window, SECONDS)
            _show(window, None)
            after, _ = _rate(window, SECONDS / 2)
            ratios.append(2 * visible / (before + after))
            found.extend(times)
        shares[name] = median(ratios)
        gaps[name] = float(np.percentile(found, 99))
    return {
        "inside_visible_shares": shares,
        "inside_gap_p99_ms": gaps,
        "inside_hidden_share": _hidden_share(window),
    }


def _hidden_share(window: MainWindow) -> float:
    fresh = create_main_window()
    fresh.show()
    ratios = []
    for _ in range(HIDDEN_ROUNDS):
        before, _ = _rate(fresh, SECONDS / 2)
        hidden, _ = _rate(window, SECONDS)
        after, _ = _rate(fresh, SECONDS / 2)
        ratios.append(2 * hidden / (before + after))
    fresh.close()
    return median(ratios)


def _draw_and_find(window: MainWindow) -> QTabWidget:
    """Draw a digit, and return the pages of the tab, which are made when it is first shown."""
    for tick in range(WRITING):
        move_pen(window.pad, tick)
    _show(window, 0)
    tabs = window.findChild(QTabWidget, "insideTabs")
    assert isinstance(tabs, QTabWidget)
    _show(window, None)
    return tabs


def _show(window: MainWindow, page: int | None) -> None:
    """Show a page of the tab; None for the curves."""
    centre = window.findChild(QTabWidget, "centre")
    assert isinstance(centre, QTabWidget)
    if page is None:
        centre.setCurrentIndex(0)
        return
    inside = window.findChild(QWidget, "insidePanel")
    assert isinstance(inside, QWidget)
    centre.setCurrentWidget(inside)
    tabs = window.findChild(QTabWidget, "insideTabs")
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(page)


def _rate(window: MainWindow, seconds: float) -> tuple[float, list[float]]:
    """Return images per second, and the gaps of a 60 Hz timer in milliseconds."""
    ticks: list[float] = []
    rate = window_rate(window, lambda: tick_for(seconds, lambda: ticks.append(time.perf_counter())))
    return rate, [float(gap) for gap in 1000 * np.diff(ticks)]
