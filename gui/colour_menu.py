"""The menu that chooses light colours, dark ones, or the system's."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from gui.settings import WindowSettings
from gui.theme import Scheme, follow_scheme, set_scheme


class ColourMenu(QMenu):
    """Remembers the choice, and follows the system where that is the choice."""

    def __init__(self, settings: WindowSettings, parent: QWidget | None = None) -> None:
        super().__init__("&Colours", parent)
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
