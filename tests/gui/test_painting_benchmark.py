"""The benchmark of the ink."""

import pytest

from gui.benchmarks import simulated_pen
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
