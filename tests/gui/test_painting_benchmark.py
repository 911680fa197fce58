"""The benchmarks of painting."""

import pytest
from PySide6.QtWidgets import QTabWidget

from gui.benchmarks import diagram_painting, simulated_pen
from gui.benchmarks.diagram_painting import measure_diagram
from gui.benchmarks.simulated_pen import measure_painting

from .person import Person


def test_it_measures_movements_of_the_pen_and_leaves_nothing_behind(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated_pen, "SECONDS", 0.3)
    figures = measure_painting(person.window)
    kinds = ("paint_p95_ms", "paint_p95_while_training_ms", "paint_processor_p95_ms")
    assert tuple(figures) == kinds
    assert all(isinstance(value, float) and value > 0 for value in figures.values())
    assert not person.session.active
    assert not person.window.pad.drawing


def test_it_measures_the_diagram_of_a_wide_network(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagram_painting, "PAINTINGS", 5)
    person.wait_for_threads()
    tabs = person.find(QTabWidget, "centre")
    shown = tabs.currentIndex()
    figures = measure_diagram(person.window)
    assert tuple(figures) == ("diagram_paint_p95_ms", "diagram_paint_processor_p95_ms")
    assert all(isinstance(value, float) and value > 0 for value in figures.values())
    assert tabs.currentIndex() == shown
    assert not person.window.pad.drawing
    person.wait_for_threads()
