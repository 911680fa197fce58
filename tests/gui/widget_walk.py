"""Walks the widgets of a window as the Tab key and assistive technology do.

Each function returns sentences on what is wrong, so that a test and a script can use it:
`problems(window)` has all of them for what is visible now.
"""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from gui.common.accessibility import accessible_name
from gui.help.context_help import hint_of

_CONTROLS = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox),
    *(QLineEdit, QPlainTextEdit, QTabBar, QTextEdit),
)
_INNER = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)
"""Controls whose own parts, such as the button that clears a line, belong to them."""
_EDITORS = (QAbstractSpinBox, QComboBox, QLineEdit)
_MOST_STOPS = 400
_NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client)
"""What Qt says of a widget of which it knows nothing."""
_EXPLAINS_ITSELF = {"Close", "Cancel", "OK", "Back", "Yes", "No"}
"""Texts of buttons that need no tooltip."""


def describe(widget: QWidget) -> str:
    """Return the kind of a widget with its name, and with its parent's if it has none."""
    named = widget
    while not named.objectName() and named.parentWidget() is not None:
        named = named.parentWidget()
    inside = "" if named is widget else f" in {type(named).__name__}"
    return f"{type(widget).__name__}{inside} “{named.objectName()}”"


def controls(window: QWidget) -> list[QWidget]:
    """Return the enabled controls of a window that are visible, or that scrolling would show."""
    return [each for each in window.findChildren(QWidget) if _is_control(each, window)]


def _is_control(widget: QWidget, window: QWidget) -> bool:
    if widget.window() is not window or not widget.isVisible() or not widget.isEnabled():
        return False
    if isinstance(widget, QScrollBar | QHeaderView) or widget.focusProxy() is not None:
        return False
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, _INNER):
            return False
        parent = parent.parentWidget()
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return isinstance(widget, _CONTROLS) or takes_tab


def tab_stops(window: QWidget) -> list[QWidget]:
    """Return the widgets on which the focus lands, by pressing Tab until it begins again."""
    stops: list[QWidget] = []
    for _ in range(_MOST_STOPS):
        focused = window.focusWidget() or window
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        QCoreApplication.processEvents()
        now = window.focusWidget()
        if now is None or now in stops[:-1]:
            return stops
        if now not in stops:  # else Tab has gone to its next link
            stops.append(now)
    return stops


def without_name(window: QWidget) -> Iterator[str]:
    """Yield the controls for which a screen reader would have no name."""
    for widget in controls(window):
        if not accessible_name(widget):
            yield f"{describe(widget)} has no accessible name"


def without_role(window: QWidget) -> Iterator[str]:
    """Yield controls, and widgets that paint themselves, of which a screen reader knows no more
    than that they are there, or has no name."""
    painted = [each for each in window.findChildren(QWidget) if _is_painted(each)]
    for widget in dict.fromkeys([*controls(window), *painted]):
        if role_of(widget) in _NO_ROLES:
            yield f"{describe(widget)} has no accessible role"
        elif widget in painted and not (name_of(widget) or _is_empty_text(widget)):
            yield f"{describe(widget)} has no accessible name"


def role_of(widget: QWidget) -> QAccessible.Role:
    """Return what a screen reader takes a widget for."""
    return QAccessible.queryAccessibleInterface(widget).role()


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def contents_of(widget: QWidget) -> str:
    """Return what a screen reader says that a widget shows now."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def _is_empty_text(widget: QWidget) -> bool:
    return isinstance(widget, QLabel) and not widget.text()


def _is_painted(widget: QWidget) -> bool:
    """Return whether a visible widget of ours paints what it shows."""
    own = any("paintEvent" in vars(each) for each in type(widget).mro()[:-1] if _is_ours(each))
    passive = widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    contains = bool(widget.findChildren(QWidget))
    return own and widget.isVisible() and not passive and not contains


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("gui.")


def without_tooltip(window: QWidget) -> Iterator[str]:
    """Yield the controls that nothing explains when the pointer rests on them."""
    for widget in controls(window):
        obvious = accessible_name(widget) in _EXPLAINS_ITSELF or _is_answer(widget)
        if not hint_of(widget) and not obvious and not isinstance(widget, QTabBar):
            yield f"{describe(widget)} has no tooltip"


def _is_answer(widget: QWidget) -> bool:
    """Return whether a widget is a button of a message box, whose text explains it."""
    return isinstance(widget, QPushButton) and isinstance(widget.window(), QMessageBox)


def skipped(window: QWidget, stops: list[QWidget]) -> Iterator[str]:
    """Yield the controls that Tab does not reach; of exclusive buttons it has to reach one."""
    reached = {id(each) for each in stops}
    for widget in controls(window):
        others: list[QWidget] = [widget]
        if isinstance(widget, QAbstractButton) and widget.group() is not None:
            others = list(widget.group().buttons())
        if not any(id(each) in reached for each in others):
            yield f"Tab does not reach {describe(widget)}"


def invisible_stops(window: QWidget) -> Iterator[str]:
    """Yield the places where Tab puts the focus and nothing shows it. Walks once around."""
    for _ in range(len(tab_stops(window))):
        widget = window.focusWidget()
        if widget is None:
            return
        if not _is_seen(widget, window):
            yield f"{describe(widget)} has the focus and is not visible"
        if isinstance(widget, QPlainTextEdit | QTextEdit):
            widget.setCursorWidth(0)  # it blinks, and can hardly be seen at a distance
        with_focus = _picture(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        QCoreApplication.processEvents()
        if widget is not window.focusWidget() and _picture(widget) == with_focus:
            yield f"{describe(widget)} does not show that it has the focus"


def out_of_order(window: QWidget, stops: list[QWidget]) -> Iterator[str]:
    """Yield pairs of neighbors in the tab order, in one parent, of which the second comes first."""
    for one, other in pairwise(_from_the_first(window, stops)):
        if one.parentWidget() is not other.parentWidget():
            continue
        if isinstance(one, _EDITORS) and not isinstance(other, _EDITORS):
            continue  # a slider or a reset button belongs to the field, wherever there is room
        first, second = _place(one, window), _place(other, window)
        above = second.bottom() <= first.top()
        before = second.right() <= first.left() and second.top() < first.bottom()
        if above or before:
            yield f"Tab goes back from {describe(one)} to {describe(other)}"


def _from_the_first(window: QWidget, stops: list[QWidget]) -> list[QWidget]:
    """Return the stops from the first of the window on, wherever the focus was in it."""
    first = window.nextInFocusChain()
    while first is not window and first not in stops:
        first = first.nextInFocusChain()
    at = stops.index(first) if first in stops else 0
    return stops[at:] + stops[:at]


def problems(window: QWidget) -> list[str]:
    """Return everything that is wrong with what is visible in a window now."""
    window.activateWindow()
    QApplication.processEvents()
    stops = tab_stops(window)
    return [
        *without_name(window),
        *without_role(window),
        *without_tooltip(window),
        *skipped(window, stops),
        *out_of_order(window, stops),
        *invisible_stops(window),
    ]


def _is_seen(widget: QWidget, window: QWidget) -> bool:
    """Return whether a part of a widget lies within all that contains it."""
    seen, part = _place(widget, window), widget.parentWidget()
    while part is not None and part is not window:
        seen &= _place(part, window)
        part = part.parentWidget()
    return widget.isVisible() and not seen.isEmpty()


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _picture(widget: QWidget) -> QImage:
    """Return how a widget looks; of a view with a viewport also its frame."""
    if isinstance(widget, QGraphicsView):
        QCoreApplication.processEvents()
    return widget.grab().toImage()
