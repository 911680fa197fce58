"""The question that comes before a damaged run goes on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from core.errors import InklingError


def ask_to_repair(window: QWidget, error: InklingError, repair: Callable[[], None]) -> None:
    """Ask, while all else goes on; `repair` is called where the answer is yes."""
    question = QMessageBox(window)
    question.setObjectName("repairQuestion")
    question.setIcon(QMessageBox.Icon.Question)
    question.setWindowTitle("Inkling")
    question.setText(str(error))
    question.setInformativeText(
        "Continue from its last checkpoint? What is damaged is kept beside what takes its place."
    )
    question.setDetailedText(error.details)
    yes = question.addButton("Continue from the checkpoint", QMessageBox.ButtonRole.AcceptRole)
    question.addButton(QMessageBox.StandardButton.Cancel)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes.clicked.connect(repair)
    question.open()
