"""The shortcuts of the window, collected from its actions and from the keys of its widgets."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from gui.common.keys import ALL, keys_text


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys, what they do, and where."""

    keys: str
    does: str
    place: str


def shortcuts_of(window: QMainWindow) -> list[Shortcut]:
    """Return all shortcuts of a window, those in its menus first."""
    actions: dict[QAction, str] = {}
    for entry in window.menuBar().actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            actions |= dict.fromkeys(_actions_in(menu), f"{_plain(entry.text())} menu")
    for action in window.findChildren(QAction):
        actions.setdefault(action, _place_of(action))
    found = [
        (action, place)
        for action, place in actions.items()
        # A menu only shows the keys of a widget, which are in `ALL`.
        if action.shortcuts() and action.shortcutContext() is not Qt.ShortcutContext.WidgetShortcut
    ]
    return [*_merged(found), *(Shortcut(each.text, each.does, each.place) for each in ALL)]


def _actions_in(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _actions_in(inner)
        else:
            yield action


def _merged(found: list[tuple[QAction, str]]) -> Iterator[Shortcut]:
    """Yield a shortcut for each meaning, with the keys that a menu shows; ten labels are one.

    Further keys of an action are those of rare keyboards, such as F14 for Undo.
    """
    collected: dict[tuple[str, str], list[str]] = {}
    for action, place in found:
        does = action.whatsThis() or _plain(action.text())
        native = QKeySequence.SequenceFormat.NativeText
        texts = collected.setdefault((does, place), [])
        texts.append(action.shortcut().toString(native))
    for (does, place), texts in collected.items():
        yield Shortcut(keys_text(texts), does, place)


def _place_of(action: QAction) -> str:
    """Return the window of an action that is in none of the menus."""
    parent = action.parent()
    while parent is not None and not isinstance(parent, QWidget):
        parent = parent.parent()
    if parent is None or isinstance(parent.window(), QMainWindow):
        return "Window"
    return parent.window().windowTitle()


def _plain(text: str) -> str:
    return text.replace("&", "").removesuffix("…")
