"""The axes of the curves: how far they reach, and the room for what is written at them."""

from collections.abc import Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent
from PySide6.QtWidgets import QApplication, QComboBox

from core.training.events import BatchEnd, EpochEnd, Status, TrainingEnd
from gui.common.enlargement import enlarge
from gui.session.event_batch import EventBatch
from gui.training.curves.curve import Curve
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.line_names import MINI_BATCHES
from gui.training.curves.x_axis_mapping import XAxis

from .live_curves import falling, panel, show
from .person import Person
from .run_library_fixture import SETTINGS
from .test_curve_limits import point_in, texts, turn_wheel

CURVE = falling(0.5, 0.1, first=9.0)
IMAGES = SETTINGS.training_images


def choose_axis(person: Person, axis: XAxis) -> None:
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(axis))


def mini_batches(plot: CurvePlot) -> Curve:
    (line,) = (curve for curve in plot._lines.curves if curve.name == MINI_BATCHES)
    return line


def drag(plot: CurvePlot, by: QPoint) -> None:
    """Move the curves with the mouse."""
    view, start, kinds = plot.viewport(), point_in(plot, 0.5), QEvent.Type
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    for kind, share, button, buttons in (
        (kinds.MouseButtonPress, 0.0, left, left),
        (kinds.MouseMove, 0.5, none, left),
        (kinds.MouseMove, 1.0, none, left),
        (kinds.MouseButtonRelease, 1.0, left, none),
    ):
        place = QPointF(start + by * share)
        at = view.mapToGlobal(place)
        event = QMouseEvent(kind, place, at, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)


@pytest.fixture
def every_movement() -> Iterator[None]:
    """Without this, pyqtgraph ignores what comes within 10 ms of another movement of the mouse."""
    usual = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", -1)
    yield
    pg.setConfigOption("mouseRateLimit", usual)


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("axis", XAxis)
def test_mini_batches_of_an_unfinished_epoch_are_in_view(
    person: Person, axis: XAxis, *, logarithmic: bool
) -> None:
    curves = show(person, 4, CURVE, planned=100)
    choose_axis(person, axis)
    if logarithmic:
        person.choose_action("Log-scale horizontal axis")
    moments = [4 + number / 10 for number in range(1, 9)]
    later = [BatchEnd(5, round(at * IMAGES), CURVE(at), 0.9) for at in moments]
    curves.add(EventBatch.sort([*later, TrainingEnd(Status.STOPPED, 4, 5.0)]))
    curves.finish()
    for plot in (curves.loss, curves.accuracy):
        last = plot.mapping.place(4.8, plot.x_scale)
        drawn = mini_batches(plot).extent
        assert drawn is not None
        assert drawn[1] == pytest.approx(last, rel=1e-3)
        assert plot.viewRange()[0][1] >= drawn[1]


def test_mini_batches_move_to_their_times_when_their_epoch_ends(person: Person) -> None:
    curves = show(person, 2, CURVE, planned=100)
    choose_axis(person, XAxis.TIME)
    curves.add(EventBatch.sort([BatchEnd(3, 3 * IMAGES, 1.0, 0.5)]))
    curves.add(EventBatch.sort([EpochEnd(3, 1.0, 0.5, 1.0, 0.5, 5.0, 5.0)]))
    curves.finish()
    for plot in (curves.loss, curves.accuracy):
        assert mini_batches(plot).extent == pytest.approx((0.1, 7.0), abs=0.01)


@pytest.mark.usefixtures("every_movement")
@pytest.mark.parametrize("axis", XAxis)
def test_no_negative_epochs_images_or_times_come_into_view(person: Person, axis: XAxis) -> None:
    curves = show(person, 20, CURVE)
    choose_axis(person, axis)
    whole = curves.loss.viewRange()[0]
    turn_wheel(curves.loss, point_in(curves.loss, 0.5), notches=-10)
    for plot in (curves.loss, curves.accuracy):
        left, right = plot.viewRange()[0]
        assert left == 0
        assert right > 2 * whole[1]
    drag(curves.loss, QPoint(150, 0))
    assert curves.loss.viewRange()[0] == pytest.approx([0, right])
    drag(curves.loss, QPoint(-150, 0))
    assert curves.loss.viewRange()[0][0] > 0


