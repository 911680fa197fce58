"""The notice at the bottom of the window that a file was saved."""

from pathlib import Path

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from gui.common.desktop import open_path
from gui.common.elided_label import ElidedLabel
from gui.common.error_reporter import ErrorReporter
from gui.common.icons import icon
from gui.common.theme import set_foreground, theme_of
from gui.common.timers import Timer
from gui.common.widgets import hbox, named, plain_tip

_SHOWN_FOR = 20_000
"""Milliseconds until the notice closes by itself; while it is in use, it stays longer."""
_INCOMPLETE = "Not complete: the run is damaged."


class SavedFileNotice(QWidget):
    """Shows where the last file was saved, and opens it or its folder.

    It closes by itself after a while, except while the pointer is over it or it has the focus. If
    something is missing in the file, it says so and stays.
    """

    def __init__(self, errors: ErrorReporter) -> None:
        super().__init__()
        self.setObjectName("savedFileNotice")
        self._errors = errors
        self._path = Path()
        self._problem = named(QLabel(_INCOMPLETE), "savedFileProblem")
        self._problem.hide()
        self._text = named(ElidedLabel(), "savedFileText")
        self._open = _Button("Open", "Open the file with its program.")
        self._show_folder = _Button("Show in folder", "Open the folder of the file.")
        self._close = _Button("", "Close this notice.")
        named(self._open, "openSavedFileButton")
        named(self._show_folder, "showSavedFileButton")
        named(self._close, "closeSavedFileButton")
        self._close.setAccessibleName("Close this notice")
        self._close.setIcon(icon("clear", self.palette()))
        buttons = (self._open, self._show_folder, self._close)
        self.setLayout(hbox(self._problem, (self._text, 1), *buttons, spacing=4))
        self._open.clicked.connect(self._open_file)
        self._show_folder.clicked.connect(self._open_folder)
        self._close.clicked.connect(self.hide)
        self._resting = Timer(self, interval=_SHOWN_FOR)
        self._resting.timeout.connect(self._hide_if_unused)
        self.hide()

    @Slot(str, object)
    @Slot(str, object, str)
    def show_saved(self, what: str, path: Path, problem: str = "") -> None:
        """Show that a file was saved; `what` is the beginning of the sentence, “Saved to”.

        `problem` says what is missing in it because its run is damaged; empty where nothing is.
        """
        self._path = path
        self._text.setText(f"{what} {path}")
        self._problem.setVisible(bool(problem))
        self._problem.setToolTip(plain_tip(*problem.splitlines()))
        self._problem.setAccessibleDescription(problem)
        set_foreground(self._problem, theme_of(self).error)
        self.show()
        if problem:
            self._resting.stop()
        else:
            self._resting.start()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_close"):
            self._close.setIcon(icon("clear", self.palette()))
            set_foreground(self._problem, theme_of(self).error)

    @Slot()
    def _hide_if_unused(self) -> None:
        focused = QApplication.focusWidget()
        used = focused is not None and self.isAncestorOf(focused)
        if not used and not self.underMouse():
            self._resting.stop()
            self.hide()

    @Slot()
    def _open_file(self) -> None:
        open_path(self._path, self._errors)

    @Slot()
    def _open_folder(self) -> None:
        open_path(self._path.parent, self._errors)


class _Button(QToolButton):
    """Is hardly higher than its text, so that the status line needs no more room with it."""

    def __init__(self, text: str, tip: str) -> None:
        super().__init__()
        self.setText(text)
        self.setToolTip(tip)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def _fit_height(self) -> None:
        self.setMaximumHeight(self.fontMetrics().height() + 2)
