"""The drawing pad, and the answer of the network."""

import re

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QSlider, QToolButton
from pytestqt.qtbot import QtBot

from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, drawing_from_points
from core.models.model_file import Model
from core.training.events import EpochEnd
from gui.drawing.network_view import NetworkView
from gui.drawing.pad import DrawingPad
from gui.drawing.pad_geometry import PEN
from gui.drawing.probability_bars import ProbabilityBars

from .person import Person, Positions, settle

RIGHT = Qt.MouseButton.RightButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LINE = [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]
DIGITS: dict[str, Positions] = {
    "1": [(0.5, 0.15), (0.5, 0.4), (0.5, 0.85)],
    "7": [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)],
    "0": [(0.5, 0.15), (0.3, 0.3), (0.3, 0.6), (0.45, 0.85), (0.7, 0.7), (0.7, 0.35), (0.5, 0.15)],
}  # fmt: skip


def strokes(person: Person) -> int:
    return len(person.window.pad.drawing.strokes)


def ink(person: Person) -> int:
    """How many pixels of the pad are not those of an empty one, as far as one can see."""
    image = person.window.pad.grab().toImage()
    bright = [
        image.pixelColor(x, y).lightness() > 128
        for x in range(4, image.width(), 4)
        for y in range(4, image.height(), 4)
    ]
    return min(sum(bright), len(bright) - sum(bright))


def _lightness(image: QImage) -> npt.NDArray[np.int64]:
    every = range(image.height())
    return np.array(
        [[image.pixelColor(x, y).lightness() for x in range(image.width())] for y in every]
    )


def wait_for_answer(person: Person, answer: str) -> None:
    person.wait(lambda: person.text("predictionLabel") == answer)


def test_a_stroke_gives_ink(person: Person) -> None:
    person.draw(LINE)
    assert strokes(person) == 1
    assert ink(person) > 20
    points = person.window.pad.drawing.strokes[0].points
    assert points[0] == pytest.approx((0.5, 0.2), abs=0.1)
    assert points[-1] == pytest.approx((0.5, 0.8), abs=0.1)


def test_a_click_is_a_dot(person: Person) -> None:
    person.draw([(0.5, 0.5)])
    assert strokes(person) == 1
    assert ink(person) > 2


def test_a_stroke_that_leaves_the_pad_stays_on_it(person: Person) -> None:
    person.draw([(0.5, 0.5), (9.0, 0.5), (9.0, -7.0)])
    pad = person.window.pad
    for x, y in pad.drawing.strokes[0].points.tolist():
        assert pad.rect().toRectF().contains(pad.to_widget.map(QPointF(x, y)))


def test_all_of_a_wide_pad_is_to_draw_on(person: Person) -> None:
    person.window.resize(2400, 720)
    pad = person.window.pad
    person.wait(lambda: pad.width() > 1.2 * pad.height())
    person.draw([(-0.08, 0.5), (1.08, 0.5)])
    points = pad.drawing.strokes[0].points
    assert points[0, 0] < 0
    assert points[-1, 0] > 1
    assert ink(person) > 20


def test_ink_that_a_new_size_would_hide_is_shown_smaller(person: Person) -> None:
    pad = person.window.pad
    pad.put(drawing_from_points([[(-1.0, 0.5), (2.0, 0.5)]]))
    left, right = (pad.to_widget.map(QPointF(x, 0.5)) for x in (-1.0, 2.0))
    assert pad.rect().toRectF().contains(left)
    assert pad.rect().toRectF().contains(right)
    person.click("clearPadButton")
    side = pad.to_widget.mapRect(QRectF(0, 0, 1, 1))
    assert side.width() == pytest.approx(min(pad.width(), pad.height()), abs=3)


