"""A list of names that users give, of which some are longer than there is room for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_WIDEST = 80
"""The open list becomes wider than the box for up to so many characters of average width."""
_PADDING = 2
"""Pixels that the style leaves free beside the text, on both sides together."""


class NameBox(QComboBox):
    """A list whose chosen name is shortened in its middle, where Qt's own would cut it off.

    If no name is chosen, the placeholder is shown like one. The open list has room for the names.
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
        middle = Qt.TextElideMode.ElideMiddle
        room = place.width() - _PADDING
        option.currentText = self.fontMetrics().elidedText(text, middle, room)
        return option
