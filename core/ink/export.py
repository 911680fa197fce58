"""A drawing to a file, in the format that the file's suffix says."""

from collections.abc import Callable
from pathlib import Path

from core.errors import DataError
from core.files import write_atomically
from core.ink.raster import to_png
from core.ink.stroke_file import LabelledDrawing, to_line
from core.ink.strokes import Drawing
from core.ink.svg import to_svg

FORMATS: dict[str, Callable[[Drawing, float], bytes]] = {
    ".png": to_png,
    ".svg": lambda drawing, pen: to_svg(drawing, pen).encode(),
    ".jsonl": lambda drawing, _: f"{to_line(LabelledDrawing(drawing))}\n".encode(),
}
"""By suffix: the content for a drawing and the width of an ordinary pen."""


def save_drawing(path: Path, drawing: Drawing, pen: float) -> None:
    """Write a drawing as PNG, SVG or stroke file.

    `pen` is the width of strokes that have none of their own. Raises DataError where the drawing
    is empty, the suffix is another, or the file cannot be written.
    """
    if not drawing:
        raise DataError("There is nothing to save: the pad is empty.")
    if path.suffix.lower() not in FORMATS:
        raise DataError(f"{path.name}: a drawing is saved as {', '.join(FORMATS)}.")
    content = FORMATS[path.suffix.lower()](drawing, pen)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataError(f"The drawing cannot be saved to {path}.", str(error)) from error
