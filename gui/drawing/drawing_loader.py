"""Reading of files and pasted contents in a task."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import DataError
from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from core.drawing.picture import Picture
    from core.drawing.stroke_file import LabeledDrawing
    from gui.drawing.clipboard_content import Content


_PATIENCE = 200
"""Milliseconds after which the window shows what is being read."""


class DrawingLoader(QObject):
    """Reads one file or pasted content at a time, and then the latest of those that were requested
    meanwhile."""

    arrived = Signal(object)
    """A tuple of LabeledDrawings: one, or all of a stroke file."""
    reading = Signal(str)
    """A text that says what takes a while to read; empty when it is done."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = tasks.runner(Policy.LATEST)
        self._runner.returned.connect(self.arrived)
        self._runner.finished.connect(self._hide_name)
        self._runner.failed.connect(self._hide_name)
        self._name = ""
        self._patience = Timer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show_name)

    def read(self, content: "Content") -> None:
        """Read a file, or what was pasted; `arrived` has the result."""
        self._name = content.name if isinstance(content, Path) else "the pasted content"
        self._patience.start()
        self._runner.call(partial(_drawings_in, content))

    @Slot()
    def _show_name(self) -> None:
        self.reading.emit(f"Reading {self._name} …")

    @Slot()
    def _hide_name(self) -> None:
        self.reading.emit("")
        self._patience.stop()
        if self._runner.busy:
            self._patience.start()


def _drawings_in(content: "Content") -> "tuple[LabeledDrawing, ...]":
    # Imported here, in the thread, so that the window opens faster.
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
