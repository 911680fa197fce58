"""Short ways to make widgets, actions and layouts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QFont, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.common.current_tab import CurrentTabLine
from gui.common.enlargement import keep_room
from gui.common.primary_button import make_primary as make_primary
from gui.common.theme import SPACING

Named = TypeVar("Named", bound=QObject)
DescribedWidget = TypeVar("DescribedWidget", bound=QWidget)
Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | None
"""A part of a layout, or a part with its stretch factor, or None for room that stretches."""
Margins = tuple[int, int, int, int]
"""Pixels: left, top, right, bottom."""
_NO_MARGINS = (0, 0, 0, 0)


def named(thing: Named, name: str) -> Named:
    """Give an object a name, by which tests and assistive technology find it, and return it."""
    thing.setObjectName(name)
    return thing


def described(widget: DescribedWidget, name: str, label: str, tip: str) -> DescribedWidget:
    """Give a widget a name, a label for assistive technology and a tooltip, and return it."""
    named(widget, name)
    widget.setAccessibleName(label)
    widget.setToolTip(tip)
    return widget


def name_tabs(tabs: QTabWidget, name: str, tips: Sequence[str]) -> None:
    """Give tabs a name for assistive technology, each of them a tooltip, and the current one a
    line."""
    CurrentTabLine(tabs.tabBar())
    tabs.tabBar().setAccessibleName(name)
    for number, tip in enumerate(tips):
        tabs.setTabToolTip(number, tip)


def hbox(*parts: Part, spacing: int = SPACING, margins: Margins = _NO_MARGINS) -> QHBoxLayout:
    """Lay out parts from left to right."""
    layout = QHBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def vbox(*parts: Part, spacing: int = SPACING, margins: Margins = _NO_MARGINS) -> QVBoxLayout:
    """Lay out parts from top to bottom."""
    layout = QVBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], spacing: int, margins: Margins) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for part in parts:
        item, stretch = part if isinstance(part, tuple) else (part, 0)
        if item is None:
            layout.addStretch()
        elif isinstance(item, QLayout):
            layout.addLayout(item, stretch)
        else:
            layout.addWidget(item, stretch)


def container(layout: QLayout) -> QWidget:
    """Make a widget that only contains a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def new_action(
    parent: QObject,
    text: str,
    keys: QKeySequence.StandardKey | str = "",
    do: Callable[..., object] | None = None,
) -> QAction:
    """Make an action with a shortcut that calls the slot `do`."""
    action = QAction(text, parent)
    action.setShortcut(QKeySequence(keys))
    if do is not None:
        action.triggered.connect(do)
    return action


def plain_tip(*lines: str) -> str:
    """Make a tooltip that shows lines as they are, even if they contain the marks of HTML."""
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    return f"<p>{'<br>'.join(escaped)}</p>"


def set_available(control: QWidget | QAction, tip: str, why_not: str = "") -> None:
    """Enable a control that has a tooltip, or disable it and say in the tooltip why."""
    control.setEnabled(not why_not)
    control.setToolTip(why_not or tip)


def heading(text: str) -> QLabel:
    """Make a label in bold, by its font: rich text would need a document for its layout."""
    label = QLabel(text)
    font = QFont(label.font())
    font.setBold(True)
    label.setFont(font)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


def set_text_role(widget: QWidget, role: QPalette.ColorRole) -> None:
    """Give a text the color of a role; Qt itself would paint it anew for the same role, too."""
    if widget.foregroundRole() != role:
        widget.setForegroundRole(role)


def let_shrink(button: QPushButton) -> None:
    """Let a button become as narrow as its text, narrower than the style's minimum."""
    keep_room(button, [button.text()], padding=20)
