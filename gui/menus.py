"""The menu bar, menu by menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


class Menus(QObject):
    """Makes actions and puts them into menus, groups of them apart."""

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def action(self, text: str, shortcut: str, do: Callable[..., object]) -> QAction:
        """A new action; `do` is a slot."""
        action = QAction(text, self._bar.window())
        action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(do)
        return action

    def add(self, title: str, *groups: Sequence[QAction]) -> QMenu:
        """A new menu with groups of actions."""
        menu = self._bar.addMenu(title)
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            menu.addActions(list(group))
        return menu
