"""The switches of the curves, for the menu of the window, the menus of the plots, and buttons."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QToolButton, QWidget

from gui.common.settings import WindowSettings
from gui.common.widgets import named, new_action


class CurveSwitches(QObject):
    """The actions that change what the plots show; a switch is remembered for the next start.

    Each has the same name in the menus and on its button.
    """

    def __init__(self, settings: WindowSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.reset_view = new_action(parent, "Reset &view", "Ctrl+0")
        self.reset_view.setToolTip("Undo zoom and pan, and follow the curves again.")
        self.show_outliers = self._switch("show_outliers", "Show o&utliers")
        self.show_outliers.setToolTip(
            "Show all values, even the few that are far away from the others, such as the loss of "
            "the first mini-batches. Without it, a triangle marks them."
        )
        self.log_loss = self._switch("log_loss", "Log-scale &loss")
        self.log_loss.setToolTip("Show the loss on a logarithmic axis.")
        self.log_horizontal = self._switch("log_horizontal", "Log-scale hori&zontal axis")
        self.log_horizontal.setToolTip(
            "Show epochs, images or time on a logarithmic axis, on which the beginning has more "
            "room."
        )
        self.keep_last_run = self._switch("keep_last_run", "&Keep the last run on the curves")
        self.keep_last_run.setToolTip(
            "Show the curves of the last run behind those of the next, also after a restart."
        )
        self.remove_last_run = new_action(parent, "Remove the last run &from the curves")
        self.remove_last_run.setToolTip("Hide its curves. The run stays in the tab “Runs”.")
        self.remove_last_run.setEnabled(False)

    @property
    def view_switches(self) -> Iterator[QAction]:
        """The switches that change the axes."""
        yield from (self.show_outliers, self.log_loss, self.log_horizontal)

    @property
    def actions_for_menu(self) -> list[QAction]:
        """All actions, in the order of a menu."""
        return [
            self.reset_view,
            *self.view_switches,
            self.keep_last_run,
            self.remove_last_run,
        ]

    def outliers_box(self) -> QCheckBox:
        """Make a check box for the outliers of both plots."""
        return _box(self.show_outliers, "wholeRangeButton")

    def log_loss_box(self) -> QCheckBox:
        """Make a check box for the logarithmic axis of the loss."""
        return _box(self.log_loss, "logLossSwitch")

    def reset_button(self) -> QPushButton:
        """Make a button that undoes zoom and pan."""
        button = named(QPushButton("Reset view"), "showAllButton")
        button.setToolTip(self.reset_view.toolTip())
        button.clicked.connect(self.reset_view.trigger)
        return button

    def options_button(self) -> QToolButton:
        """Make a button with a menu of the switches that have no place of their own."""
        button = named(QToolButton(), "curveOptionsButton")
        button.setText("Options")
        button.setToolTip("More options of the curves")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addAction(self.log_horizontal)
        menu.addSeparator()
        menu.addActions([self.keep_last_run, self.remove_last_run])
        button.setMenu(menu)
        return button

    def _switch(self, name: str, text: str) -> QAction:
        action = QAction(text, self.parent(), checkable=True)
        action.setChecked(self._settings.switch(name))
        action.toggled.connect(lambda on: self._settings.set_switch(name, on=on))
        return action


def _box(switch: QAction, name: str) -> QCheckBox:
    """Make a check box that is checked while a switch is on."""
    box = named(QCheckBox(switch.text().replace("&", "")), name)
    box.setToolTip(switch.toolTip())
    box.setChecked(switch.isChecked())
    box.toggled.connect(switch.setChecked)
    switch.toggled.connect(box.setChecked)
    return box
