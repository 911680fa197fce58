"""Marks on the curves where hyperparameters were changed while the network learnt."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest

from core.training.events import BatchEnd, EpochEnd, LiveChange
from gui.session.event_batch import EventBatch
from gui.training.curves.change_marks import HyperparameterChange, merged
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.curves_panel import CurvesPanel
from gui.training.curves.readout import Readout

from .person import Person

PLOTS = ("lossPlot", "accuracyPlot")


def labels(person: Person) -> list[list[str]]:
    """What stands beside the marks of both plots."""
    return [person.find(CurvePlot, name).labels() for name in PLOTS]


def hear(person: Person, *changes: tuple[float, dict[str, float]], epochs: int = 10) -> None:
    """A training with changes at some epochs, as the session tells of it."""
    settings = person.session.settings
    size = settings.training_images if settings is not None else 1
    ends = [EpochEnd(n, 1 / n, 0.5, 1 / n, 0.5, 0.0, 0.0) for n in range(1, epochs + 1)]
    batches = [BatchEnd(n, n * size, 1 / n, 0.5) for n in range(1, epochs + 1)]
    told = [LiveChange(round(epoch * size), values) for epoch, values in changes]
    person.session.received.emit(EventBatch.sort([*batches, *ends, *told]))
    person.find(CurvesPanel, "curvesPanel").finish()


def assert_told(person: Person, epoch: float, text: str) -> None:
    """It stands beside the crosshair while the pointer is at an epoch."""
    plot = person.find(CurvePlot, "lossPlot")
    (_, _), (low, high) = plot.viewRange()
    scene = plot.getViewBox().mapViewToScene(QPointF(epoch, (low + high) / 2))
    place = plot.mapFromScene(scene)
    readout = person.find(Readout, "curvesReadout")

    def told() -> bool:
        # A move that comes too soon after another one is not heard.
        for beside in (QPoint(3, 3), QPoint(0, 0)):
            QTest.qWait(20)
            QTest.mouseMove(plot.viewport(), place + beside)
        return text in readout.text()

    person.wait(told)


def test_a_change_is_marked_on_both_curves(person: Person) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    person.enter("learning_rate", "1e-3", done=True)
    person.wait(lambda: labels(person) == [["η 0.001"], ["η 0.001"]])


def test_hovering_over_a_mark_tells_what_was_changed_and_when(person: Person) -> None:
    person.train()
    hear(person, (2.0, {"learning_rate": 0.001, "l2": 5.0}), (7.0, {"shift": 2.0}))
    assert_told(person, 2.0, "η 0.001, λ 5 @ 2.000")
    assert_told(person, 7.0, "shift 2 @ 7.000")
    assert_told(person, 5.0, "validation")


def test_changes_close_to_each_other_are_one_mark(person: Person) -> None:
    person.train()
    many = [(2 + 0.001 * n, {"learning_rate": 0.001 * n}) for n in range(1, 31)]
    hear(person, *many, (8.0, {"l2": 5.0}))
    assert labels(person) == [["30 changes", "λ 5"]] * 2
    assert_told(person, 2.0, "30 changes @ 2.001 to 2.030: η → 0.03")


def test_a_label_without_room_is_left_out(person: Person) -> None:
    person.train()
    rates = [(at, {"learning_rate": at / 1000}) for at in (2.0, 2.3)]
    hear(person, *rates, (2.6, {"l2": 5.0}))
    assert labels(person) == [["η 0.002", "λ 5"]] * 2
    assert_told(person, 2.3, "η 0.0023 @ 2.300")


def test_marks_come_apart_as_one_zooms_in(person: Person) -> None:
    person.train()
    hear(person, (2.0, {"learning_rate": 0.001}), (2.05, {"l2": 5.0}))
    assert labels(person)[0] == ["2 changes"]
    person.find(CurvePlot, "lossPlot").setXRange(1.99, 2.1, padding=0)
    assert labels(person) == [["η 0.001", "λ 5"]] * 2


def test_marks_out_of_view_are_not_shown(person: Person) -> None:
    person.train()
    hear(person, (2.0, {"learning_rate": 0.001}), (8.0, {"l2": 5.0}))
    person.find(CurvePlot, "lossPlot").setXRange(5.0, 9.0, padding=0)
    assert labels(person) == [["λ 5"]] * 2


@pytest.mark.parametrize("way", ["reset", "start"])
def test_marks_go_with_their_curves(person: Person, way: str) -> None:
    person.train()
    hear(person, (2.0, {"learning_rate": 0.001}))
    assert labels(person) == [["η 0.001"]] * 2
    if way == "reset":
        person.click("resetButton")
    else:
        person.begin()
    assert labels(person) == [[], []]


def test_a_stretch_of_changes_is_cut_where_it_becomes_long() -> None:
    changes = [HyperparameterChange(0.5 * number, {"l2": float(number)}) for number in range(20)]
    marks = [mark for _, mark in merged([(change.epoch, change) for change in changes], 1.0)]
    assert [mark.epoch for mark in marks] == [0.0, 4.0, 8.0]
    assert sum(len(mark.changes) for mark in marks) == len(changes)


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"batch_size": 64}, "mini-batch size 64"),
        ({"momentum": 0.5, "dropout": 0.25}, "μ 0.5, dropout (hidden) 0.25"),
        ({"l1": 1.0, "l2": 2.0, "shift": 3.0}, "3 settings"),
    ],
)
def test_a_label_says_it_in_a_few_letters(values: dict[str, float], label: str) -> None:
    ((_, mark),) = merged([(1.0, HyperparameterChange(1.0, values))], 1.0)
    assert mark.label == label


def test_a_change_near_the_right_edge_has_its_text_at_the_left(person: Person) -> None:
    person.train(epochs="1")
    hear(person, (3.0, {"learning_rate": 0.125}), (9.9, {"l2": 0.5}), epochs=10)
    assert labels(person) == [["η 0.125", "λ 0.5"]] * 2
    plot = person.find(CurvePlot, "lossPlot")
    view = plot.getViewBox()
    first, last = plot._marks._changes._labels.boxes()
    line = view.mapViewToScene(QPointF(9.9, view.viewRange()[1][0])).x()
    assert first.right() < last.left()
    assert view.sceneBoundingRect().left() < last.left() < last.right() <= line


def test_two_changes_near_the_right_edge_have_no_texts_above_each_other(person: Person) -> None:
    person.train(epochs="1")
    hear(person, (9.6, {"learning_rate": 0.125}), (9.9, {"l2": 0.5}), epochs=10)
    plot = person.find(CurvePlot, "lossPlot")
    boxes = plot._marks._changes._labels.boxes()
    assert boxes
    assert all(one.right() <= other.left() for one, other in pairwise(boxes))


def test_both_plots_mark_the_same_best_epoch(person: Person) -> None:
    """The plots take turns in drawing what is new."""
    person.train(epochs="1")
    for number in range(2, 6):
        event = EpochEnd(number, 1 / number, 0.5, 1 / number, 0.5, 0.0, 0.0)
        person.session.received.emit(EventBatch.sort([event]))
        marks = [person.find(CurvePlot, name)._marks.best for name in PLOTS]
        places = {mark.line.place for mark in marks}
        assert {mark.epoch for mark in marks} == {number}
        assert places == {marks[0].line.place}
        assert None not in places
