"""What of the curves is in view, and what is written at the axes."""

import math
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QSlider
from pytestqt.qtbot import QtBot

from core.plots.palette import MOST_MARKED
from core.training.events import BatchEnd, EpochEnd
from gui.common.settings import WindowSettings
from gui.session.event_batch import EventBatch
from gui.training.curves.axis_ranges import horizontal_range
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.epoch_plot import EpochPlot
from gui.training.curves.x_axis_mapping import XAxis, XScale

from .conftest import OpenWindow
from .live_curves import falling, panel, show
from .person import Person, settle
from .run_library_fixture import SETTINGS, Library, Visitor

NAMES = ("loss", "accuracy")
CURVE = falling(0.5, 0.1, first=9.0)


def values_in_view(plot: CurvePlot) -> tuple[float, float]:
    low, high = plot.viewRange()[1]
    return low, high


def texts(plot: EpochPlot, side: str) -> list[str]:
    """What is written at an axis."""
    axis = plot.getAxis(side)
    low, high = axis.range
    length = axis.height() if side == "left" else axis.width()
    return list(axis.ticks(low, high, length).texts)


def turn_wheel(
    plot: CurvePlot, at: QPoint, notches: int = 1, key: Qt.KeyboardModifier | None = None
) -> None:
    place = QPointF(at)
    event = QWheelEvent(
        place,
        QPointF(plot.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        key or Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def point_in(plot: CurvePlot, share: float) -> QPoint:
    """A point in the middle of the height, at a share of the width."""
    rect = plot.mapFromScene(plot.getViewBox().sceneBoundingRect()).boundingRect()
    return QPoint(round(rect.left() + share * rect.width()), rect.center().y())


def test_the_first_mini_batches_do_not_squash_the_others(person: Person) -> None:
    curves = show(person, 100, CURVE)
    low, high = values_in_view(curves.loss)
    assert low < 0.1
    assert 0.4 < high < 1.5


def test_the_whole_range_is_one_click_away(person: Person) -> None:
    curves = show(person, 100, CURVE)
    person.click("wholeRangeButton")
    assert values_in_view(curves.loss)[1] > CURVE(0.1)
    person.click("wholeRangeButton")
    assert values_in_view(curves.loss)[1] < 1.5
    person.choose_action("Show outliers")
    assert values_in_view(curves.loss)[1] > CURVE(0.1)


def test_accuracy_zooms_to_where_the_curves_are(person: Person) -> None:
    curves = show(person, 100, CURVE, accuracy=lambda at: 0.98 - 0.8 * 2 ** (-at / 0.5))
    low, high = values_in_view(curves.accuracy)
    assert low > 70
    assert high < 103
    person.click("wholeRangeButton")
    assert values_in_view(curves.accuracy)[0] < 30


def test_values_follow_what_is_in_view_along_the_horizontal_axis(person: Person) -> None:
    curves = show(person, 100, falling(2.0, 0.1))
    whole = values_in_view(curves.loss)
    turn_wheel(curves.loss, point_in(curves.loss, 0.99), notches=20)
    left = curves.loss.viewRange()[0][0]
    assert left > 50
    person.wait(lambda: values_in_view(curves.loss)[1] < 0.3)
    assert values_in_view(curves.loss)[0] < falling(2.0, 0.1)(100)
    # The other plot, with the same horizontal axis, does so too.
    assert curves.accuracy.viewRange()[0] == curves.loss.viewRange()[0]
    person.click("showAllButton")
    assert values_in_view(curves.loss) == whole


def test_the_axis_that_has_grown_with_the_curves_stays_what_it_is(person: Person) -> None:
    # The lowest accuracies are in view until there are enough others to call them outliers.
    curves = show(person, 15, CURVE, accuracy=lambda at: 0.92 - 0.85 * 2 ** (-at / 0.25))
    before = [plot.viewRange() for plot in (curves.loss, curves.accuracy)]
    person.click("showAllButton")
    assert [plot.viewRange() for plot in (curves.loss, curves.accuracy)] == before
    for button in 2 * ["wholeRangeButton"] + 2 * ["logLossSwitch"]:
        person.click(button)
    assert [plot.viewRange() for plot in (curves.loss, curves.accuracy)] == before
    turn_wheel(curves.loss, point_in(curves.loss, 0.99), notches=20)
    turn_wheel(
        curves.accuracy, point_in(curves.accuracy, 0.9), 5, Qt.KeyboardModifier.ShiftModifier
    )
    person.wait(lambda: values_in_view(curves.loss) != tuple(before[0][1]))
    person.click("showAllButton")
    assert [plot.viewRange() for plot in (curves.loss, curves.accuracy)] == before


@pytest.mark.parametrize("way", ["axis", "shift"])
def test_values_stay_where_the_user_has_put_them(person: Person, way: str) -> None:
    curves = show(person, 100, falling(2.0, 0.1))
    if way == "axis":
        turn_wheel(curves.loss, QPoint(20, curves.loss.height() // 2))
    else:
        shift = Qt.KeyboardModifier.ShiftModifier
        turn_wheel(curves.loss, point_in(curves.loss, 0.5), key=shift)
    held = values_in_view(curves.loss)
    turn_wheel(curves.loss, point_in(curves.loss, 0.99), notches=20)
    person.wait(lambda: not curves._redrawing.isActive())
    assert values_in_view(curves.loss) == pytest.approx(held)


def test_an_empty_plot_says_how_to_begin(person: Person) -> None:
    for name in NAMES:
        plot = person.find(CurvePlot, f"{name}Plot")
        hints = [label for label in plot.findChildren(QLabel) if label.isVisible()]
        assert [hint.text() for hint in hints] == [
            f"Press Start to train: the {name} appears here."
        ]
        assert texts(plot, "left") == texts(plot, "bottom") == []
    show(person, 1, CURVE)
    for name in NAMES:
        plot = person.find(CurvePlot, f"{name}Plot")
        assert not any(label.isVisible() for label in plot.findChildren(QLabel))
        assert texts(plot, "left")
        assert texts(plot, "bottom")


def test_a_single_mini_batch_can_be_seen(person: Person) -> None:
    curves = panel(person)
    show(person, 0, CURVE)
    curves.add(EventBatch.sort([BatchEnd(1, 30, 2.3, 0.1)]))
    curves.finish()
    image = curves.loss.grab().toImage()
    place = curves.loss.mapFromScene(curves.loss.getViewBox().mapViewToScene(QPointF(0.1, 2.3)))
    paper = image.pixelColor(place + QPoint(15, 15))
    assert image.pixelColor(place) != paper


def test_markers_go_when_there_are_many_points(person: Person) -> None:
    for epochs, marked in ((1, True), (MOST_MARKED, True), (MOST_MARKED + 1, False)):
        curves = show(person, epochs, CURVE)
        assert bool(curves.loss._markers.count("validation")) is marked


@pytest.mark.parametrize("axis", XAxis)
def test_the_horizontal_axis_can_be_logarithmic(person: Person, axis: XAxis) -> None:
    curves = show(person, 100, CURVE)
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(axis))
    linear = {each.name: each for each in curves.loss.readings(curves.loss.viewRange()[0][1])}
    person.choose_action("Log-scale horizontal axis")
    left, right = curves.loss.viewRange()[0]
    last = {XAxis.EPOCHS: 100, XAxis.IMAGES: 30_000, XAxis.TIME: 100}[axis]
    assert math.log10(last) <= right < math.log10(3 * last)
    first = {XAxis.EPOCHS: 0.1, XAxis.IMAGES: 30, XAxis.TIME: 0.1}[axis]
    assert left == pytest.approx(math.log10(first), abs=0.1)
    assert {each.name: each for each in curves.loss.readings(right)} == linear
    assert len(texts(curves.loss, "bottom")) >= 3
    person.choose_action("Log-scale horizontal axis")
    assert curves.loss.viewRange()[0][0] == 0


def test_a_logarithmic_axis_keeps_the_details_of_the_beginning(person: Person) -> None:
    curves = show(person, 200, CURVE)
    person.choose_action("Log-scale horizontal axis")
    path = curves.loss._lines.curves[0]._raw.path()
    xs = np.array([path.elementAt(i).x for i in range(path.elementCount())])
    assert np.count_nonzero(xs <= 0.01) >= 10  # each mini-batch of the first epoch
    assert (np.diff(xs) >= 0).all()


def test_ticks_are_written_in_one_notation(person: Person) -> None:
    curves = show(person, 60, lambda at: 3 * 10 ** (-at / 12))
    person.click("logLossSwitch")
    written = texts(curves.loss, "left")
    assert len(written) >= 2
    assert all(text.strip("0.") in {"1", "2", "5"} for text in written) or all(
        "e" in text for text in written
    )


@pytest.mark.parametrize("axis", XAxis)
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("length", [150.0, 300.0, 1200.0])
def test_the_texts_of_a_horizontal_axis_do_not_overlap(
    person: Person, axis: XAxis, length: float, *, logarithmic: bool
) -> None:
    curves = show(person, 100, CURVE)
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(axis))
    if logarithmic:
        person.choose_action("Log-scale horizontal axis")
    bottom, metrics = curves.loss.getAxis("bottom"), QFontMetricsF(curves.loss.font())
    low, high = bottom.range
    ticks = bottom.ticks(low, high, length)
    ends = [
        (
            (at - low) / (high - low) * length - metrics.horizontalAdvance(text) / 2,
            (at - low) / (high - low) * length + metrics.horizontalAdvance(text) / 2,
        )
        for at, text in zip(ticks.positions, ticks.texts, strict=True)
    ]
    assert len(ends) >= 2
    assert all(before[1] + 4 < after[0] for before, after in pairwise(ends))


@pytest.mark.parametrize("height", [120, 130, 150, 180, 250])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_low_plot_has_at_least_three_numbers_and_its_unit(
    person: Person, height: int, *, logarithmic: bool
) -> None:
    curves = show(person, 20, falling(0.4, 0.1), accuracy=lambda at: 0.99 - 0.05 / (1 + at))
    if logarithmic:
        person.click("logLossSwitch")
    for plot in (curves.loss, curves.accuracy):
        plot.setFixedHeight(height)
        QApplication.processEvents()
        assert len(texts(plot, "left")) >= 3
        axis = plot.getAxis("left")
        assert plot.unit.split()[-1] in axis.labelText
        assert axis.label.boundingRect().width() <= plot.height()
    # Both axes have the same width, so that the plots stand exactly below each other.
    widths = {plot.getAxis("left").width() for plot in (curves.loss, curves.accuracy)}
    assert len(widths) == 1


def test_the_label_of_an_axis_is_in_one_line_again_when_there_is_room(person: Person) -> None:
    plot = show(person, 20, falling(0.4, 0.1)).loss
    label = plot.getAxis("left").label
    heights = []
    for height in (300, 120, 300):
        plot.setFixedHeight(height)
        QApplication.processEvents()
        heights.append(label.boundingRect().height())
    assert heights[0] == heights[2] < heights[1]
    assert label.toPlainText().strip() == "Loss (nats per image)"


def test_values_that_are_no_numbers_harm_nothing(person: Person) -> None:
    curves = show(person, 3, lambda at: float("nan"))
    assert "best val. loss" not in curves._legend.text()
    curves = show(person, 60, lambda at: 0.5 if at < 58 else 1e300 if at < 59 else math.inf)
    low, high = values_in_view(curves.loss)
    assert 0 < low < 0.5 < high < 2
    for switch in ("logLossSwitch", "wholeRangeButton"):
        person.click(switch)
        curves.loss.grab()


def test_a_best_epoch_has_a_finite_loss(person: Person) -> None:
    curves = panel(person)
    show(person, 0, CURVE)
    losses = (float("nan"), 0.5, 0.7, float("inf"))
    ends = [EpochEnd(n, 1.0, 0.5, loss, 0.5, 1.0, 1.0) for n, loss in enumerate(losses, start=1)]
    curves.add(EventBatch.sort(ends))
    curves.finish()
    assert "best val. loss: epoch 2" in curves._legend.text()


def test_the_horizontal_range_grows_in_steps() -> None:
    assert horizontal_range([(0.1, 3.0), (1.0, 7.0)], XScale()) == pytest.approx((0, 10.2))
    left, right = horizontal_range([(-1.0, math.log10(7))], XScale(logarithmic=True))
    assert right == pytest.approx(math.log10(10.2))
    assert -1.1 < left < -1.0
    assert horizontal_range([], XScale()) == pytest.approx((0, 1.02))


@pytest.mark.parametrize("name", NAMES)
def test_the_crosshair_leaves_nothing_behind(person: Person, name: str) -> None:
    curves = show(person, 60, CURVE)
    plot = getattr(curves, name)
    for place in (20.4, 20.0, 30.2, 31.0, 12.0):
        plot.hovered.emit(place)
        QTest.qWait(1)
    screen = person.window.screen().grabWindow(person.window.winId()).toImage()
    corner = plot.mapTo(person.window, QPoint(0, 0))
    top = plot.mapFromScene(plot.getViewBox().sceneBoundingRect()).boundingRect()
    columns = [
        column
        for column in range(top.left() + 4, top.right())
        if all(
            screen.pixelColor(corner + QPoint(column, top.bottom() - row)).lightness() < 60
            for row in (8, 16)
        )
    ]
    assert len(columns) == 1


@pytest.mark.parametrize("place", [0.5, 20.0, 59.5])
@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1920, 1080)])
def test_all_values_at_the_crosshair_can_be_read_and_cover_no_curve(
    library: Library,
    person: Person,
    visitor: Visitor,
    size: tuple[int, int],
    place: float,
) -> None:
    library.add("a")  # before the window first lists the runs, which it repeats each second
    person.window.resize(*size)
    show(person, 60, CURVE)
    curves = show(person, 60, falling(0.4, 0.1))
    QApplication.processEvents()
    readout = curves.readout
    for plot in (curves.loss, curves.accuracy):
        plot.hovered.emit(place)
        assert readout.isVisible()
        assert curves.rect().contains(readout.geometry())
        assert not any(readout.geometry().intersects(each.geometry()) for each in curves._plots)
        lines = ("mini-batches", "training", "validation", "last run, training")
        assert all(f"   {line} " in readout.text() for line in (*lines, "last run, validation"))
        assert "Loss · Accuracy" in readout.text()
        needed = readout._size(readout._table, curves.width())
        assert readout.width() >= needed.width()
        assert readout.height() >= needed.height()
    visitor.open(rows=1)
    visitor.select("a")
    visitor.act("overlay")
    person.wait(lambda: curves.overlay_legend.isVisible())
    QApplication.processEvents()
    curves.loss.hovered.emit(place)
    assert not readout.geometry().intersects(curves.overlay_legend.geometry())
    curves.loss.hovered.emit(None)
    assert not readout.isVisible()


