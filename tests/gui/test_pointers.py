"""Mouse, pen and fingers on the drawing pad, and what becomes of ink when one is lost."""

from collections.abc import Iterator
from functools import cache
from math import nan

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtTest import QTest

from core.drawing.strokes import Stroke

from .person import Person

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
LINE = [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]
ACROSS = [(0.2, 0.5), (0.5, 0.5), (0.8, 0.5)]
COMPRESS = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
Kind, Does = QEvent.Type, QEventPoint.State


class Tablet:
    """A pen on a tablet, or its eraser end."""

    def __init__(self, person: Person, *, eraser: bool = False, pressure: bool = True) -> None:
        self.pad = person.window.pad
        pens = QPointingDevice.PointerType
        can = QInputDevice.Capability.Position
        self.device = QPointingDevice(
            "a pen",
            1,
            QInputDevice.DeviceType.Stylus,
            pens.Eraser if eraser else pens.Pen,
            can | QInputDevice.Capability.Pressure if pressure else can,
            1,
            2,
        )

    def send(
        self,
        kind: QEvent.Type,
        x: float = 0.5,
        y: float = 0.5,
        pressure: float = 0.5,
        *,
        down: bool = True,
    ) -> None:
        position = self.pad.to_widget.map(QPointF(x, y))
        down = down and kind not in (Kind.TabletRelease, Kind.TabletLeaveProximity)
        event = QTabletEvent(
            kind,
            self.device,
            position,
            self.pad.mapToGlobal(position),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            NO_BUTTON if kind == Kind.TabletMove else LEFT,
            LEFT if down else NO_BUTTON,
        )
        application = QCoreApplication.instance()
        assert application is not None
        to = application if kind == Kind.TabletLeaveProximity else self.pad
        QCoreApplication.sendEvent(to, event)

    def hover(self, x: float, y: float) -> None:
        self.send(Kind.TabletMove, x, y, 0.0, down=False)

    def draw(self, line: list[tuple[float, float]], pressures: list[float]) -> None:
        self.send(Kind.TabletPress, *line[0], pressures[0])
        for point, pressure in zip(line[1:], pressures[1:], strict=True):
            self.send(Kind.TabletMove, *point, pressure)
        self.send(Kind.TabletRelease, *line[-1], 0.0)


Touch = tuple[int, QEventPoint.State, float, float]


class Fingers:
    """Fingers on a touch screen, or on the touch pad of a notebook."""

    def __init__(self, person: Person, *, screen: bool = True) -> None:
        self.pad, window = person.window.pad, person.window
        # Touches find their window by their place on the screen, which is a small one.
        window.move(-self.pad.mapTo(window, self.pad.rect().topLeft()))
        QCoreApplication.processEvents()
        kinds = QInputDevice.DeviceType
        self.device = _touch_device(kinds.TouchScreen if screen else kinds.TouchPad)

    def send(self, *touches: Touch) -> None:
        """An event with some fingers, each a number, what it does and where."""
        event = QTest.touchEvent(self.pad, self.device, False)
        for finger, state, x, y in touches:
            place = self.pad.to_widget.map(QPointF(x, y)).toPoint()
            {
                Does.Pressed: event.press,
                Does.Updated: event.move,
                Does.Released: event.release,
                Does.Stationary: lambda finger, *_: event.stationary(finger),
            }[state](finger, place, self.pad)
        event.commit()

    def draw(self, line: list[tuple[float, float]]) -> None:
        self.send((0, Does.Pressed, *line[0]))
        for point in line[1:]:
            self.send((0, Does.Updated, *point))
        self.send((0, Does.Released, *line[-1]))


@cache  # Qt keeps a device for as long as it runs
def _touch_device(kind: QInputDevice.DeviceType) -> QPointingDevice:
    can = QInputDevice.Capability.Position
    if kind == QInputDevice.DeviceType.TouchPad:
        can |= QInputDevice.Capability.MouseEmulation
    return QTest.createTouchDevice(kind, can)


@pytest.fixture(autouse=True)
def full_rate_ends_with_the_stroke() -> Iterator[None]:
    before = QCoreApplication.testAttribute(COMPRESS)
    QCoreApplication.setAttribute(COMPRESS, True)
    yield
    assert QCoreApplication.testAttribute(COMPRESS)
    QCoreApplication.setAttribute(COMPRESS, before)


def strokes(person: Person) -> tuple[Stroke, ...]:
    return person.window.pad.drawing.strokes


def mouse_event(person: Person, kind: QEvent.Type, position: QPointF) -> None:
    pad = person.window.pad
    button = NO_BUTTON if kind == Kind.MouseMove else LEFT
    held = NO_BUTTON if kind == Kind.MouseButtonRelease else LEFT
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, position, pad.mapToGlobal(position), button, held, modifiers)
    QCoreApplication.sendEvent(pad, event)


