"""Scrolls an area to the control that the Tab key reaches, or to what the user asked for."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid


def scroll_to_focus(area: QScrollArea) -> None:
    """Let an area scroll to a control that Tab reaches from outside; Qt does so only from inside.

    The area itself no longer takes the focus.
    """
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    _FocusScroller(area)


def scroll_to(widget: QWidget) -> None:
    """Scroll the area around a widget so that the widget is visible."""
    part = widget.parentWidget()
    while part is not None and not isinstance(part, QScrollArea):
        part = part.parentWidget()
    if part is not None:
        part.ensureWidgetVisible(widget, 0, 0)


class _FocusScroller(QObject):
    """Follows the focus for the area that is its parent."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._area):
            return  # it loses the focus while it is destroyed
        by_keyboard = self._area.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if now is not None and by_keyboard and self._area.isAncestorOf(now):
            self._area.ensureWidgetVisible(now)
