"""The look of the one button of a panel that does what the panel is for."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton

from gui.common.focus_frame import FocusFrame

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


class _FocusRing(FocusFrame):
    """Shows the keyboard focus on a filled button, where the style's frame could not be seen."""

    @property
    def wanted(self) -> bool:
        """Whether the button is filled, and the focus came to it by a key."""
        by_keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        return bool(self.widget.property(_PRIMARY)) and super().wanted and by_keyboard

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Paint a frame in the color of the text."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(_TEXT), _WIDTH))
        room = place.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(room, _RADIUS, _RADIUS)
