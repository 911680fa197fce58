"""Mouse, pen and fingers: one of them draws at a time."""

from dataclasses import dataclass
from enum import Enum, auto
from math import isfinite

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointerEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

Button = Qt.MouseButton


class Phase(Enum):
    """What a pointer does to the paper."""

    DOWN = auto()
    MOVE = auto()
    UP = auto()


@dataclass(frozen=True, slots=True)
class Contact:
    """One event of the pointer that draws."""

    phase: Phase
    x: float = 0.0
    y: float = 0.0
    """In pixels of the widget."""
    stamp: int = 0
    """In milliseconds of the device's clock; 0 where it has none."""
    pressure: float | None = None
    """0-1; None where the device has none."""
    rubs: bool = False
    """With the eraser end of a pen, or with the right button."""


LIFT = Contact(Phase.UP)


def contact(
    phase: Phase,
    event: QPointerEvent,
    position: QPointF,
    pressure: float | None = None,
    *,
    rubs: bool = False,
) -> Contact | None:
    """What an event tells; None where its position is not a number."""
    x, y = position.x(), position.y()
    if not (isfinite(x) and isfinite(y)):
        return None
    if pressure is not None:
        known = event.pointingDevice().hasCapability(QInputDevice.Capability.Pressure)
        pressure = min(max(pressure, 0.0), 1.0) if known and isfinite(pressure) else None
    return Contact(phase, x, y, event.timestamp(), pressure, rubs)


_PEN = "pen"
_Holder = Qt.MouseButton | str | int
"""Who draws: a button of the mouse, the pen, or a finger by its number."""
_RUBS = {Qt.MouseButton.LeftButton: False, Qt.MouseButton.RightButton: True}
_COMPRESS = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents


class Pointers:
    """Who draws. Until that pointer lifts, no other disturbs it."""

    def __init__(self) -> None:
        self._holder: _Holder | None = None
        self._direct = False
        self._compresses = False

    @property
    def pen_is_down(self) -> bool:
        """Whether it is a tablet's pen that draws."""
        return self._holder == _PEN

    def release(self) -> None:
        """Nobody draws any more; nor does who still is down, before it comes down again."""
        if self._holder is not None:
            self._holder = None
            QCoreApplication.setAttribute(_COMPRESS, self._compresses)

    def mouse(self, event: QMouseEvent) -> Contact | None:
        """What a mouse event means to the drawing."""
        if self._direct and event.source() != Qt.MouseEventSource.MouseEventNotSynthesized:
            return None  # a copy of what the pen or the finger has said itself
        match event.type():
            case QEvent.Type.MouseMove:
                return self._drag(event)
            case QEvent.Type.MouseButtonRelease:
                return LIFT if event.button() == self._holder else None
        button = event.button()
        if button not in _RUBS or self._holder not in (None, button):
            return None
        rubs = _RUBS[button]
        return self._take(button, contact(Phase.DOWN, event, event.position(), rubs=rubs))

    def tablet(self, event: QTabletEvent) -> Contact | None:
        """What an event of a pen means to the drawing."""
        self._direct = True
        position, pressure = event.position(), event.pressure()
        match event.type():
            case QEvent.Type.TabletPress if self._holder in (None, _PEN):
                eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
                rubs = eraser or event.button() == Qt.MouseButton.RightButton
                return self._take(_PEN, contact(Phase.DOWN, event, position, pressure, rubs=rubs))
            case QEvent.Type.TabletMove if self.pen_is_down and event.buttons():
                return contact(Phase.MOVE, event, position, pressure)
        return LIFT if self.pen_is_down else None

    def touch(self, event: QTouchEvent) -> list[Contact]:
        """What an event of fingers means to the drawing."""
        self._direct = True
        found = [self._finger(event, point) for point in event.points()]
        if event.type() != QEvent.Type.TouchBegin and event.type() != QEvent.Type.TouchUpdate:
            found.append(LIFT if isinstance(self._holder, int) else None)
        return [each for each in found if each is not None]

    def _drag(self, event: QMouseEvent) -> Contact | None:
        if not isinstance(self._holder, Qt.MouseButton):
            return None
        if not self._holder & event.buttons():
            return LIFT  # the release has gone elsewhere
        return contact(Phase.MOVE, event, event.position())

    def _finger(self, event: QTouchEvent, point: QEventPoint) -> Contact | None:
        position, pressure = point.position(), point.pressure()
        if point.state() == QEventPoint.State.Pressed and self._holder is None:
            return self._take(point.id(), contact(Phase.DOWN, event, position, pressure))
        if point.id() != self._holder:
            return None
        match point.state():
            case QEventPoint.State.Updated:
                return contact(Phase.MOVE, event, position, pressure)
            case QEventPoint.State.Released:
                return LIFT
        return None

    def _take(self, holder: _Holder, down: Contact | None) -> Contact | None:
        """Let it draw; then every movement counts, where others may be put together into one."""
        if down is not None:
            if self._holder is None:
                self._compresses = QCoreApplication.testAttribute(_COMPRESS)
                QCoreApplication.setAttribute(_COMPRESS, False)
            self._holder = holder
        return down


_INTERRUPTIONS = {QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.Hide}


class PointerWidget(QWidget):
    """Turns events into touches of the paper: `pointer_down`, then moves, and one end.

    The end comes too where the pointer is lost: to another window or tab, to a dialog, or with
    a pen that is taken away.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        # What comes back without its button tells that the release has gone elsewhere.
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self._pointers = Pointers()
        self._drawn_on = False

    def pointer_down(self, contact: Contact) -> None:
        """The pointer touches the paper."""
        raise NotImplementedError

    def pointer_moved(self, contact: Contact) -> None:
        """It moves on it."""
        raise NotImplementedError

    def pointer_up(self) -> None:
        """It has left it."""
        raise NotImplementedError

    def lift(self) -> None:
        """End what is under way, as if the pointer had left the paper."""
        self._pointers.release()
        if self._drawn_on:
            self._drawn_on = False
            _application().removeEventFilter(self)
            self.pointer_up()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and _is_screen(event):
            event.accept()
            for contact in self._pointers.touch(event):
                self._follow(contact)
            return True
        if event.type() in _INTERRUPTIONS:
            self.lift()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Of the application, while a pen draws: no widget hears that it has been taken away.
        if event.type() == QEvent.Type.TabletLeaveProximity:
            self.lift()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._follow(self._pointers.mouse(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(self._pointers.mouse(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._follow(self._pointers.mouse(event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        hovers = event.type() == QEvent.Type.TabletMove and not event.buttons()
        event.setAccepted(not hovers)  # a cursor and tool tips are made of what is left
        self._follow(self._pointers.tablet(event))

    def _follow(self, contact: Contact | None) -> None:
        match contact:
            case Contact(phase=Phase.DOWN):
                self._begin(contact)
            case Contact(phase=Phase.MOVE) if self._drawn_on:
                self.pointer_moved(contact)
            case Contact(phase=Phase.UP):
                self.lift()

    def _begin(self, contact: Contact) -> None:
        if self._drawn_on:
            self.pointer_up()  # its end has gone elsewhere
        self._drawn_on = True
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._pointers.pen_is_down:
            _application().installEventFilter(self)
        self.pointer_down(contact)


def _is_screen(event: QTouchEvent) -> bool:
    """Fingers on the pad of a notebook move the mouse; they do not touch the paper."""
    return event.device().type() != QInputDevice.DeviceType.TouchPad


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
