"""The line that marks the current tab, which the style hardly shows in the dark scheme."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QTabBar, QWidget
from shiboken6 import isValid

_HEIGHT = 3


class CurrentTabLine(QWidget):
    """Lies over a tab bar and paints a line along the upper edge of the current tab."""

    def __init__(self, bar: QTabBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lower()  # below the buttons that scroll
        self.resize(bar.size())
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the tab bar."""
        if event.type() == QEvent.Type.Resize and isValid(self._bar):
            self.resize(self._bar.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        place = self._bar.tabRect(self._bar.currentIndex())
        if place.isValid():
            place.adjust(1, 0, -1, 0)
            place.setHeight(_HEIGHT)
            painter = QPainter(self)
            painter.fillRect(place, self.palette().color(QPalette.ColorRole.Highlight))
            painter.end()
