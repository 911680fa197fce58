"""What was opened, pasted or dropped, read in a thread of its own."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import DataError
from gui.common.tasks import Publish, TaskRunner
from gui.common.timers import Timer

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from core.drawing.picture import Picture
    from core.drawing.stroke_file import LabeledDrawing
    from gui.drawing.clipboard_content import Content


_PATIENCE = 200
"""Milliseconds after which a person is told that reading takes its time."""


class DrawingLoader(QObject):
    """Reads one thing at a time; what comes meanwhile is read after it, the latest alone."""

    arrived = Signal(tuple)
    """LabeledDrawings; one, or all of a stroke file."""
    failed = Signal(object)
    """The exception that says why it cannot be read."""
    reading = Signal(str)
    """What takes its time; nothing when that is over."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._go_on)
        self._job.failed.connect(self._fail)
        self._next: Content | None = None
        self._name = ""
        self._patience = Timer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._tell)

    def read(self, content: "Content") -> None:
        """Begin; `arrived` or `failed` tells of the end."""
        if self._job.busy:
            self._next = content
        else:
            self._name = content.name if isinstance(content, Path) else "what was pasted"
            self._patience.start()
            self._job.start(partial(_publish, content))

    def wait_for_end(self) -> None:
        """End what is being read; nothing follows it."""
        self._next = None
        self._patience.stop()
        self._job.end()

    @Slot(object)
    def _receive(self, read: "list[tuple[LabeledDrawing, ...]]") -> None:
        self.arrived.emit(read[-1])

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    @Slot()
    def _tell(self) -> None:
        self.reading.emit(f"Reading {self._name} …")

    @Slot()
    def _go_on(self) -> None:
        self._patience.stop()
        self.reading.emit("")
        content, self._next = self._next, None
        if content is not None:
            self.read(content)


def _publish(content: "Content", publish: Publish) -> None:
    publish(_drawings_in(content))


def _drawings_in(content: "Content") -> "tuple[LabeledDrawing, ...]":
    # Here, in the thread: nobody may ever paste anything.
    from core.drawing.stroke_file import SUFFIX, LabeledDrawing, parse_strokes, read_strokes
    from core.drawing.strokes import Drawing
    from core.imaging.image import read_picture

    if isinstance(content, str):
        return tuple(parse_strokes(content))
    if isinstance(content, Path) and content.suffix.lower() == SUFFIX:
        return tuple(read_strokes(content))
    picture = read_picture(content) if isinstance(content, Path) else _pasted(content)
    return (LabeledDrawing(Drawing(picture=picture)),)


def _pasted(content: "bytes | QImage") -> "Picture":
    from core.imaging.image import picture_from_bytes, picture_from_rgb
    from gui.drawing.clipboard_content import rgb_of

    try:
        return (
            picture_from_bytes(content)
            if isinstance(content, bytes)
            else picture_from_rgb(rgb_of(content))
        )
    except DataError as error:
        raise DataError(f"The image: {error}", error.details) from error
