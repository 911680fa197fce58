"""What the curves of a training that diverged say."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel

from core.runs.run_series import RunSeries
from core.training.events import Status, TrainingEnd
from gui.common.plot_picture import _prepared
from gui.common.theme import theme_of
from gui.session.event_batch import EventBatch
from gui.session.run_curves import RunCurves
from gui.training.curves.curve_plot import CurvePlot

from .live_curves import falling, panel, show
from .person import Person


def end(person: Person, epochs: int, status: Status = Status.DIVERGED) -> None:
    reason = "The loss has grown to 20000." if status is Status.DIVERGED else ""
    panel(person).add(EventBatch.sort([TrainingEnd(status, epochs, 1.0, reason)]))
    panel(person).finish()


def test_a_loss_that_explodes_is_marked_with_its_value(person: Person) -> None:
    curves = show(person, 60, lambda at: falling(0.5, 0.1)(at) if at < 59.8 else 8000.0)
    assert curves.loss.viewRange()[1][1] < 1
    assert curves.loss.outside_texts() == ["8,800"]  # validation, which is the farthest
    person.click("wholeRangeButton")
    assert curves.loss.outside_texts() == []


def test_on_a_logarithmic_axis_too(person: Person) -> None:
    show(person, 60, lambda at: falling(0.5, 0.1)(at) if at < 59.8 else 8e30)
    person.click("logLossSwitch")
    assert panel(person).loss.outside_texts() == ["8.8e+30"]


def test_the_mark_stays_at_its_epoch_and_its_value_in_view_when_the_plot_changes_its_size(
    person: Person,
) -> None:
    curves = show(person, 60, lambda at: falling(0.5, 0.1)(at) if not 20 < at < 20.3 else 8000.0)
    marks, view = curves.loss._marks._outside, curves.loss.getViewBox()
    for width, height in ((1100, 620), (1900, 1000), (1280, 720)):
        person.window.resize(width, height)
        QCoreApplication.processEvents()
        (left, right), _ = view.viewRange()
        place = (marks.peaks[0].position - left) / (right - left) * view.width()
        assert marks._triangles.path().boundingRect().center().x() == pytest.approx(place, abs=1)
        (box,) = marks._labels.boxes()
        assert view.sceneBoundingRect().contains(box)


def test_a_picture_has_the_value_beside_its_mark(person: Person) -> None:
    curves = show(person, 60, lambda at: falling(0.5, 0.1)(at) if not 20 < at < 20.3 else 8000.0)
    labels = curves.loss._marks._outside._labels
    boxes = labels.boxes()
    assert boxes
    with _prepared(curves.loss):
        assert labels.boxes() == boxes


def test_it_is_marked_where_the_training_diverged(person: Person) -> None:
    curves = show(person, 33, falling(0.5, 0.1))
    end(person, 33)
    assert "diverged in epoch 34" in curves._legend.text()
    for plot in (curves.loss, curves.accuracy):
        assert plot._marks.divergence.line.place == pytest.approx(33)
    curves.loss.hovered.emit(33.0)
    assert "The loss has grown to 20000." in curves.readout.text()
    show(person, 2, falling(0.5, 0.1))
    assert "diverged in epoch" not in curves._legend.text()
    assert "last run: epochs 33, diverged · " in curves._legend.text()


def test_a_training_that_diverged_at_once_is_not_an_empty_plot(person: Person) -> None:
    show(person, 0, falling(0.5, 0.1))
    end(person, 0)
    hints = person.find(CurvePlot, "lossPlot").findChildren(QLabel)
    said = [hint.text() for hint in hints if hint.isVisible()]
    assert said == ["The training diverged at once. The loss has grown to 20000."]


def test_a_real_training_that_diverges_says_so(person: Person) -> None:
    person.train(learning_rate="100", l2="1000", batch_size="10", training_images="300")
    assert "diverged in epoch 1" in panel(person)._legend.text()


@pytest.mark.parametrize("status", [Status.STOPPED, Status.COMPLETED])
def test_the_axis_ends_where_a_training_has_ended(person: Person, status: Status) -> None:
    curves = show(person, 30, falling(0.5, 0.1), planned=100)
    assert curves.loss.viewRange()[0][1] == pytest.approx(51)
    end(person, 30, status)
    assert curves.loss.viewRange()[0][1] == pytest.approx(30.6)
    curves.add(EventBatch.sort([]))
    assert curves.loss.viewRange()[0][1] == pytest.approx(30.6)


def test_the_axis_does_not_reach_beyond_the_planned_end(person: Person) -> None:
    curves = show(person, 60, falling(0.5, 0.1))
    assert curves.loss.viewRange()[0][1] == pytest.approx(61.2)


def test_a_chosen_run_whose_loss_is_outside_of_the_axis_is_marked(person: Person) -> None:
    curves = show(person, 60, falling(0.5, 0.1))
    epochs, seconds = np.arange(1, 31), np.ones(30)
    high, low = np.full(30, 91.0), np.full(30, 0.1)
    series = RunSeries(epochs, seconds, high, low, high, low)
    curves.show_runs((RunCurves(Path("high"), "high", 0, 50_000, series, diverged=True),))
    assert curves.loss.viewRange()[1][1] < 2
    assert set(curves.loss.outside_texts()) == {"91"}
    marks = curves.loss._marks._outside
    color = theme_of(curves).runs[0]
    assert set(marks._colors.values()) == {color}
    assert not marks._others[color].path().isEmpty()
    assert marks._triangles.path().isEmpty()
    other = np.full(30, 85.0)
    second = RunCurves(
        Path("other"), "other", 1, 50_000, RunSeries(epochs, seconds, other, low, other, low)
    )
    curves.show_runs((curves.loss.overlays.runs[0], second))
    assert set(marks._colors.values()) == set(theme_of(curves).runs[:2])  # each run has its mark
    curves.show_runs(())
    assert curves.loss.outside_texts() == []
