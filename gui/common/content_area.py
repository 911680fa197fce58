"""A place for a widget that may need more room than there is."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

from gui.common.focus_scrolling import scroll_to_focus

_LEAST = 120
"""Pixels."""


class ContentArea(QScrollArea):
    """Contains a widget, and scrolls where there is too little room for it.

    With `reserve`, room for the vertical scroll bar is kept free while there is none, so that
    nothing moves sideways when it appears.
    """

    crowded = Signal()
    """Emitted when the contents begin to need more width than there is."""

    def __init__(self, content: QWidget, *, reserve: bool = False) -> None:
        super().__init__()
        self._content, self._reserve = content, reserve
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        scroll_to_focus(self)
        self.horizontalScrollBar().rangeChanged.connect(self._report)
        if reserve:
            self.verticalScrollBar().rangeChanged.connect(self._keep_room)
            self._keep_room(0, 0)

    @property
    def comfortable_width(self) -> int:
        """The width in pixels at which nothing has to scroll sideways."""
        content = self._content.minimumSizeHint().expandedTo(self._content.minimumSize())
        return content.width() + (self._bar if self._reserve else 0)

    def minimumSizeHint(self) -> QSize:
        """Return a small size: the contents can be scrolled."""
        return QSize(_LEAST, _LEAST)

    def sizeHint(self) -> QSize:
        """Return the size that the contents prefer."""
        return self._content.sizeHint() + QSize(self._bar if self._reserve else 0, 0)

    @property
    def _bar(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)

    @Slot(int, int)
    def _report(self, _low: int, high: int) -> None:
        if high > 0:
            self.crowded.emit()

    @Slot(int, int)
    def _keep_room(self, _low: int, high: int) -> None:
        self.setViewportMargins(0, 0, 0 if high else self._bar, 0)
