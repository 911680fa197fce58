"""Drawings, images and files dropped on the pad."""

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from core.errors import DataError


class Drops(QObject):
    """Takes what is dropped on a widget."""

    dropped = Signal(object)
    """Content: a file, lines of a stroke file, or an image."""
    refused = Signal(object)
    """The DataError that says why it is not taken."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):
            return False
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            if _may_hold(event.mimeData()):
                event.acceptProposedAction()
            return True
        from gui.drawing.contents import content_of

        try:
            content = content_of(event.mimeData())
        except DataError as error:
            self.refused.emit(error)
        else:
            event.acceptProposedAction()
            self.dropped.emit(content)
        return True


def _may_hold(mime: QMimeData) -> bool:
    return mime.hasUrls() or mime.hasImage() or mime.text().lstrip().startswith("{")
