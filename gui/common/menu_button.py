"""A button with a picture that opens a menu."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QToolButton

from gui.common.timers import Timer


class MenuButton(QToolButton):
    """A flat button that opens a menu, and has a frame only under the pointer or while it is open.

    Qt does not notice that the pointer has left a button while its menu was open.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # Qt sends the last events of a menu after it has closed.
        self._closed = Timer(self, singleShot=True, interval=0)
        self._closed.timeout.connect(self._look_for_pointer)

    def setMenu(self, menu: QMenu) -> None:  # noqa: N802 - Qt's name
        """Set the menu that the button opens."""
        super().setMenu(menu)
        menu.aboutToHide.connect(self._closed.start)

    @Slot()
    def _look_for_pointer(self) -> None:
        inside = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, inside)
        self.update()
