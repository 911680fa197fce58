"""Message boxes for errors, with their causes behind “Details”."""

import logging
import traceback

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from shiboken6 import isValid

from core.foundation.errors import InklingError
from gui.common.dialogs import finish_message_box

_log = logging.getLogger("inkling")
_NAME = "errorDialog"
_open_boxes: set[QMessageBox] = set()
"""Keeps boxes without a parent alive."""


class ErrorReporter(QObject):
    """Shows and logs the errors of a window, whichever part of it they come from."""

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._closing = False

    def set_closing(self) -> None:
        """Quit the program after the last box, because the window is closing."""
        self._closing = True

    @Slot(object)
    def report(self, error: Exception) -> None:
        """Show an error in a box and log it."""
        box = show_error(self._window, error)
        if self._closing:
            # Qt does not end a program whose last visible window has a hidden parent.
            box.finished.connect(self._quit_after_last_box)

    @Slot()
    def _quit_after_last_box(self) -> None:
        if not any(isValid(box) and box.isVisible() for box in _open_boxes):
            QApplication.quit()


def show_error(parent: QWidget | None, error: BaseException) -> QMessageBox:
    """Show an error in a box that blocks nothing, and log it with its traceback.

    An open box with the same text comes to the front instead and gets the newer details.
    """
    text, details = _log_and_describe(error)
    box = _open_box(parent, text) or _new_box(parent, text)
    box.setDetailedText(details)
    box.show()
    finish_message_box(box)  # it has its buttons now
    box.activateWindow()
    return box


def _log_and_describe(error: BaseException) -> tuple[str, str]:
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, InklingError):
        _log.warning("%s", trace)
        return str(error), error.details or str(error.__cause__ or "")
    _log.error("%s", trace)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this. Try a smaller network.", trace
    return "Something went wrong inside Inkling. It keeps running as well as it can.", trace


def _open_box(parent: QWidget | None, text: str) -> QMessageBox | None:
    boxes = [box for box in _open_boxes if isValid(box) and box.parent() is parent]
    return next((box for box in boxes if box.isVisible() and box.text() == text), None)


def _new_box(parent: QWidget | None, text: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.Warning, "Inkling", text, parent=parent)
    box.setObjectName(_NAME)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.NonModal)
    _open_boxes.difference_update([each for each in _open_boxes if not isValid(each)])
    _open_boxes.add(box)
    box.finished.connect(lambda: _open_boxes.discard(box))
    return box
