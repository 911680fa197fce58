"""The actions of the Help menu. What they show is made, and read, when it is first opened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow

from core.foundation.paths import user_log
from gui.common.desktop import open_path
from gui.common.error_reporter import ErrorReporter
from gui.common.widgets import new_action

if TYPE_CHECKING:
    from gui.help.help_window import HelpWindow
    from gui.help.shortcuts_window import ShortcutsWindow


class HelpMenu(QObject):
    """Opens the guide, the glossary, the list of shortcuts, the log, and the dialog “About”."""

    def __init__(self, window: QMainWindow, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._help: HelpWindow | None = None
        self._shortcuts: ShortcutsWindow | None = None
        self._explain = new_action(window, "&Explain this control", "F1", self.explain_focus)
        # In dialogs and in the windows of the help, too.
        self._explain.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        window.addAction(self._explain)
        self._guide = new_action(window, "&Guide", "Ctrl+F1", self.show_guide)
        self._glossary = new_action(window, "G&lossary", "", self.show_glossary)
        self._keys = new_action(window, "&Keyboard shortcuts", "Ctrl+K", self.show_shortcuts)
        self._log = new_action(window, "&Show log", "", self._show_log)
        self._about = new_action(window, "&About Inkling", "", self._show_about)

    @property
    def actions_for_menu(self) -> tuple[list[QAction], list[QAction]]:
        """The groups of actions for the menu."""
        return [self._guide, self._glossary, self._keys, self._explain], [self._log, self._about]

    @Slot()
    def show_guide(self) -> None:
        """Show the guide."""
        from gui.help.help_pages import GUIDE

        self.show_address(GUIDE)

    @Slot()
    def show_glossary(self) -> None:
        """Show the glossary."""
        from gui.help.help_pages import GLOSSARY

        self.show_address(GLOSSARY)

    @Slot(str)
    def show_address(self, address: str) -> None:
        """Show the section that a link leads to, such as `glossary.md#loss`."""
        from gui.help.help_window import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self._window, self._errors)
        self._help.open_address(address)

    @Slot()
    def show_shortcuts(self) -> None:
        """Show all shortcuts as they are now."""
        from gui.help.shortcuts_window import ShortcutsWindow

        if self._shortcuts is None:
            self._shortcuts = ShortcutsWindow(self._window)
        self._shortcuts.open_list()

    @Slot()
    def explain_focus(self) -> None:
        """Explain the control with the focus beside it; without one, show the guide."""
        from gui.help.context_help import Explanation, explain

        focused = QApplication.focusWidget()
        if focused is None or not explain(focused)[0]:
            self.show_guide()
            return
        popup = Explanation(focused)
        popup.more_requested.connect(self.show_address)
        popup.show()

    @Slot()
    def _show_log(self) -> None:
        open_path(user_log(), self._errors)

    @Slot()
    def _show_about(self) -> None:
        from gui.help.about_dialog import AboutDialog

        AboutDialog(self._window).show()
