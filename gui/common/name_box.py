"""A list of names that users give, of which some are longer than there is room for."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

from gui.common.name_elision import elided, parts_among
from gui.common.widgets import plain_tip

_WIDEST = 80
"""The open list becomes wider than the box for up to so many characters of average width."""
_PADDING = 2
"""Pixels that the style leaves free beside the text, on both sides together."""


class NameBox(QComboBox):
    """A list whose chosen name is shortened where Qt's own would cut it off.

    What tells the name from the others stays, and the tooltip has the whole name. If no name is
    chosen, the placeholder is shown like one. The open list has room for the names.
    """

    @property
    def shown_text(self) -> str:
        """The name as it is painted."""
        return self._style_option().currentText

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the beginning and the end of the name as there is room for."""
        option, painter = self._style_option(), QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Show a tooltip with the whole name where it is shortened."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip, self)
            return True
        return super().event(event)

    @property
    def tip(self) -> str:
        """The tooltip, below the whole name where that is shortened."""
        name = self.currentText()
        if self.currentIndex() < 0 or self.shown_text == name:
            return self.toolTip()
        tip = self.toolTip()
        rich = tip.startswith("<")
        return f"{plain_tip(name)}{tip}" if rich else plain_tip(name, *tip.splitlines())

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Open the list, as wide as its names need."""
        view = self.view()
        frame = 4 * view.frameWidth() + view.verticalScrollBar().sizeHint().width()
        most = max(_WIDEST * self.fontMetrics().averageCharWidth(), self.width())
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + frame, most))
        super().showPopup()

    def _style_option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        text = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self._in_room(text, place.width() - _PADDING)
        return option

    def _in_room(self, text: str, room: int) -> str:
        if self.fontMetrics().horizontalAdvance(text) <= room:
            return text
        names = {self.itemText(index) for index in range(self.count())} - {text}
        return elided(parts_among(text, names), self.fontMetrics(), room)
