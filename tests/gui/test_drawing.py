"""The drawing pad, and the answer of the network."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QTransform

from core.ink.strokes import drawing_of
from core.runs.model_file import Model
from core.training.events import EpochEnd
from gui.drawing.views import NetworkView, ProbabilityBars

from .person import Person, Positions

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
    pad.put(drawing_of([[(-1.0, 0.5), (2.0, 0.5)]]))
    left, right = (pad.to_widget.map(QPointF(x, 0.5)) for x in (-1.0, 2.0))
    assert pad.rect().toRectF().contains(left)
    assert pad.rect().toRectF().contains(right)
    person.click("clearPadButton")
    side = pad.to_widget.mapRect(QRectF(0, 0, 1, 1))
    assert side.width() == pytest.approx(min(pad.width(), pad.height()), abs=3)


def test_a_drawing_that_is_put_on_the_pad_is_one_step(person: Person) -> None:
    person.draw(LINE)
    person.window.pad.put(drawing_of([LINE, LINE, LINE]))
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
    redo = next(a for a in person.window.findChildren(QAction) if a.text() == "Redo")
    assert redo.isEnabled()
    person.draw(LINE)
    assert not redo.isEnabled()


def test_a_drawing_survives_a_new_size(person: Person) -> None:
    person.draw(LINE)
    before = person.window.pad.drawing
    person.window.resize(1600, 1000)
    person.wait(lambda: person.window.pad.height() > 200)
    assert person.window.pad.drawing.strokes == before.strokes
    assert ink(person) > 20


def test_before_a_training_there_is_no_answer_and_it_says_why(person: Person) -> None:
    person.draw(LINE)
    view = person.find(NetworkView, "networkView")
    empty = view.grab().toImage()
    person.wait(lambda: view.grab().toImage() != empty or bool(strokes(person)))
    assert person.text("predictionLabel") == "–"
    assert "No network yet" in person.text("predictionComment")
    assert person.find(ProbabilityBars, "probabilityBars").probabilities is None


@pytest.mark.parametrize("digit", DIGITS)
def test_a_plain_digit_is_read(person: Person, reader: Model, digit: str) -> None:
    person.session.use_model(reader)
    assert "Draw a digit" in person.text("predictionComment")
    person.draw(DIGITS[digit])
    wait_for_answer(person, digit)
    probabilities = person.find(ProbabilityBars, "probabilityBars").probabilities
    assert probabilities is not None
    assert int(np.argmax(probabilities)) == int(digit)
    assert person.text("predictionComment").startswith(f"{max(probabilities):.0%}")


def test_the_answer_comes_before_the_pen_lifts(person: Person, reader: Model) -> None:
    person.session.use_model(reader)
    person.draw(DIGITS["7"], lift=False)
    wait_for_answer(person, "7")
    assert not person.enabled("undoButton")
    person.lift()
    assert person.enabled("undoButton")


def test_the_answer_goes_with_the_ink(person: Person, reader: Model) -> None:
    person.session.use_model(reader)
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
