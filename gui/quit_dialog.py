"""The question that the window asks before it closes during a training."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_stop(window: QWidget, stop_and_quit: Callable[[], None]) -> None:
    """Ask whether to quit, while the training continues; `stop_and_quit` is a slot."""
    question = QMessageBox(window)
    question.setObjectName("closeQuestion")
    question.setIcon(QMessageBox.Icon.Question)
    question.setWindowTitle("Inkling")
    question.setText("Training is in progress.")
    question.setInformativeText("Quit? You can continue it when you start Inkling again.")
    stop = question.addButton("Quit", QMessageBox.ButtonRole.AcceptRole)
    question.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    stop.clicked.connect(stop_and_quit)
    question.open()
