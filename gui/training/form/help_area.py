"""The area below the form that explains the field in focus."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.common.enlargement import set_text_size
from gui.common.theme import SPACING, TIGHT, TextSize
from gui.common.widgets import named, vbox
from gui.training.form.field_message import FieldMessage

_MEASURED = 8
_FEWEST_LINES = 4
"""So many lines hold the reason why any text is invalid."""
_INVITATION = "Select a field to see its range and what it does."


class HelpArea(QWidget):
    """Shows one of the messages of the fields.

    It is as high as the longest of them needs in its width, so that nothing moves when another
    one is shown.
    """

    def __init__(self, messages: Sequence[FieldMessage]) -> None:
        super().__init__()
        self.setObjectName("fieldHelp")
        set_text_size(self, TextSize.SMALL)
        # The highest is among those with the longest texts.
        self._longest = sorted(messages, key=lambda each: each.length, reverse=True)[:_MEASURED]
        self._empty = named(FieldMessage("", _INVITATION), "fieldHelpInvitation")
        self._empty.setAccessibleName(_INVITATION)
        self._pages = QStackedLayout()
        self.setLayout(vbox(self._pages, margins=(SPACING, TIGHT, SPACING, TIGHT)))
        self._pages.addWidget(self._empty)
        for message in messages:
            self._pages.addWidget(message)

    def show_message(self, message: FieldMessage | None) -> None:
        """Show a message, or an invitation if there is none."""
        self._pages.setCurrentWidget(message or self._empty)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a line that divides the explanation from the form, whose headings look alike."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the longest message in the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the longest message in the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_pages"):
            self._make_room()

    def _make_room(self) -> None:
        width = self.width() - 2 * SPACING
        highest = max(message.height_at(width) for message in self._longest)
        least = _FEWEST_LINES * self._empty.fontMetrics().height()
        self.setFixedHeight(max(highest, least) + 2 * TIGHT)