def test_times_begin_with_the_drawing_and_increase(person: Person) -> None:
    person.draw(LINE)
    person.draw(ACROSS)
    times = [stroke.times for stroke in strokes(person)]
    assert times[0] is not None
    assert times[1] is not None
    assert times[0][0] == 0
    assert (np.diff(np.concatenate(times)) >= 0).all()
    assert times[1][-1] > 0
    assert strokes(person)[0].pressures is None


def test_an_empty_pad_begins_a_new_time(person: Person) -> None:
    person.draw(LINE)
    person.click("clearPadButton")
    person.draw(LINE)
    times = strokes(person)[0].times
    assert times is not None
    assert times[0] == 0


def test_a_stroke_on_an_older_drawing_comes_after_it(person: Person) -> None:
    pad = person.window.pad
    pad.put(pad.drawing.with_stroke(Stroke.through([(0.1, 0.1), (0.9, 0.1)], [0.0, 70.0])))
    person.draw(LINE)
    times = strokes(person)[1].times
    assert times is not None
    assert times[0] >= 70


def test_every_movement_counts_while_the_pen_is_down(person: Person) -> None:
    person.draw(LINE, lift=False)
    assert not QCoreApplication.testAttribute(COMPRESS)
    person.lift()
    assert QCoreApplication.testAttribute(COMPRESS)


def test_a_pen_presses(person: Person) -> None:
    Tablet(person).draw(LINE, [0.25, 0.5, 1.0])
    (stroke,) = strokes(person)
    assert stroke.pressures is not None
    np.testing.assert_allclose(stroke.pressures, [0.25, 0.5, 1.0], atol=1e-6)
    np.testing.assert_allclose(stroke.points, LINE, atol=1e-6)
    assert person.enabled("undoButton")


def test_a_pen_that_does_not_feel_pressure_has_none(person: Person) -> None:
    Tablet(person, pressure=False).draw(LINE, [1.0, 1.0, 1.0])
    assert strokes(person)[0].pressures is None


