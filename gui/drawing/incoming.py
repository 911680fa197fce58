"""What was opened, pasted or dropped, read in a thread of its own."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Publish
from gui.one_job import OneJob

if TYPE_CHECKING:
    from core.ink.stroke_file import LabelledDrawing
    from gui.drawing.contents import Content


class Incoming(QObject):
    """Reads one thing at a time; what comes meanwhile is read after it, the latest alone."""

    arrived = Signal(tuple)
    """LabelledDrawings; one, or all of a stroke file."""
    failed = Signal(object)
    """The exception that says why it cannot be read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job = OneJob(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._go_on)
        self._job.failed.connect(self._fail)
        self._next: Content | None = None

    def read(self, content: "Content") -> None:
        """Begin; `arrived` or `failed` tells of the end."""
        if self._job.busy:
            self._next = content
        else:
            self._job.start(partial(_publish, content))

    def wait_for_end(self) -> None:
        """Wait for the thread, if it runs; nothing follows it."""
        self._next = None
        self._job.wait()

    @Slot(object)
    def _receive(self, read: "list[tuple[LabelledDrawing, ...]]") -> None:
        self.arrived.emit(read[-1])

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    @Slot()
    def _go_on(self) -> None:
        content, self._next = self._next, None
        if content is not None:
            self.read(content)


def _publish(content: "Content", publish: Publish) -> None:
    publish(_drawings_in(content))


def _drawings_in(content: "Content") -> "tuple[LabelledDrawing, ...]":
    # Here, in the thread: nobody may ever paste anything.
    from core.ink.image import picture_of, read_picture
    from core.ink.stroke_file import SUFFIX, LabelledDrawing, read_strokes, strokes_in
    from core.ink.strokes import Drawing
    from gui.drawing.contents import rgb_of

    if isinstance(content, str):
        return tuple(strokes_in(content))
    if not isinstance(content, Path):
        return (LabelledDrawing(Drawing(picture=picture_of(rgb_of(content)))),)
    if content.suffix.lower() == SUFFIX:
        return tuple(read_strokes(content))
    return (LabelledDrawing(Drawing(picture=read_picture(content))),)
