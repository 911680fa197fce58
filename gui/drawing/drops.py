"""Drawings, images and files dropped on the pad."""

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Takes what is dropped on a widget."""

    dropped = Signal(object)
    """Content: a file, lines of a stroke file, or an image."""

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

        content = content_of(event.mimeData())
        if content is not None:
            event.acceptProposedAction()
            self.dropped.emit(content)
        return True


def _may_hold(mime: QMimeData) -> bool:
    return mime.hasUrls() or mime.hasImage() or mime.text().lstrip().startswith("{")