def test_the_switches_are_remembered(open_window: OpenWindow, qtbot: QtBot) -> None:
    person = Person(open_window(), qtbot)
    for switch in ("logLossSwitch", "wholeRangeButton"):
        person.click(switch)
    person.choose_action("Log-scale horizontal axis")
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(XAxis.TIME))
    person.find(QSlider, "smoothingSlider").setValue(20)
    person.window.close()
    again = Person(open_window(), qtbot)
    assert again.find(QAbstractButton, "logLossSwitch").isChecked()
    assert again.find(QAbstractButton, "wholeRangeButton").isChecked()
    assert again.action("Log-scale horizontal axis").isChecked()
    assert again.find(QComboBox, "curvesAxis").currentText() == XAxis.TIME
    assert again.find(QSlider, "smoothingSlider").value() == 20
    assert panel(again).loss.x_scale == XScale(XAxis.TIME, logarithmic=True)


@pytest.mark.parametrize(("axis", "step"), [("Furlongs", 900), ("", 0)])
def test_strange_settings_of_the_curves_do_no_harm(
    open_window: OpenWindow, qtbot: QtBot, axis: str, step: int
) -> None:
    settings = WindowSettings()
    settings.curves_axis, settings.smoothing_step = axis, step
    settings.save()
    person = Person(open_window(), qtbot)
    assert person.find(QComboBox, "curvesAxis").currentText() == XAxis.EPOCHS


