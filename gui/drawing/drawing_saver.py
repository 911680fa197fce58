"""What leaves the pad: copied or saved, a long drawing in a thread."""

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from core.drawing.strokes import Drawing
from core.foundation.errors import InklingError
from gui.common.tasks import Publish, TaskRunner

if TYPE_CHECKING:
    from gui.drawing.clipboard_content import Forms
from core.drawing.stroke_file import LabeledDrawing, format_line
from core.drawing.svg import to_svg
from core.foundation.errors import DataError
from core.foundation.files import write_atomically
from core.runs.output_guard import check_replaceable
from gui.drawing.drawing_image import to_png
from gui.drawing.ink_style import PEN

_FORMATS: dict[str, Callable[[Drawing], bytes]] = {
    ".png": to_png,
    ".svg": lambda drawing: to_svg(drawing, PEN).encode(),
    ".jsonl": lambda drawing: f"{format_line(LabeledDrawing(drawing))}\n".encode(),
}


def save_drawing(path: Path, drawing: Drawing) -> None:
    """Write a drawing as PNG, SVG or stroke file.

    Raises DataError where the drawing is empty, the suffix is another, or the file cannot be
    written; OutputError where it would replace a file of a run or of what is kept for the user.
    """
    if not drawing:
        raise DataError("There is nothing to save: the pad is empty.")
    if path.suffix.lower() not in _FORMATS:
        raise DataError(f"{path.name}: a drawing is saved as {', '.join(_FORMATS)}.")
    check_replaceable(path)
    content = _FORMATS[path.suffix.lower()](drawing)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataError(f"The drawing cannot be saved to {path}.", str(error)) from error


_FEW = 500
"""Points that are painted so soon that nobody need wait."""

_Task = Callable[[], "Forms | None"]


class DrawingSaver(QObject):
    """Does one thing after the other, in the order in which they were asked for."""

    failed = Signal(object)
    """The exception that says why something cannot be copied or saved."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._go_on)
        self._job.failed.connect(self._fail)
        self._waiting: deque[_Task] = deque()

    def copy(self, drawing: Drawing) -> None:
        """Put a drawing, which must not be empty, into the clipboard: as image, SVG and strokes."""
        from gui.drawing.clipboard_content import forms_of

        self._do(partial(forms_of, drawing), drawing)

    def save(self, path: Path, drawing: Drawing) -> None:
        """Write a drawing to a file, as its suffix says."""

        self._do(partial(save_drawing, path, drawing), drawing)

    def wait_for_end(self) -> None:
        """Wait for the thread, and do what waits: a file that was to be saved is saved."""
        self._job.wait()
        while self._waiting:
            self._do_here(self._waiting.popleft())

    def _do(self, task: _Task, drawing: Drawing) -> None:
        points = sum(len(stroke.points) for stroke in drawing.strokes)
        if self._job.busy:
            self._waiting.append(task)
        elif points <= _FEW:
            self._do_here(task)
        else:
            self._job.start(partial(_publish, task))

    def _do_here(self, task: _Task) -> None:
        try:
            self._put(task())
        except InklingError as error:
            self.failed.emit(error)

    def _put(self, forms: "Forms | None") -> None:
        from gui.drawing.clipboard_content import mime_of

        if forms is not None:
            QGuiApplication.clipboard().setMimeData(mime_of(forms))

    @Slot(object)
    def _receive(self, published: "list[Forms | None]") -> None:
        self._put(published[-1])

    @Slot()
    def _go_on(self) -> None:
        if self._waiting:
            self._job.start(partial(_publish, self._waiting.popleft()))

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)


def _publish(task: _Task, publish: Publish) -> None:
    publish(task())
