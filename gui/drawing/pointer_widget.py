"""A widget that can be drawn on with mouse, pen and finger."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

from gui.drawing.contact import Contact, Phase
from gui.drawing.pointers import Pointers

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