def test_switches_have_the_same_names_in_menus_and_beside_the_curves(person: Person) -> None:
    actions = {action.text().replace("&", "") for action in panel(person).actions_for_menu}
    for button in ("logLossSwitch", "wholeRangeButton", "showAllButton"):
        assert person.find(QAbstractButton, button).text().replace("&", "") in actions


def test_the_best_epoch_is_drawn_only_when_it_changes(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    curves = show(person, 20, falling(0.5, 0.1), planned=100)
    drawn: list[str] = []
    for plot in (curves.loss, curves.accuracy):
        monkeypatch.setattr(plot._marks.best, "draw", lambda place_of: drawn.append("line"))
        monkeypatch.setattr(plot._legends.curves, "show_texts", lambda texts: drawn.append("text"))
    images = SETTINGS.training_images
    for number in range(10):
        curves.add(EventBatch.sort([BatchEnd(21, 20 * images + number, 0.3, 0.9)]))
        curves.add(EventBatch.sort([EpochEnd(21 + number, 0.5, 0.5, 9.0, 0.5, 1.0, 1.0)]))
    assert drawn == []
    curves.add(EventBatch.sort([EpochEnd(31, 0.5, 0.5, 0.01, 0.5, 1.0, 1.0)]))
    curves.finish()
    assert sorted(drawn) == ["line", "line", "text", "text"]


def test_the_label_of_the_horizontal_axis_is_above_the_frame_of_the_focus(person: Person) -> None:
    curves = show(person, 3, CURVE)
    for plot in (curves.loss, curves.accuracy):
        axis, label = plot.getAxis("bottom"), plot.getAxis("bottom").label
        margin = label.document().documentMargin()
        lowest = label.y() + label.boundingRect().height() - margin
        assert lowest <= axis.size().height() - 2
        assert axis.mapToScene(0, lowest).y() <= plot.height() - 2


def test_a_plot_that_was_low_has_its_usual_axis_when_it_is_high_again(person: Person) -> None:
    show(person, 15, CURVE, accuracy=lambda at: 0.92 - 0.5 * 2 ** (-at))
    usual = [values_in_view(plot) for plot in panel(person)._plots]
    size = person.window.size()
    person.window.resize(1024, 600)
    settle()
    panel(person).resize(panel(person).width(), 230)
    settle()
    person.window.resize(size)
    settle()
    again = [values_in_view(plot) for plot in panel(person)._plots]
    for (low, high), (low_before, high_before) in zip(again, usual, strict=True):
        assert low == pytest.approx(low_before, abs=0.02 * (high_before - low_before))
        assert high == pytest.approx(high_before, abs=0.02 * (high_before - low_before))