def test_more_pressure_is_painted_a_little_wider(person: Person) -> None:
    def dark(pressure: float) -> int:
        Tablet(person).draw(LINE, [pressure] * 3)
        image = person.window.pad.grab().toImage()
        person.click("clearPadButton")
        row, across = image.height() // 2, range(2, image.width() - 2)
        paper = image.pixelColor(image.width() // 4, row).lightness()
        return sum(abs(image.pixelColor(x, row).lightness() - paper) > 60 for x in across)

    assert dark(0.0) < dark(1.0) < 2.5 * dark(0.0)


def test_the_eraser_end_of_a_pen_rubs_out_a_part(person: Person) -> None:
    Tablet(person).draw(LINE, [0.1, 0.5, 0.9])
    Tablet(person, eraser=True).draw(ACROSS, [0.5] * 3)
    upper, lower = strokes(person)
    assert upper.points[-1, 1] < 0.5 < lower.points[0, 1]
    assert upper.pressures is not None
    assert upper.pressures[-1] < 0.5
    person.click("undoButton")
    assert len(strokes(person)) == 1


def test_a_pen_above_the_pad_draws_nothing(person: Person) -> None:
    tablet = Tablet(person)
    tablet.hover(0.2, 0.2)
    tablet.hover(0.8, 0.8)
    assert strokes(person) == ()


def test_a_pen_that_hovers_again_has_lifted(person: Person) -> None:
    tablet = Tablet(person)
    tablet.send(Kind.TabletPress, 0.2, 0.2)
    tablet.hover(0.8, 0.8)
    assert len(strokes(person)[0].points) == 1
    assert person.enabled("undoButton")


def test_a_pen_that_is_taken_away_leaves_its_ink(person: Person) -> None:
    tablet = Tablet(person)
    tablet.send(Kind.TabletPress, 0.2, 0.2)
    tablet.send(Kind.TabletMove, 0.8, 0.2)
    tablet.send(Kind.TabletLeaveProximity)
    assert person.enabled("undoButton")
    tablet.draw(LINE, [0.5] * 3)
    assert [len(stroke.points) for stroke in strokes(person)] == [2, 3]


def test_a_finger_draws(person: Person) -> None:
    Fingers(person).draw(LINE)
    (stroke,) = strokes(person)
    np.testing.assert_allclose(stroke.points, LINE, atol=0.01)
    assert stroke.pressures is None
    assert stroke.times is not None


def test_a_second_finger_does_not_disturb_the_first(person: Person) -> None:
    send = Fingers(person).send
    send((0, Does.Pressed, 0.5, 0.2))
    send((0, Does.Stationary, 0.5, 0.2), (1, Does.Pressed, 0.1, 0.9))
    send((0, Does.Updated, 0.5, 0.5), (1, Does.Updated, 0.9, 0.9))
    send((0, Does.Released, 0.5, 0.5), (1, Does.Updated, 0.2, 0.1))
    send((1, Does.Updated, 0.6, 0.6))
    send((1, Does.Released, 0.6, 0.6))
    (stroke,) = strokes(person)
    np.testing.assert_allclose(stroke.points, [(0.5, 0.2), (0.5, 0.5)], atol=0.01)


def test_a_touch_that_the_system_takes_away_leaves_its_ink(person: Person) -> None:
    send = Fingers(person).send
    send((0, Does.Pressed, 0.5, 0.2))
    send((0, Does.Updated, 0.5, 0.5))
    cancel = QTouchEvent(Kind.TouchCancel, _touch_device(QInputDevice.DeviceType.TouchScreen))
    QCoreApplication.sendEvent(person.window.pad, cancel)
    assert person.enabled("undoButton")
    assert len(strokes(person)[0].points) == 2


def test_fingers_on_a_touch_pad_do_not_draw(person: Person) -> None:
    Fingers(person, screen=False).draw(LINE)
    assert strokes(person) == ()


def test_a_finger_and_the_mouse_event_made_of_it_are_one_stroke(person: Person) -> None:
    fingers = Fingers(person)
    fingers.draw([(0.3, 0.3)])
    place = fingers.pad.to_widget.map(QPointF(0.3, 0.3))
    for kind in (Kind.MouseButtonPress, Kind.MouseButtonRelease):
        button = LEFT if kind == Kind.MouseButtonPress else NO_BUTTON
        event = QMouseEvent(
            kind,
            place,
            place,
            fingers.pad.mapToGlobal(place),
            LEFT,
            button,
            Qt.KeyboardModifier.NoModifier,
            Qt.MouseEventSource.MouseEventSynthesizedBySystem,
        )
        QCoreApplication.sendEvent(fingers.pad, event)
    assert len(strokes(person)) == 1
    person.draw(LINE)
    assert len(strokes(person)) == 2


def test_the_mouse_does_not_disturb_a_finger(person: Person) -> None:
    send = Fingers(person).send
    send((0, Does.Pressed, 0.5, 0.2))
    person.draw(ACROSS)
    send((0, Does.Updated, 0.5, 0.8))
    send((0, Does.Released, 0.5, 0.8))
    (stroke,) = strokes(person)
    np.testing.assert_allclose(stroke.points, [(0.5, 0.2), (0.5, 0.8)], atol=0.01)


def test_a_press_whose_release_was_lost_keeps_its_ink(person: Person) -> None:
    person.draw(LINE, lift=False)
    person.draw(ACROSS)
    assert len(strokes(person)) == 2


def test_a_mouse_that_comes_back_without_its_button_draws_no_more(person: Person) -> None:
    person.draw(LINE, lift=False)
    position = QPointF(5, 5)
    nothing = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(Kind.MouseMove, position, position, NO_BUTTON, NO_BUTTON, nothing)
    QCoreApplication.sendEvent(person.window.pad, event)
    assert person.enabled("undoButton")
    np.testing.assert_allclose(strokes(person)[0].points, LINE, atol=0.01)


def test_a_pad_that_loses_the_focus_keeps_the_stroke(person: Person) -> None:
    person.draw(LINE, lift=False)
    person.line("epochs").setFocus()
    assert person.enabled("undoButton")
    position = person.window.pad.to_widget.map(QPointF(0.9, 0.9))
    mouse_event(person, Kind.MouseMove, position)
    assert len(strokes(person)[0].points) == len(LINE)


def test_a_hidden_pad_keeps_the_stroke(person: Person) -> None:
    person.draw(LINE, lift=False)
    person.window.hide()
    assert person.enabled("undoButton")
    assert len(strokes(person)) == 1
    person.window.show()


def test_no_number_is_no_place(person: Person) -> None:
    for kind in (Kind.MouseButtonPress, Kind.MouseMove, Kind.MouseButtonRelease):
        mouse_event(person, kind, QPointF(nan, 5.0))
    assert strokes(person) == ()
    person.draw(LINE, lift=False)
    mouse_event(person, Kind.MouseMove, QPointF(5.0, nan))
    person.lift()
    assert len(strokes(person)[0].points) == len(LINE)


def test_keys_during_a_stroke_take_it_as_it_is(person: Person) -> None:
    person.draw(ACROSS)
    person.draw(LINE, lift=False)
    QTest.keyClick(person.window.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(strokes(person)) == 1
    person.draw([(0.9, 0.9)])
    assert len(strokes(person)) == 2
