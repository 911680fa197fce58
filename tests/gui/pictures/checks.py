"""Checks of a window as it is on the screen: by walking its widgets and looking at its pixels.

Each check returns a sentence for each fault that it finds.
"""

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from gui.common.name_box import NameBox

_ROUNDING = 1
"""Pixels: a label rounds the height of its lines down."""
TEXT_CONTRAST = 4.5
"""The least contrast of text: WCAG 2.2, success criterion 1.4.3."""


def visible_widgets(root: QWidget) -> Iterator[QWidget]:
    """Every widget of a window that is shown, also where it is scrolled out of sight."""
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisible() and widget.window() is root:
            yield widget


def clipped_texts(root: QWidget) -> list[str]:
    """The widgets whose text needs more room than they have."""
    found = []
    for widget in visible_widgets(root):
        for text, needed, room in _texts(widget):
            short = (needed - room).expandedTo(QSize(0, 0))
            if text and max(short.width(), short.height()) > _ROUNDING:
                found.append(f"{_name(widget)}: “{text}” needs {_size(needed)} of {_size(room)}")
    return found


def outside(root: QWidget) -> list[str]:
    """The widgets that are partly outside their window and cannot be scrolled to."""
    frame, found = root.rect(), []
    for widget in visible_widgets(root):
        if widget is root or widget.size().isEmpty() or _scrolls(widget, root):
            continue
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        if not frame.contains(place):
            found.append(f"{_name(widget)} is at {place.getRect()}, outside {_size(frame.size())}")
    return found


def sideways(root: QWidget) -> list[str]:
    """The pages that have to be scrolled sideways, which is for tables and pictures only."""
    found = []
    for area in visible_widgets(root):
        page = area.widget() if isinstance(area, QScrollArea) else None
        if page is not None and page.width() > area.viewport().width():
            room = _size(area.viewport().size())
            found.append(f"{_name(page)}, {_size(page.size())}, has to be scrolled in {room}")
    return found


