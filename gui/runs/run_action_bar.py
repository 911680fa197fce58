"""The bar below the table of runs: the primary action as a button, and the others in a menu."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.common.enlargement import keep_room
from gui.common.widgets import hbox, make_primary, named
from gui.runs.run_actions import GROUPS, RunActions, primary_texts

_BESIDE_TEXT = 32
"""Pixels: the margins of a button."""


class RunActionBar(QWidget):
    """Has a button for what a person most likely wants, which never changes its size or place."""

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._primary = named(QPushButton(), "primaryRunButton")
        keep_room(self._primary, primary_texts(), padding=_BESIDE_TEXT)
        self._primary.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        make_primary(self._primary)
        self._more = named(QToolButton(), "moreRunActionsButton")
        self._more.setText("More ▾")
        self._more.setAccessibleName("More actions")
        self._more.setToolTip("All actions for the selected runs (also with a right-click).")
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = named(QMenu(self), "runMenu")
        self.menu.setToolTipsVisible(True)
        for number, names in enumerate(GROUPS):
            if number:
                self.menu.addSeparator()
            self.menu.addActions([actions[name] for name in names])
        self.setLayout(hbox(self._primary, self._more, None))
        self._primary.clicked.connect(self.trigger_primary)
        self._more.clicked.connect(self._open_menu)
        self.show_primary()

    @Slot()
    def show_primary(self) -> None:
        """Show the primary action as it is now."""
        action = self._actions.primary
        self._primary.setText(action.text())
        self._primary.setEnabled(action.isEnabled())
        self._primary.setToolTip(action.toolTip())
        self.menu.setDefaultAction(action)

    @Slot()
    def trigger_primary(self) -> None:
        """Carry out the primary action, if it is possible."""
        self._actions.primary.trigger()

    @Slot(QPoint)
    def open_menu_at(self, place: QPoint) -> None:
        """Open the menu at a place of the screen."""
        self.menu.popup(place)

    @Slot()
    def _open_menu(self) -> None:
        self.open_menu_at(self._more.mapToGlobal(QPoint(0, self._more.height())))
