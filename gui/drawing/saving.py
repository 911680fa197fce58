"""A drawing to a file, in the format that the file's suffix says."""

from collections.abc import Callable
from pathlib import Path

from core.errors import DataError
from core.files import write_atomically
from core.ink.stroke_file import LabelledDrawing, to_line
from core.ink.strokes import Drawing
from core.ink.svg import to_svg
from core.runs.outputs import check_replaceable
from gui.drawing.look import PEN
from gui.drawing.painted import to_png

_FORMATS: dict[str, Callable[[Drawing], bytes]] = {
    ".png": to_png,
    ".svg": lambda drawing: to_svg(drawing, PEN).encode(),
    ".jsonl": lambda drawing: f"{to_line(LabelledDrawing(drawing))}\n".encode(),
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
