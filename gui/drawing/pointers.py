"""Events of the mouse, the pen and fingers; one pointer draws at a time."""

from abc import abstractmethod
from enum import Enum, auto
from math import isfinite
from typing import NamedTuple

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
    """What the pointer that draws does to the paper."""

    DOWN = auto()
    MOVE = auto()
    UP = auto()


class Contact(NamedTuple):
    """One event of the pointer that draws."""

    phase: Phase
    x: float = 0.0
    y: float = 0.0
    """In pixels of the widget."""
    timestamp: int = 0
    """Milliseconds of the device's clock; 0 where it has none."""
    pressure: float | None = None
    """0-1; None where the device has none."""
    erases: bool = False
    """Whether it is the eraser end of a pen, or the right button."""


LIFT = Contact(Phase.UP)


def contact_from(
    phase: Phase,
    event: QPointerEvent,
    position: QPointF,
    pressure: float | None = None,
    *,
    erases: bool = False,
) -> Contact | None:
    """The contact that an event describes; None where its position is not a number."""
    x, y = position.x(), position.y()
    if not (isfinite(x) and isfinite(y)):
        return None
    if pressure is not None:
        known = event.pointingDevice().hasCapability(QInputDevice.Capability.Pressure)
        pressure = min(max(pressure, 0.0), 1.0) if known and isfinite(pressure) else None
    return Contact(phase, x, y, event.timestamp(), pressure, erases)


_PEN = "pen"
_Pointer = Qt.MouseButton | str | int
"""A button of the mouse, the pen, or a finger by its number."""
_ERASES = {Qt.MouseButton.LeftButton: False, Qt.MouseButton.RightButton: True}
_COMPRESS = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents


class Pointers:
    """Decides which pointer draws. Until that pointer lifts, no other disturbs it."""

    def __init__(self) -> None:
        self._active: _Pointer | None = None
        self._ignores_copies = False
        self._compresses = False

    @property
    def pen_is_down(self) -> bool:
        """Whether a tablet's pen draws."""
        return self._active == _PEN

    def release(self) -> None:
        """Let no pointer draw any more; one that is still down draws when it comes down again."""
        if self._active is not None:
            self._active = None
            QCoreApplication.setAttribute(_COMPRESS, self._compresses)

    def mouse(self, event: QMouseEvent) -> Contact | None:
        """The contact that a mouse event means; None where it means none."""
        if self._ignores_copies and event.source() != Qt.MouseEventSource.MouseEventNotSynthesized:
            return None  # a copy of an event of the pen or the finger
        match event.type():
            case QEvent.Type.MouseMove:
                return self._drag(event)
            case QEvent.Type.MouseButtonRelease:
                return LIFT if event.button() == self._active else None
        button = event.button()
        if button not in _ERASES or self._active not in (None, button):
            return None
        erases = _ERASES[button]
        return self._activate(
            button, contact_from(Phase.DOWN, event, event.position(), erases=erases)
        )

    def tablet(self, event: QTabletEvent) -> Contact | None:
        """The contact that an event of a pen means; None where it means none."""
        self._ignores_copies = True
        position, pressure = event.position(), event.pressure()
        match event.type():
            case QEvent.Type.TabletPress if self._active in (None, _PEN):
                eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
                erases = eraser or event.button() == Qt.MouseButton.RightButton
                return self._activate(
                    _PEN, contact_from(Phase.DOWN, event, position, pressure, erases=erases)
                )
            case QEvent.Type.TabletMove if self.pen_is_down and event.buttons():
                return contact_from(Phase.MOVE, event, position, pressure)
        return LIFT if self.pen_is_down else None

    def touch(self, event: QTouchEvent) -> list[Contact]:
        """The contacts that an event of fingers means."""
        self._ignores_copies = True
        found = [self._finger(event, point) for point in event.points()]
        if event.type() != QEvent.Type.TouchBegin and event.type() != QEvent.Type.TouchUpdate:
            found.append(LIFT if isinstance(self._active, int) else None)
        return [each for each in found if each is not None]

    def _drag(self, event: QMouseEvent) -> Contact | None:
        if not isinstance(self._active, Qt.MouseButton):
            return None
        if not self._active & event.buttons():
            return LIFT  # another widget got the release
        return contact_from(Phase.MOVE, event, event.position())

    def _finger(self, event: QTouchEvent, point: QEventPoint) -> Contact | None:
        position, pressure = point.position(), point.pressure()
        if point.state() == QEventPoint.State.Pressed and self._active is None:
            return self._activate(point.id(), contact_from(Phase.DOWN, event, position, pressure))
        if point.id() != self._active:
            return None
        match point.state():
            case QEventPoint.State.Updated:
                return contact_from(Phase.MOVE, event, position, pressure)
            case QEventPoint.State.Released:
                return LIFT
        return None

    def _activate(self, pointer: _Pointer, down: Contact | None) -> Contact | None:
        """Let a pointer draw, with each of its movements as an event of its own."""
        if down is not None:
            if self._active is None:
                self._compresses = QCoreApplication.testAttribute(_COMPRESS)
                QCoreApplication.setAttribute(_COMPRESS, False)
            self._active = pointer
        return down


