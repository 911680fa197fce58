"""Mouse, pen and fingers: one of them draws at a time."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

from gui.drawing.contact import LIFT, Contact, Phase, contact

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
