"""A page of a tab whose contents are made when it is first shown."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gui.common.content_area import ContentArea
from gui.common.enlargement import enlargement, follow_font
from gui.common.page_wheel import leave_wheel_to_page
from gui.common.theme import TIGHT
from gui.common.widgets import vbox


class LazyPage(QWidget):
    """Makes its contents with `make` when it is first shown, so that the window opens faster.

    With `scrolls`, they scroll where there is too little room for them.
    """

    visible_changed = Signal(bool)
    """Whether the page is visible now. Its contents exist already."""

    def __init__(
        self, name: str, make: Callable[[], QWidget], margin: int = 0, *, scrolls: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._make: Callable[[], QWidget] | None = make
        self._scrolls = scrolls
        self._layout = vbox(margins=(margin, 0, margin, 0))
        self.setLayout(self._layout)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the contents, the first time."""
        if self._make is not None:
            content, self._make = self._make(), None
            if self._scrolls:  # no text touches the scroll bar
                content.setContentsMargins(0, 0, TIGHT, 0)
                leave_wheel_to_page(content)
            self._layout.addWidget(ContentArea(content) if self._scrolls else content)
            if enlargement() != 1.0:
                follow_font(self)
            content.show()
        super().showEvent(event)
        self.visible_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Report that the page can no longer be seen."""
        super().hideEvent(event)
        self.visible_changed.emit(False)