def test_a_logarithmic_axis_ends_at_the_left_where_nothing_can_be(person: Person) -> None:
    curves = show(person, 20, CURVE)
    person.choose_action("Log-scale horizontal axis")
    turn_wheel(curves.loss, point_in(curves.loss, 0.5), notches=-60)
    assert curves.loss.viewRange()[0][0] == pytest.approx(-6)
    person.choose_action("Log-scale horizontal axis")
    assert curves.loss.viewRange()[0][0] == 0


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_little_room_below_zero_comes_into_view(person: Person, name: str) -> None:
    plot: CurvePlot = getattr(show(person, 20, CURVE), name)
    beside = QPoint(20, plot.height() // 3)
    turn_wheel(plot, beside, notches=-20)
    low, high = plot.viewRange()[1]
    assert low == pytest.approx(-0.15 * (high - low))
    assert low < 0 < high


def test_a_logarithmic_axis_of_values_goes_below_one(person: Person) -> None:
    plot = show(person, 20, CURVE).loss
    person.click("logLossSwitch")
    turn_wheel(plot, QPoint(20, plot.height() // 3), notches=-5)
    low, high = plot.viewRange()[1]
    assert low < -0.5 * (high - low)


def texts_beside_label(plot: CurvePlot) -> float:
    """The distance from the label of the vertical axis to the widest text of its ticks."""
    axis, metrics = plot.getAxis("left"), QFontMetricsF(plot.font())
    written = texts(plot, "left")
    offset = axis.style["tickTextOffset"][0]
    left = axis.width() - offset - max(map(metrics.horizontalAdvance, written))
    document = axis.label.document()
    return left - (axis.label.pos().x() + document.size().height() - document.documentMargin())


@pytest.fixture(params=[1.0, 1.5])
def text_size(request: pytest.FixtureRequest) -> Iterator[None]:
    """Text of the normal size, and as large as in the projector mode."""
    enlarge(request.param, 1.0)
    yield
    enlarge(1.0, 1.0)


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("height", [120, 300])
def test_the_label_of_an_axis_is_beside_the_texts_of_its_ticks(person: Person, height: int) -> None:
    curves = panel(person)
    curves.begin(SETTINGS)
    for number in range(1, 3):
        loss = 2.425 + 0.0037 / number
        curves.add(EventBatch.sort([BatchEnd(1, number, loss, 0.1)]))
    curves.finish()
    for plot in (curves.loss, curves.accuracy):
        plot.setFixedHeight(height)
    QApplication.processEvents()
    assert texts(curves.loss, "left")[0].startswith("2.42")
    for plot in (curves.loss, curves.accuracy):
        assert texts_beside_label(plot) > 0
    left = {plot.getViewBox().sceneBoundingRect().left() for plot in (curves.loss, curves.accuracy)}
    assert len(left) == 1


def test_the_room_for_ticks_grows_with_their_texts_and_comes_back(person: Person) -> None:
    curves = show(person, 20, CURVE)
    QApplication.processEvents()
    usual, widths = curves.loss.getAxis("left").width(), []
    for _ in range(8):
        turn_wheel(curves.loss, QPoint(20, curves.loss.height() // 2), notches=20)
        QApplication.processEvents()
        widths.append(curves.accuracy.getAxis("left").width())
        assert texts_beside_label(curves.loss) > 0
    assert widths[-1] > usual
    assert widths == sorted(widths)
    person.click("showAllButton")
    QApplication.processEvents()
    assert {plot.getAxis("left").width() for plot in (curves.loss, curves.accuracy)} == {usual}


def grow(plots: list[CurvePlot], heights: range) -> None:
    """Give plots one height after the other, as when the edge of a window is dragged."""
    for height in heights:
        for plot in plots:
            plot.setFixedHeight(height)
        QApplication.processEvents()


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("running", [False, True])
def test_the_axes_reach_as_far_after_resizing_as_before(person: Person, *, running: bool) -> None:
    curves = show(person, 60, CURVE, planned=100 if running else 1)
    plots = [curves.loss, curves.accuracy]
    grow(plots, range(400, 401))
    usual = [plot.viewRange()[1] for plot in plots]
    for _ in range(2):
        grow(plots, range(400, 40, -45))
        grow(plots, range(40, 405, 10))
        for plot, (low, high) in zip(plots, usual, strict=True):
            bottom, top = plot.viewRange()[1]
            assert top - bottom <= 1.1 * (high - low)
        curves.accuracy.show_all()
    low, high = curves.accuracy.viewRange()[1]
    assert low > -15
    assert high < 115


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("height", [110, 130, 150, 180, 220, 300, 400])
def test_the_texts_of_ticks_are_not_cut_off(person: Person, height: int) -> None:
    curves = show(person, 60, CURVE)
    plots = [curves.loss, curves.accuracy]
    grow(plots, range(height, height + 1))
    for plot in plots:
        axis, length = plot.getAxis("left"), plot.getViewBox().height()
        line = QFontMetricsF(plot.font()).height()
        if length < 2 * line:
            continue
        low, high = plot.viewRange()[1]
        ticks = axis.ticks(low, high, length).positions
        assert ticks
        assert len(ticks) >= 2 or length < 3 * line
        room = 0.5 * line / length * (high - low)
        assert low + room <= min(ticks)
        assert max(ticks) <= high - room
