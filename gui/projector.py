"""The projector mode: what a class has to see fills the screen, in large text."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from gui.common.enlargement import enlarge
from gui.common.widgets import new_action
from gui.splitter import Column, WindowSplitter

_FACTOR = 1.5


class ProjectorMode(QObject):
    """Shows the window in full screen, with larger text and lines and without the form.

    Leaving the mode restores what was before; nothing of it is stored.
    """

    changed = Signal(bool)
    """Emitted with whether the window is in the mode now."""

    def __init__(self, window: QMainWindow, columns: WindowSplitter) -> None:
        super().__init__(window)
        self._window, self._columns = window, columns
        self._restore: Callable[[], None] | None = None
        self._geometry, self._widths = QByteArray(), QByteArray()
        self.action: QAction = new_action(window, "&Projector mode", "F11")
        self.action.setCheckable(True)
        self.action.setToolTip("Full screen with larger text and lines, without the settings")
        self.action.toggled.connect(self._switch)

    @property
    def active(self) -> bool:
        """Whether the window is in projector mode."""
        return self.action.isChecked()

    @property
    def geometry(self) -> QByteArray:
        """The position and size of the window outside of projector mode."""
        return self._geometry if self.active else self._window.saveGeometry()

    @property
    def widths(self) -> QByteArray:
        """The widths of the columns outside of projector mode."""
        return self._widths if self.active else self._columns.saveState()

    @Slot()
    def leave(self) -> None:
        """Show the window as it was before."""
        self.action.setChecked(False)

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        if on:
            self._enter()
        elif self._restore is not None:
            self._restore()
            self._restore = None
        self.changed.emit(on)

    def _enter(self) -> None:
        window, columns = self._window, self._columns
        self._geometry, self._widths = window.saveGeometry(), columns.saveState()
        before, states, focus = columns.state, window.windowState(), window.focusWidget()

        def restore() -> None:
            enlarge(1.0)
            window.setWindowState(states)
            columns.restore(before)
            if focus is not None and isValid(focus):
                focus.setFocus()  # the form scrolls to it

        self._restore = restore
        enlarge(_FACTOR)
        columns.set_shown(Column.SETTINGS, shown=False)
        window.setWindowState(states | Qt.WindowState.WindowFullScreen)