def test_the_frame_of_what_the_network_sees_is_at_its_edge_at_any_scale(person: Person) -> None:
    view = person.find(NetworkView, "networkView")
    for ratio in (1.0, 1.25, 1.5, 2.0):
        image = QImage(view.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        view.render(image)
        tile, last = view.tile(0), round(ratio * view.height()) - 1
        middle = round(ratio * tile.center().x())
        column = [image.pixelColor(middle, y).lightness() for y in range(last + 1)]
        black = [y for y, light in enumerate(column) if light < 20]
        framed = range(black[0], black[-1] + 1)
        assert all(column[y] < 20 for y in framed)  # no line within the black
        for outside in (framed[0] - 1, framed[-1] + 1):
            assert 20 < column[outside] < 200


STEPS = [i / 20 for i in range(-20, 41)]
AROUND = [
    *((step, -1.0) for step in STEPS),
    *((2.0, step) for step in STEPS),
    *((1 - step, 2.0) for step in STEPS),
    *((-1.0, 1 - step) for step in STEPS),
]
"""Beyond each edge of a pad."""


def test_no_ink_is_cut_when_the_pad_changes_its_shape(person: Person) -> None:
    """A stroke along all edges of a pad, each time before the pad gets another shape."""
    pad = person.window.pad
    for before, after in (((1280, 720), (1800, 720)), ((1800, 720), (1100, 1000))):
        person.window.resize(*before)
        settle()
        person.click("clearPadButton")
        person.draw(AROUND, lift=False)
        shown = pad.to_widget
        person.lift()
        assert pad.to_widget == shown  # nothing jumps when the pen is lifted
        drawing = pad.drawing
        for size in (before, after):
            person.window.resize(*size)
            settle()
            assert pad.drawing is drawing
            assert_no_ink_is_cut(pad)


def assert_no_ink_is_cut(pad: DrawingPad) -> None:
    """The ink along each edge is as wide as the pen."""
    image, middle = pad.grab().toImage(), pad.rect().center()
    pen = PEN * pad.to_widget.m11()
    across = [image.pixelColor(x, middle.y()).lightness() < 128 for x in range(pad.width())]
    down = [image.pixelColor(middle.x(), y).lightness() < 128 for y in range(pad.height())]
    assert sum(across) == pytest.approx(2 * pen, abs=3)
    assert sum(down) == pytest.approx(2 * pen, abs=3)


def test_a_drawing_that_is_put_on_the_pad_is_one_step(person: Person) -> None:
    person.draw(LINE)
    person.window.pad.put(drawing_from_points([LINE, LINE, LINE]))
    assert strokes(person) == 3
    person.click("undoButton")
    assert strokes(person) == 1


def test_an_overlay_is_painted_where_the_ink_is(person: Person) -> None:
    pad, red = person.window.pad, QColor("#ff0000")

    def paint(painter: QPainter, to_widget: QTransform) -> None:
        painter.fillRect(to_widget.mapRect(QRectF(0.25, 0.25, 0.5, 0.5)), red)

    pad.set_overlay(paint)
    middle = pad.to_widget.map(QPointF(0.5, 0.5)).toPoint()
    assert pad.grab().toImage().pixelColor(middle) == red
    pad.set_overlay(None)
    assert pad.grab().toImage().pixelColor(middle) != red


def test_the_right_button_erases(person: Person) -> None:
    person.draw(LINE)
    person.draw([(0.3, 0.5), (0.5, 0.5), (0.7, 0.5)], RIGHT)
    assert strokes(person) == 2
    assert person.enabled("undoButton")
    person.click("undoButton")
    assert strokes(person) == 1


def test_erasing_where_no_ink_is_changes_nothing(person: Person) -> None:
    person.draw([(0.2, 0.2), (0.3, 0.3)], RIGHT)
    assert strokes(person) == 0
    assert not person.enabled("undoButton")


def test_the_other_button_does_not_disturb_a_stroke(person: Person) -> None:
    person.draw(LINE, lift=False)
    person.draw([(0.1, 0.1), (0.5, 0.5)], RIGHT)
    person.lift()
    assert strokes(person) == 1


def test_undo_and_clear_work_when_there_is_something_to_undo_or_clear(person: Person) -> None:
    names = ("undoButton", "clearPadButton")
    assert [person.enabled(name) for name in names] == [False, False]
    person.draw(LINE)
    assert [person.enabled(name) for name in names] == [True, True]
    person.click("clearPadButton")
    assert strokes(person) == 0
    assert [person.enabled(name) for name in names] == [True, False]
    person.click("undoButton")
    assert strokes(person) == 1
    person.click("undoButton")
    assert [person.enabled(name) for name in names] == [False, False]


def test_keys_undo_redo_and_clear(person: Person) -> None:
    person.draw(LINE)
    person.draw([(0.2, 0.2), (0.8, 0.2)])
    counts = []
    for keys in (
        (Qt.Key.Key_Z, CONTROL),
        (Qt.Key.Key_Z, CONTROL),
        (Qt.Key.Key_Z, CONTROL, SHIFT),
        (Qt.Key.Key_Z, CONTROL, SHIFT),
        (Qt.Key.Key_Backspace, CONTROL),
    ):
        person.press(*keys)
        counts.append(strokes(person))
    assert counts == [1, 0, 1, 2, 0]


def test_keys_undo_the_stroke_after_a_field_was_edited(person: Person) -> None:
    person.enter("epochs", "7")
    person.draw(LINE)
    person.press(Qt.Key.Key_Z, CONTROL)
    assert strokes(person) == 0
    assert person.field("epochs") == "7"


def test_a_new_stroke_ends_what_can_be_done_again(person: Person) -> None:
    person.draw(LINE)
    person.click("undoButton")
    assert person.enabled("redoButton")
    person.draw(LINE)
    assert not person.enabled("redoButton")


def test_a_drawing_survives_a_new_size(person: Person) -> None:
    person.draw(LINE)
    before = person.window.pad.drawing
    person.window.resize(1600, 1000)
    person.wait(lambda: person.window.pad.height() > 200)
    assert person.window.pad.drawing.strokes == before.strokes
    assert ink(person) > 20


def test_the_keyboard_alone_undoes_redoes_and_clears_however_long_it_takes(person: Person) -> None:
    for i in range(200):
        person.draw([(i / 200, 0.2), (i / 200, 0.8)])
    for _ in range(200):
        person.press(Qt.Key.Key_Z, CONTROL)
    assert strokes(person) == 0
    assert not person.enabled("undoButton")
    for _ in range(200):
        person.press(Qt.Key.Key_Z, CONTROL, SHIFT)
    assert strokes(person) == 200
    assert not person.enabled("redoButton")
    person.press(Qt.Key.Key_Backspace, CONTROL)
    assert strokes(person) == 0


def test_the_eraser_takes_whole_strokes_however_fast_it_moves(person: Person) -> None:
    for x in (0.2, 0.5, 0.8):
        person.draw([(x, 0.2), (x, 0.8)])
    person.click("eraserButton")
    person.draw([(0.1, 0.7), (0.6, 0.7)])
    assert strokes(person) == 1
    person.press(Qt.Key.Key_Z, CONTROL)
    assert strokes(person) == 3
    person.click("penButton")
    person.draw([(0.3, 0.1), (0.7, 0.1)])
    assert strokes(person) == 4


def test_keys_choose_the_eraser_and_the_pen(person: Person) -> None:
    eraser, pen = (person.find(QToolButton, name) for name in ("eraserButton", "penButton"))
    assert pen.isChecked()
    person.press(Qt.Key.Key_D, CONTROL, SHIFT)
    assert eraser.isChecked()
    assert not pen.isChecked()
    person.draw(LINE)
    assert strokes(person) == 0
    person.press(Qt.Key.Key_D, CONTROL)
    assert pen.isChecked()
    person.draw(LINE)
    assert strokes(person) == 1


def test_the_width_of_the_pen_is_that_of_the_next_stroke(person: Person) -> None:
    def width() -> float | None:
        return person.window.pad.drawing.strokes[-1].width

    person.draw(LINE)
    assert width() is None
    ordinary = ink(person)
    person.press(Qt.Key.Key_BracketRight, CONTROL)
    person.draw(LINE)
    wider = width()
    assert wider is not None
    assert ink(person) > ordinary
    person.find(QSlider, "penWidth").setFocus()
    person.press(Qt.Key.Key_Home)
    person.draw(LINE)
    narrow = width()
    assert narrow is not None
    assert narrow < wider
    assert "MNIST" in person.find(QSlider, "penWidth").toolTip()


def test_the_tools_name_their_keys_and_can_be_reached_by_keys(person: Person) -> None:
    for name in ("penButton", "eraserButton", "undoButton", "redoButton", "clearPadButton"):
        button = person.find(QToolButton, name)
        assert "Ctrl+" in button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName()


def test_what_is_painted_bit_by_bit_looks_as_if_painted_at_once(
    person: Person, qtbot: QtBot
) -> None:
    pad = person.window.pad
    for digit in DIGITS.values():
        person.draw(digit)
        pad.grab()  # as it is painted at each step
    person.draw([(0.3, 0.5), (0.7, 0.5)], RIGHT)
    person.draw([(0.5, 0.5)])
    pad.grab()
    person.click("undoButton")
    person.click("undoButton")
    person.click("redoButton")
    pad.clearFocus()  # which has a frame
    pad.grab()
    other = DrawingPad()
    qtbot.addWidget(other)
    other.resize(pad.size())
    other.put(pad.drawing)
    one, two = (_lightness(each.grab().toImage()) for each in (pad, other))
    assert np.abs(one - two).max() < 64  # the edges of parts that were painted twice
    assert np.mean(one != two) < 0.01


def test_the_ink_goes_through_every_point(person: Person) -> None:
    pad = person.window.pad
    points = [(0.1, 0.2), (0.3, 0.8), (0.4, 0.1), (0.6, 0.6), (0.9, 0.5), (0.8, 0.9)]
    pad.put(drawing_from_points([points]))
    image = pad.grab().toImage()
    paper = image.pixelColor(pad.to_widget.map(QPointF(0.95, 0.05)).toPoint())
    for x, y in points:
        painted = image.pixelColor(pad.to_widget.map(QPointF(x, y)).toPoint())
        assert abs(painted.lightness() - paper.lightness()) > 128


def test_a_picture_is_shown_at_its_place_and_rubbed_out(person: Person) -> None:
    pad = person.window.pad
    black = Picture(np.full((4, 8), 255, np.uint8), Box(0.25, 0.25, 0.5, 0.25))
    pad.put(Drawing(picture=black))
    middle = pad.to_widget.map(QPointF(0.5, 0.37)).toPoint()
    below = pad.to_widget.map(QPointF(0.5, 0.6)).toPoint()
    pad.clearFocus()
    image = pad.grab().toImage()
    assert image.pixelColor(middle) != image.pixelColor(below)
    person.draw([(0.2, 0.3), (0.8, 0.3), (0.8, 0.45), (0.2, 0.45), (0.2, 0.37), (0.8, 0.37)], RIGHT)
    assert not pad.drawing
    person.click("undoButton")
    pad.clearFocus()
    assert pad.grab().toImage() == image


def test_before_a_training_there_is_no_answer_and_it_says_why(person: Person) -> None:
    person.draw(LINE)
    view = person.find(NetworkView, "networkView")
    empty = view.grab().toImage()
    person.wait(lambda: view.grab().toImage() != empty or bool(strokes(person)))
    assert person.text("predictionLabel") == "–"
    assert "No network yet" in person.text("predictionComment")
    assert person.find(ProbabilityBars, "probabilityBars").probabilities is None


@pytest.mark.parametrize("digit", DIGITS)
def test_a_plain_digit_is_read(person: Person, trained_model: Model, digit: str) -> None:
    person.session.use_model(trained_model)
    assert "Draw a digit" in person.text("predictionComment")
    person.draw(DIGITS[digit])
    wait_for_answer(person, digit)
    probabilities = person.find(ProbabilityBars, "probabilityBars").probabilities
    assert probabilities is not None
    assert int(np.argmax(probabilities)) == int(digit)
    said, *_ = re.findall(r">?([\d.]+)%", person.text("predictionComment"))
    assert float(said) == pytest.approx(100 * max(probabilities), abs=0.6)


def test_the_answer_comes_before_the_pen_lifts(person: Person, trained_model: Model) -> None:
    person.session.use_model(trained_model)
    person.draw(DIGITS["7"], lift=False)
    wait_for_answer(person, "7")
    assert not person.enabled("undoButton")
    person.lift()
    assert person.enabled("undoButton")


def test_the_answer_goes_with_the_ink(person: Person, trained_model: Model) -> None:
    person.session.use_model(trained_model)
    person.draw(DIGITS["1"])
    wait_for_answer(person, "1")
    person.click("clearPadButton")
    wait_for_answer(person, "–")


def test_the_network_answers_while_it_learns(person: Person) -> None:
    person.draw(DIGITS["1"])
    person.begin(learning_rate="3e-3")
    person.wait_for_events(EpochEnd)
    wait_for_answer(person, "1")
    assert person.session.active
    bars = person.find(ProbabilityBars, "probabilityBars")
    first = bars.probabilities
    person.wait(lambda: bars.probabilities != first)


@pytest.mark.parametrize("digit", range(10))
def test_a_probability_stands_above_its_bar(person: Person, digit: int) -> None:
    bars = person.find(ProbabilityBars, "probabilityBars")

    def first_line(probabilities: list[float]) -> QImage:
        bars.show_probabilities(probabilities)
        return bars.grab().toImage().copy(0, 0, bars.width(), bars.fontMetrics().height() // 2)

    # What stands above the bars is the same but for this digit.
    other = (digit + 5) % 10
    empty, shown = ([0.0] * 10 for _ in range(2))
    empty[other] = shown[other] = 0.6
    shown[digit] = 0.37
    one, two = first_line(empty), first_line(shown)
    columns = [
        x
        for x in range(one.width())
        if any(one.pixel(x, y) != two.pixel(x, y) for y in range(one.height()))
    ]
    middle = (digit + 0.5) * bars.width() / 10
    assert abs((columns[0] + columns[-1]) / 2 - middle) < 3
