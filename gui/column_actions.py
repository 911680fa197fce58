"""The actions that show and hide the columns of the window, and their buttons."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QToolButton, QWidget

from gui.common.icons import icon
from gui.common.widgets import named, new_action
from gui.splitter import Column, WindowSplitter


class _Look(NamedTuple):
    """How a column is called, and where its button is."""

    text: str
    contents: str
    keys: str
    icon: str
    corner: Qt.Corner


_LOOKS = {
    Column.SETTINGS: _Look(
        "Se&ttings", "the settings", "F3", "column-left", Qt.Corner.TopLeftCorner
    ),
    Column.DRAWING: _Look(
        "&Drawing and test set",
        "the drawing pad and the test set",
        "F4",
        "column-right",
        Qt.Corner.TopRightCorner,
    ),
}


_IN_PROJECTOR_MODE = _LOOKS[Column.DRAWING]._replace(text="&Drawing", contents="the drawing pad")
"""The test set is among the main tabs there."""


class ColumnActions(QObject):
    """Shows and hides columns from the menu, by keys, and by buttons beside the tabs."""

    def __init__(self, columns: WindowSplitter, tabs: QTabWidget, window: QWidget) -> None:
        super().__init__(window)
        self._columns = columns
        self._looks = dict(_LOOKS)
        self._actions = {column: self._action(column, window) for column in Column}
        self._buttons = [self._button(column, tabs) for column in Column]
        columns.shown_changed.connect(self._show_state)
        self._show_state()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions, for a menu."""
        return list(self._actions.values())

    def _action(self, column: Column, window: QWidget) -> QAction:
        look = _LOOKS[column]
        action = new_action(window, look.text, look.keys)
        action.setCheckable(True)
        action.setIconVisibleInMenu(False)
        action.triggered.connect(partial(self._switch, column))
        return action

    def _button(self, column: Column, tabs: QTabWidget) -> QToolButton:
        button = named(_ColumnButton(self._actions[column], column), f"{column}ColumnButton")
        tabs.setCornerWidget(button, _LOOKS[column].corner)
        button.show()
        return button

    def _switch(self, column: Column) -> None:
        self._columns.set_shown(column, shown=not self._columns.is_shown(column))
        self._show_state()

    @Slot(bool)
    def show_projector_mode(self, on: bool) -> None:
        """Say what the columns contain in projector mode, or outside of it."""
        self._looks = _LOOKS | ({Column.DRAWING: _IN_PROJECTOR_MODE} if on else {})
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        for (column, action), button in zip(self._actions.items(), self._buttons, strict=True):
            look, shown = self._looks[column], self._columns.is_shown(column)
            does = f"{'Hide' if shown else 'Show'} {look.contents}"
            action.setText(look.text)
            action.setChecked(shown)
            action.setToolTip(f"{does} ({action.shortcut().toString()})")
            action.setWhatsThis(f"Show or hide {look.contents}")
            button.setAccessibleName(does)


class _ColumnButton(QToolButton):
    """A small button for an action, with an icon in the colors of the palette."""

    def __init__(self, action: QAction, column: Column) -> None:
        super().__init__()
        self._icon = _LOOKS[column].icon
        self.setDefaultAction(action)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._draw_icon()

    def _draw_icon(self) -> None:
        self.defaultAction().setIcon(icon(self._icon, self.palette()))
