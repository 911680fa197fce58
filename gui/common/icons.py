"""The icons of buttons and menus: SVG files of `resources/icons`, in the palette's text color."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from core.foundation.paths import resources

_SIDE = 64
"""Pixels. `QIcon` scales them to the 16, 24, 32 … pixels of an icon at 100, 150, 200%, as sharp as
if each size were drawn separately."""
_FOLDER = resources() / "icons"
_GROUPS = {
    QIcon.Mode.Normal: QPalette.ColorGroup.Active,
    QIcon.Mode.Disabled: QPalette.ColorGroup.Disabled,
}


def icon(name: str, palette: QPalette) -> QIcon:
    """Draw `resources/icons/NAME.svg` in the text colors of enabled and disabled buttons.

    A widget has to ask for the icon again when its palette changes.
    """
    shape, result = _shape(name), QIcon()
    for mode, group in _GROUPS.items():
        color = palette.color(group, QPalette.ColorRole.ButtonText)
        result.addPixmap(_tinted(shape, color), mode)
    return result


def _shape(name: str) -> QPixmap:
    """Draw the icon in black, once: Qt's cache is emptied before the application ends."""
    key, pixmap = f"icon {name}", QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = QPixmap(_SIDE, _SIDE)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(str(_FOLDER / f"{name}.svg")).render(painter)
        painter.end()
        QPixmapCache.insert(key, pixmap)
    return pixmap


def _tinted(shape: QPixmap, color: QColor) -> QPixmap:
    pixmap = QPixmap(shape)
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), color)
    painter.end()
    return pixmap