_INTERRUPTIONS = {QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.Hide}


class PointerWidget(QWidget):
    """A widget that turns events into `pointer_down`, `pointer_moved`, and one `pointer_up`.

    `pointer_up` is also called where the pointer is lost: to another window or tab, to a dialog,
    or with a pen that is taken away.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        # A movement without the button shows that another widget got the release.
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self._pointers = Pointers()
        self._is_drawing = False

    @abstractmethod
    def pointer_down(self, contact: Contact) -> None:
        """Called when the pointer touches the paper."""

    @abstractmethod
    def pointer_moved(self, contact: Contact) -> None:
        """Called when the pointer moves on the paper."""

    @abstractmethod
    def pointer_up(self) -> None:
        """Called when the pointer has left the paper."""

    def lift(self) -> None:
        """End the contact, as if the pointer had left the paper."""
        self._pointers.release()
        if self._is_drawing:
            self._is_drawing = False
            _application().removeEventFilter(self)
            self.pointer_up()

    def event(self, event: QEvent) -> bool:
        """Draw with fingers, and end the contact where the pointer is lost."""
        if isinstance(event, QTouchEvent) and _is_screen(event):
            event.accept()
            for contact in self._pointers.touch(event):
                self._handle(contact)
            return True
        if event.type() in _INTERRUPTIONS:
            self.lift()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End the contact of a pen that is taken away."""
        # Installed on the application while a pen draws: no widget gets this event.
        if event.type() == QEvent.Type.TabletLeaveProximity:
            self.lift()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw or erase with a mouse button."""
        self._handle(self._pointers.mouse(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue to draw or erase with the mouse."""
        self._handle(self._pointers.mouse(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the contact of the mouse button that draws."""
        self._handle(self._pointers.mouse(event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw or erase with the pen of a tablet."""
        hovers = event.type() == QEvent.Type.TabletMove and not event.buttons()
        event.setAccepted(not hovers)  # Qt makes mouse events for cursor and tool tips of it
        self._handle(self._pointers.tablet(event))

    def _handle(self, contact: Contact | None) -> None:
        match contact:
            case Contact(phase=Phase.DOWN):
                self._begin(contact)
            case Contact(phase=Phase.MOVE) if self._is_drawing:
                self.pointer_moved(contact)
            case Contact(phase=Phase.UP):
                self.lift()

    def _begin(self, contact: Contact) -> None:
        if self._is_drawing:
            self.pointer_up()  # another widget got the release
        self._is_drawing = True
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._pointers.pen_is_down:
            _application().installEventFilter(self)
        self.pointer_down(contact)


def _is_screen(event: QTouchEvent) -> bool:
    """Whether fingers touch a screen: on the touchpad of a notebook they move the mouse."""
    return event.device().type() != QInputDevice.DeviceType.TouchPad


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
