"""Marks, markers, texts and the legend of the curves, in every size of the plots."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QLabel

from core.training.events import EpochEnd, LiveChange
from gui.session.event_batch import EventBatch
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.line_names import TRAINING, VALIDATION

from .live_curves import BATCHES, Loss, falling, panel, show
from .person import Person, settle

NAMES = ("loss", "accuracy")
PEAKS = (12.3, 30.4, 46.6)
WAYS: dict[str, Callable[[Person], None]] = {
    "wider": lambda person: person.window.resize(1600, 900),
    "narrower": lambda person: person.window.resize(1024, 600),
    "without the settings": lambda person: person.press(Qt.Key.Key_F3),
    "without the drawing": lambda person: person.press(Qt.Key.Key_F4),
    "for a projector": lambda person: person.press(Qt.Key.Key_F11),
}


def with_peaks(height: float) -> Loss:
    """A loss with a few mini-batches that are far outside of the axis."""

    def loss(at: float) -> float:
        peak = any(abs(at - place) < 0.5 / BATCHES for place in PEAKS)
        return height if peak else falling(0.5, 0.1)(at)

    return loss


def plot(person: Person, name: str = "loss") -> CurvePlot:
    return person.find(CurvePlot, f"{name}Plot")


def inside(plot: CurvePlot) -> QRectF:
    """The part of a plot between its axes, in the coordinates of the scene."""
    return plot.getViewBox().sceneBoundingRect()


def marked_epochs(plot: CurvePlot) -> list[float]:
    """Where the tips of the triangles are."""
    path = plot._marks._outside._triangles.path()
    polygons = path.toSubpathPolygons()
    view = plot.getViewBox()
    return sorted(view.mapToView(polygon[0]).x() for polygon in polygons)


@pytest.mark.parametrize("way", WAYS)
def test_values_outside_are_marked_at_their_epochs_in_every_size(person: Person, way: str) -> None:
    show(person, 60, with_peaks(70.2))
    person.window.resize(1280, 720)
    settle()
    for _ in range(2):  # there and back
        WAYS[way](person)
        settle()
        shown = plot(person)
        pixel = 60 / inside(shown).width()
        marked = marked_epochs(shown)  # the last two are one where there is little room
        assert marked == pytest.approx(PEAKS[: len(marked)], abs=2 * pixel)
        assert shown.outside_texts() == ["70.2"] * len(marked)


@pytest.mark.parametrize("height", [600, 1000])
def test_marks_of_values_outside_cover_no_point_that_is_in_view(
    person: Person, height: int
) -> None:
    person.window.resize(1024, height)
    settle()
    low = falling(0.5, 0.1)
    shown = show(person, 60, lambda at: 70.2 if at < 0.5 else low(at)).loss
    settle()
    (box,) = shown._marks._outside._labels.boxes()
    edge = shown.getViewBox().mapSceneToView(box.bottomLeft()).y()
    for name in (TRAINING, VALIDATION):
        assert max(shown.curves[name].values[1]) < edge


@pytest.mark.parametrize("way", WAYS)
def test_the_texts_of_marks_are_whole_and_apart(person: Person, way: str) -> None:
    curves = show(person, 60, with_peaks(-7e30))
    images = curves._images
    curves.add(EventBatch.sort([LiveChange(round(at * images), {"l2": at}) for at in (31, 55)]))
    curves.finish()
    show_last = with_peaks(7e30)
    WAYS[way](person)
    settle()
    for loss in (None, show_last):
        if loss is not None:
            show(person, 60, loss)
        for name in NAMES:
            shown = plot(person, name)
            labels = [shown._marks._outside._labels, shown._marks._changes._labels]
            boxes = [box for each in labels for box in each.boxes()]
            for number, box in enumerate(boxes):
                assert inside(shown).contains(box)
                assert not any(box.intersects(other) for other in boxes[:number])


@pytest.mark.parametrize("way", WAYS)
def test_no_marker_is_cut_off(person: Person, way: str) -> None:
    WAYS[way](person)
    settle()
    curves = show(person, 1, falling(0.5, 0.1), lambda at: 0.9, planned=8)
    for epoch in range(2, 9):  # the axis stays until a value leaves it
        value = 0.9 + 0.01 * epoch
        end = EpochEnd(epoch, 0.5 - 0.05 * epoch, value, 0.5 + 0.01 * epoch, value, 1.0, 1.0)
        curves.add(EventBatch.sort([end]))
        curves.finish()
        for name in NAMES:
            room = plot(person, name).getViewBox().rect()
            for line in ("training", "validation"):
                markers = plot(person, name)._markers._sets[line].item
                assert room.contains(markers.boundingRect())


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1600, 900)])
@pytest.mark.parametrize("projector", [False, True])
def test_the_plots_stay_where_they_are_while_the_network_learns(
    person: Person, size: tuple[int, int], projector: bool
) -> None:
    if projector:
        person.press(Qt.Key.Key_F11)
    person.window.resize(*size)
    settle()

    def looks() -> list[object]:
        labels = [plot(person, name)._axes["left"].label for name in NAMES]
        fonts = [(label.toPlainText(), label.font().pixelSize()) for label in labels]
        return [*(plot(person, name).geometry() for name in NAMES), *fonts]

    before = looks()
    for epochs in (0, 1, 12):
        show(person, epochs, falling(0.5, 0.1), planned=100)
        settle()
        assert looks() == before
    assert "last run" in person.find(CurveLegend, "curveLegend").text()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [(1024, 600), (1280, 720)])
def test_texts_of_an_empty_plot_are_inside_of_it(
    person: Person, name: str, size: tuple[int, int]
) -> None:
    person.press(Qt.Key.Key_F11)
    person.window.resize(*size)
    settle()
    shown = plot(person, name)
    hints = [label for label in shown.findChildren(QLabel) if label.isVisible()]
    for hint in hints:
        assert inside(shown).contains(QRectF(hint.geometry()))
        needed = hint.fontMetrics().boundingRect(hint.rect(), Qt.TextFlag.TextWordWrap, hint.text())
        assert needed.height() <= hint.height()
    label = shown._axes["left"].label
    frame = 2
    around = QRectF(shown.rect()).adjusted(frame, frame, -frame, -frame)
    assert around.contains(label.sceneBoundingRect().adjusted(4, 4, -4, -4))


def test_the_unit_is_not_cut_off_in_a_low_plot(person: Person) -> None:
    curves = panel(person)
    for height in range(60, 300, 10):
        for shown in (curves.loss, curves.accuracy):
            shown.setFixedHeight(height)
        settle()
        for shown in (curves.loss, curves.accuracy):
            label = shown._axes["left"].label
            box = label.sceneBoundingRect().adjusted(4, 4, -4, -4)
            assert box.top() >= 0
            assert box.bottom() <= height
