"""Text and lines that follow the size of the application's font."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from gui.common.large_controls import fit_control
from gui.common.theme import TextSize, number_font

_FACTOR, _LINE_FACTOR = "enlargement", "lineEnlargement"
"""Properties of the application."""
_SIZE, _BOLD, _ROOM, _LINES, _PADDING = "textSize", "textBold", "textRoom", "textLines", "textPad"
_ICON = "usualIcon"
"""Properties of a widget."""


def enlarge(factor: float, lines: float) -> None:
    """Make the text and the lines of the whole program so many times as large as normal."""
    application = QApplication.instance()
    assert application is not None
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * factor / enlargement())
    application.setProperty(_FACTOR, factor)
    application.setProperty(_LINE_FACTOR, lines)
    QApplication.setFont(font)


def enlargement() -> float:
    """Return how many times as large as normal the text is."""
    return _property(_FACTOR)


def line_width(pixels: float) -> float:
    """Return the width of a line that is so many pixels wide at the normal size."""
    return pixels * _property(_LINE_FACTOR)


def _property(name: str) -> float:
    application = QApplication.instance()
    factor = application.property(name) if application is not None else None
    return 1.0 if factor is None else float(factor)


def set_text_size(widget: QWidget, size: TextSize = TextSize.BODY, *, bold: bool = False) -> None:
    """Give a widget a font for numbers in one of the sizes, also after the font has changed."""
    widget.setProperty(_SIZE, size.value)
    widget.setProperty(_BOLD, bold)
    _apply(widget)


def keep_room(
    widget: QWidget, texts: Sequence[str] = (), *, lines: int = 0, padding: int = 0
) -> None:
    """Keep a widget wide enough for each of these texts, and as high as some lines of text.

    `padding` is added to the width, in pixels. With no lines the height is free.
    """
    widget.setProperty(_ROOM, list(texts))
    widget.setProperty(_LINES, lines)
    widget.setProperty(_PADDING, padding)
    _apply(widget)


def follow_font(window: QObject) -> None:
    """Give the parts of a window the sizes that they were set to, relative to the new font."""
    factor = enlargement()
    for widget in window.findChildren(QWidget):
        _apply(widget)
        fit_control(widget, factor)
        if isinstance(widget, QAbstractButton):
            side = round(_usual_icon(widget) * factor)
            widget.setIconSize(QSize(side, side))
        elif isinstance(widget, QComboBox):
            # A change of the font leaves it the least size for the font before.
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _usual_icon(button: QAbstractButton) -> int:
    """Return the side of a button's icon at the normal size: the one it had at first."""
    side = button.property(_ICON)
    if side is None:
        side = button.iconSize().width()
        button.setProperty(_ICON, side)
    return int(side)


def _apply(widget: QWidget) -> None:
    size = widget.property(_SIZE)
    if size is not None:
        font = QApplication.font(widget)
        widget.setFont(number_font(font, size, bold=bool(widget.property(_BOLD))))
    texts = widget.property(_ROOM)
    if texts is None:
        return
    metrics = widget.fontMetrics()
    if texts:
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        widget.setMinimumWidth(widest + int(widget.property(_PADDING)))
    if widget.property(_LINES):
        widget.setFixedHeight(int(widget.property(_LINES)) * metrics.lineSpacing())
