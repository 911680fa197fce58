"""The switches of the curves, for the menu of the window, the menus of the plots, and buttons."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gui.common.settings import WindowSettings
from gui.common.widgets import named, new_action


class CurveSwitches(QObject):
    """The actions that change what the plots show."""

    def __init__(self, settings: WindowSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self.show_all = new_action(parent, "&Show all curves", "Ctrl+0")
        self.show_all.setToolTip("Reset zoom and pan, and follow the curves again.")
        self.whole_range = _switch(parent, "&Whole range")
        self.whole_range.setToolTip(
            "Show all values, even the few that are far away from the others, such as the loss of "
            "the first mini-batches."
        )
        self.logarithmic_x = _switch(parent, "&Logarithmic horizontal axis")
        self.keep_last_run = _switch(parent, "&Keep the last run on the curves")
        self.keep_last_run.setToolTip("Show the curves of the last run behind those of the next.")
        self.keep_last_run.setChecked(settings.keep_last_run)
        self.keep_last_run.toggled.connect(lambda on: setattr(settings, "keep_last_run", on))
        self.clear_last_run = new_action(parent, "&Clear the last run")
        self.clear_last_run.setEnabled(False)

    @property
    def actions_for_menu(self) -> list[QAction]:
        """All actions, in the order of a menu."""
        return [
            self.show_all,
            self.whole_range,
            self.logarithmic_x,
            self.keep_last_run,
            self.clear_last_run,
        ]

    def range_button(self) -> QToolButton:
        """Make a button for the whole range of both plots."""
        button = named(QToolButton(), "wholeRangeButton")
        button.setDefaultAction(self.whole_range)
        return button

    def options_button(self) -> QToolButton:
        """Make a button with a menu of the switches that have no place of their own."""
        button = named(QToolButton(), "curveOptionsButton")
        button.setText("Options")
        button.setToolTip("More options of the curves")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addAction(self.logarithmic_x)
        menu.addSeparator()
        menu.addActions([self.keep_last_run, self.clear_last_run])
        button.setMenu(menu)
        return button


def _switch(parent: QWidget, text: str) -> QAction:
    return QAction(text, parent, checkable=True)
