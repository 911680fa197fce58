"""What the program says in boxes: a problem, its cause behind "Details", and what it is."""

import logging
import traceback

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from core.errors import InklingError

_log = logging.getLogger("inkling")


def show_error(parent: QWidget | None, error: BaseException) -> QMessageBox:
    """Show an error without stopping anything else, and log it with its traceback."""
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, InklingError):
        _log.warning("%s", trace)
        text, details = str(error), error.details or str(error.__cause__ or "")
    elif isinstance(error, MemoryError):
        _log.error("%s", trace)
        text, details = "There is not enough memory for this. Try a smaller network.", trace
    else:
        _log.error("%s", trace)
        text, details = "Something went wrong inside Inkling; it goes on as well as it can.", trace
    box = QMessageBox(QMessageBox.Icon.Warning, "Inkling", text, parent=parent)
    box.setObjectName("errorDialog")
    box.setDetailedText(details)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.NonModal)
    box.show()
    return box


def show_about(parent: QWidget) -> None:
    """Say what this program is, and whose images it brings."""
    QMessageBox.about(
        parent,
        "About Inkling",
        "<h3>Inkling</h3><p>A laboratory in which you train a neural network, written from "
        "scratch in NumPy, to read handwritten digits.</p><p>MIT licence. The MNIST images "
        "are by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.</p>",
    )
