"""Copying and saving of drawings, for long ones in a task."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from core.drawing.stroke_file import LabeledDrawing, format_line
from core.drawing.strokes import Drawing
from core.drawing.svg import to_svg
from core.foundation.errors import DataError, InklingError
from core.foundation.files import write_atomically
from core.runs.output_guard import check_replaceable
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Policy, Tasks
from gui.drawing.clipboard_content import to_png
from gui.drawing.pad_geometry import PEN

if TYPE_CHECKING:
    from gui.drawing.clipboard_content import Forms

_FEW = 500
"""Points of a drawing that is short enough to be written without a task."""
_FORMATS: dict[str, Callable[[Drawing], bytes]] = {
    ".png": to_png,
    ".svg": lambda drawing: to_svg(drawing, PEN).encode(),
    ".jsonl": lambda drawing: f"{format_line(LabeledDrawing(drawing))}\n".encode(),
}


def save_drawing(path: Path, drawing: Drawing) -> None:
    """Write a drawing as PNG, SVG or stroke file.

    Raises DataError where the drawing is empty, the suffix is another, or the file cannot be
    written; OutputError where it would replace a file of a run or another file of Inkling.
    """
    if not drawing:
        raise DataError("There is nothing to save: the pad is empty.")
    if path.suffix.lower() not in _FORMATS:
        raise DataError(f"{path.name}: a drawing can be saved as {', '.join(_FORMATS)}.")
    check_replaceable(path)
    content = _FORMATS[path.suffix.lower()](drawing)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataError(f"The drawing cannot be saved to {path}.", str(error)) from error


class DrawingSaver(QObject):
    """Copies and saves drawings, in the order in which that was requested."""

    saved = Signal(object)
    """Emitted with the path of a file that has been written."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter, parent: QObject) -> None:
        super().__init__(parent)
        self._errors = errors
        self._runner = tasks.runner(Policy.QUEUE, writes=True)
        self._runner.returned.connect(self._put)

    def copy(self, drawing: Drawing) -> None:
        """Put a drawing, which must not be empty, into the clipboard as image, SVG and strokes."""
        from gui.drawing.clipboard_content import forms_of

        self._do(partial(forms_of, drawing), drawing)

    def save(self, path: Path, drawing: Drawing) -> None:
        """Write a drawing to a file, in the format of its suffix."""

        def write() -> Path:
            save_drawing(path, drawing)
            return path

        self._do(write, drawing)

    def _do(self, function: "Callable[[], Forms | Path]", drawing: Drawing) -> None:
        points = sum(len(stroke.points) for stroke in drawing.strokes)
        if self._runner.busy or points > _FEW:
            self._runner.call(function)
            return
        try:
            self._put(function())
        except InklingError as error:
            self._errors.report(error)

    @Slot(object)
    def _put(self, result: "Forms | Path") -> None:
        from gui.drawing.clipboard_content import mime_of

        if isinstance(result, Path):
            self.saved.emit(result)
        else:
            QGuiApplication.clipboard().setMimeData(mime_of(result))
