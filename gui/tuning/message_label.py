"""Texts of one or more lines: notes, hints, and problems in the color of errors."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel

from gui.common.theme import set_foreground, theme_of


class MessageLabel(QLabel):
    """Shows a text over as many lines as it needs, in colors that follow the color scheme."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._is_problem = False
        # A label rounds the height of its lines down, where the last pixel may be ink.
        self.setContentsMargins(0, 1, 0, 1)

    def show_hint(self, text: str, *, faint: bool = False) -> None:
        """Show a text in the color of text, or in that of hints."""
        self._is_problem = False
        self.setPalette(QPalette())
        role = QPalette.ColorRole.PlaceholderText if faint else QPalette.ColorRole.WindowText
        self.setForegroundRole(role)
        self.setText(text)

    def show_problem(self, text: str) -> None:
        """Show a text in the color of errors."""
        self._is_problem = True
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        set_foreground(self, theme_of(self).error)
        self.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Use the color of errors of the new color scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.__dict__.get("_is_problem"):
            color = QColor(theme_of(self).error)
            if self.palette().color(QPalette.ColorRole.WindowText) != color:
                set_foreground(self, color.name())
