"""The look of the one button of a panel that does what the panel is for."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

_FILL, _TEXT = "#06477e", "#ffffff"
"""The style paints a button lighter than this color, so that it is darker than the highlight. It
is the same in both color schemes; a disabled button has the colors of the scheme."""
_ENABLED = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive)
_PRIMARY = "primary"
"""A property of a button."""
_INSET, _WIDTH, _RADIUS = 2.5, 1.5, 2.0


def make_primary(button: QAbstractButton) -> None:
    """Fill a button with the highlight color; a panel has at most one such button.

    The icon of such a button needs the color of its text: `icon(name, button.palette())`.
    """
    set_primary(button, primary=True)


def set_primary(button: QAbstractButton, *, primary: bool) -> None:
    """Fill a button as `make_primary` does, or give it the look of the others again."""
    if bool(button.property(_PRIMARY)) == primary:
        return
    button.setProperty(_PRIMARY, primary)
    palette = QPalette()
    if primary:
        for group in _ENABLED:
            palette.setColor(group, QPalette.ColorRole.Button, QColor(_FILL))
            palette.setColor(group, QPalette.ColorRole.ButtonText, QColor(_TEXT))
        if button.findChild(_FocusRing) is None:
            _FocusRing(button)
    button.setPalette(palette)


class _FocusRing(QWidget):
    """Shows the keyboard focus on a filled button, where the style's frame could not be seen."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus and the size of the button."""
        if not isValid(self._button):
            return False  # it loses the focus while it is destroyed
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize}:
            self.resize(self._button.size())
            by_keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            primary = bool(self._button.property(_PRIMARY))
            self.setVisible(primary and self._button.hasFocus() and by_keyboard)
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a frame in the color of the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(_TEXT), _WIDTH))
        room = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(room, _RADIUS, _RADIUS)
        painter.end()
