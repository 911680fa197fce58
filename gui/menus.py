"""The menus of the window."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.common.settings import WindowSettings
from gui.common.theme import Scheme, follow_scheme, set_scheme
from gui.common.widgets import new_action


class ColorMenu(QMenu):
    """The menu of color schemes; stores the choice, and follows the system if that is chosen."""

    def __init__(self, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__("C&olors", parent)
        self._settings = settings
        group = QActionGroup(self)
        for scheme in Scheme:
            action = QAction(scheme.value.capitalize(), group, checkable=True)
            action.setData(scheme.value)
            action.setChecked(scheme is settings.scheme)
            self.addAction(action)
        group.triggered.connect(self._choose)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._settings.scheme = Scheme(action.data())
        set_scheme(self._settings.scheme)

    @Slot(object)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._settings.scheme is Scheme.SYSTEM:
            follow_scheme(scheme)


class Menus(QObject):
    """Makes actions, and adds menus of them to a menu bar."""

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def action(self, text: str, shortcut: str, do: Callable[..., object]) -> QAction:
        """Make an action that calls the slot `do`."""
        return new_action(self._bar.window(), text, shortcut, do)

    def add(self, title: str, *groups: Sequence[QAction]) -> QMenu:
        """Add a menu with groups of actions, separated by lines."""
        menu = self._bar.addMenu(title)
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            menu.addActions(list(group))
        return menu
