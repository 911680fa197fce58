"""A field for the words to search for in a table or a list."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.common.keys import CLEAR_SEARCH


class SearchField(QLineEdit):
    """Is cleared by its button or by Escape, which does what it usually does once it is empty."""

    def __init__(self, placeholder: str = "Search", parent: QWidget | None = None) -> None:
        super().__init__(parent, placeholderText=placeholder)
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear the field on Escape."""
        if self.text() and CLEAR_SEARCH.match(event):
            self.clear()
        else:
            super().keyPressEvent(event)