def low_contrast(root: QWidget, image: QImage) -> list[str]:
    """The enabled widgets whose text has too little contrast with the pixels behind it."""
    pixels, found = _pixels(image), []
    ratio = image.devicePixelRatio()
    for widget in visible_widgets(root):
        if not widget.isEnabled() or not isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            continue
        if not widget.text() or _is_rich(widget.text()):
            continue
        part = _visible_part(widget, root)
        if part.height() < widget.fontMetrics().height():
            continue  # its text is scrolled out of sight
        behind = _background(pixels, part, ratio)
        front = widget.palette().color(QPalette.ColorGroup.Active, widget.foregroundRole())
        value = contrast(front, behind)
        if value < TEXT_CONTRAST:
            text = f"“{widget.text()}” in {front.name()} on {behind.name()}"
            found.append(f"{_name(widget)}: {text} has a contrast of {value:.1f}")
    return found


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colors, from 1 to 21: WCAG 2.2, definition of contrast ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    """The relative luminance of a color in sRGB, from 0 to 1: WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (color.redF(), color.greenF(), color.blueF())
    ]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


Text = tuple[str, QSize, QSize]
"""A text, the room that it needs, and the room that it has."""


def _texts(widget: QWidget) -> Iterator[Text]:
    for kind, find in _KINDS.items():
        if isinstance(widget, kind):
            yield from find(widget)
            return


def _label_texts(label: QLabel) -> Iterator[Text]:
    if label.text() and not _may_be_elided(label):
        yield label.text(), _label_needs(label), label.size()


def _button_texts(button: QAbstractButton) -> Iterator[Text]:
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if not isinstance(button, QToolButton) or button.toolButtonStyle() != icon_only:
        least = _needed(button, button.text()) if _is_narrow(button) else button.minimumSizeHint()
        yield button.text(), least, button.size()


def _is_narrow(button: QAbstractButton) -> bool:
    """Whether a button is narrower than the style makes buttons, though not than its text."""
    return isinstance(button, QPushButton) and 0 < button.minimumWidth() < button.sizeHint().width()


def _box_texts(box: QComboBox) -> Iterator[Text]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(control, option, field, box).size()
    whole_in_tip = isinstance(box, NameBox) and box.currentText() in unescape(box.toolTip())
    if not whole_in_tip:
        yield box.currentText(), _needed(box, box.currentText()), room


def _line_texts(line: QLineEdit) -> Iterator[Text]:
    if not line.text():
        yield line.placeholderText(), _needed(line, line.placeholderText()), line.size()


def _tab_texts(bar: QTabBar) -> Iterator[Text]:
    for tab in range(bar.count()):
        text = bar.tabText(tab)
        yield text, _needed(bar, text), bar.tabRect(tab).size()


def _group_texts(box: QGroupBox) -> Iterator[Text]:
    yield box.title(), _needed(box, box.title()), box.size()


def _header_texts(header: QHeaderView) -> Iterator[Text]:
    model = header.model()
    if model is None or header.orientation() != Qt.Orientation.Horizontal:
        return
    if header.textElideMode() is Qt.TextElideMode.ElideMiddle:
        return  # these are names of runs, which are shortened; their tooltips are whole
    for section in range(header.count()):
        if not header.isSectionHidden(section):
            text = str(model.headerData(section, header.orientation()) or "")
            room = QSize(header.sectionSize(section), header.height())
            yield text, _needed(header, text), room


def _menu_texts(menu: QMenu) -> Iterator[Text]:
    for action in menu.actions():
        yield action.text(), _needed(menu, action.text()), menu.actionGeometry(action).size()


_KINDS: dict[type[QWidget], Callable[[Any], Iterator[Text]]] = {
    QLabel: _label_texts,
    QAbstractButton: _button_texts,
    QComboBox: _box_texts,
    QLineEdit: _line_texts,
    QTabBar: _tab_texts,
    QHeaderView: _header_texts,
    QGroupBox: _group_texts,
    QMenu: _menu_texts,
}


def _needed(widget: QWidget, text: str) -> QSize:
    return widget.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), text)


def _label_needs(label: QLabel) -> QSize:
    if not label.wordWrap():
        return label.minimumSizeHint()
    if _is_rich(label.text()):
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(label.text())
        document.setTextWidth(label.contentsRect().width())
        return QSize(0, 0 if label.hasScaledContents() else int(document.size().height()) - 8)
    within = QRect(0, 0, max(label.contentsRect().width(), 1), 1 << 20)
    flags = int(Qt.TextFlag.TextWordWrap | label.alignment())
    return label.fontMetrics().boundingRect(within, flags, label.text()).size()


def _may_be_elided(label: QLabel) -> bool:
    """Whether a label shows only a part of its text, and all of it in its tooltip."""
    shown = label.text().rstrip("…")
    return bool(label.toolTip()) and (shown in label.toolTip() or label.text() in label.toolTip())


def _is_rich(text: str) -> bool:
    return "<" in text and ">" in text


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    """Whether a widget is the content of something that scrolls."""
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QAbstractScrollArea) and parent.viewport().isAncestorOf(widget):
            return True
        parent = parent.parentWidget()
    return False


def _visible_part(widget: QWidget, root: QWidget) -> QRect:
    part = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(root, part.topLeft()), part.size())


def _pixels(image: QImage) -> np.ndarray:
    """An image's pixels as 0xRRGGBB: uint32, of shape (height, width)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    words = np.frombuffer(plain.constBits(), dtype=np.uint32)
    return words.reshape(plain.height(), plain.bytesPerLine() // 4)[:, : plain.width()] & 0xFFFFFF


def _background(pixels: np.ndarray, place: QRect, ratio: float) -> QColor:
    """The color of most of a place, or nearly that of a gradient."""
    left, top = round(place.left() * ratio), round(place.top() * ratio)
    right, bottom = round(place.right() * ratio) + 1, round(place.bottom() * ratio) + 1
    part = pixels[max(top, 0) : bottom, max(left, 0) : right].ravel()
    similar = part & 0xE0E0E0
    groups, counts = np.unique(similar, return_counts=True)
    colors, counts = np.unique(part[similar == groups[np.argmax(counts)]], return_counts=True)
    return QColor.fromRgb(int(colors[np.argmax(counts)]))


def _size(size: QSize) -> str:
    return f"{size.width()} × {size.height()}"


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}".strip()
