"""Drawings as images, and drawings and images that are copied, pasted, dragged and dropped."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QBuffer,
    QEvent,
    QIODevice,
    QMimeData,
    QObject,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QImageWriter,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from core.drawing.bounds import view_box
from core.drawing.stroke_file import LabeledDrawing, can_be_written, format_line
from core.drawing.strokes import Drawing
from core.drawing.svg import to_svg
from core.foundation.errors import DataError, InklingError
from gui.drawing.ink_style import InkStyle
from gui.drawing.pad_geometry import PEN, PadGeometry
from gui.drawing.spline import pieces_of

if TYPE_CHECKING:
    from core.imaging.image_file import Rgb

_SIDE = 512


def to_image(drawing: Drawing, side: int = _SIDE) -> QImage:
    """Paint a drawing, which must not be empty, as an image whose longer side has `side` pixels."""
    box = view_box(drawing, PEN)
    unit = side / max(box.width, box.height)
    size = QSize(max(1, round(unit * box.width)), max(1, round(unit * box.height)))
    geometry = PadGeometry(QRectF(QPointF(-unit * box.x, -unit * box.y), QSizeF(unit, unit)), unit)
    black, white = QColor("black"), QColor("white")
    style = InkStyle(size, 1.0, geometry, black, white, white)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if drawing.picture is not None:
        style.paint_picture(painter, drawing.picture)
    for stroke in drawing.strokes:
        style.paint_pieces(painter, pieces_of(stroke), stroke.width)
    painter.end()
    return image


def to_png(drawing: Drawing) -> bytes:
    """Paint a drawing, which must not be empty, as the content of a PNG file."""
    return image_to_png(to_image(drawing))


def image_to_png(image: QImage) -> bytes:
    """Encode an image as the content of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


Content = Path | str | bytes | QImage
"""The path of a file, lines of a stroke file, the bytes of an image file, or an image."""
_PRESET = ".toml"
"""The ending of files that the window takes, wherever they are dropped."""
_ENCODED = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp", "image/gif")


def content_of(mime: QMimeData | None) -> Content:
    """Choose what the drawing pad can take: strokes before a file, and a file before an image.

    Raises DataError where there is nothing, as in an empty clipboard, or more than one file.
    """
    if mime is None:
        raise _nothing()
    text = mime.text().strip()
    if text.startswith("{"):
        return text
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if len(files) > 1:
        raise DataError(f"The pad takes one file at a time; these are {len(files):,}.")
    return files[0] if files else _image_of(mime)


def _image_of(mime: QMimeData) -> Content:
    # Encoded where possible: it may be huge, and is decoded in a thread.
    for kind in _ENCODED:
        if mime.hasFormat(kind) and (content := mime.data(kind).data()):
            return bytes(content)
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return image
    if any(url.scheme() not in ("", "file") for url in mime.urls()):
        raise DataError("The pad takes only files on this computer: save it to a file first.")
    raise _nothing()


def _nothing() -> DataError:
    return DataError("This is neither a drawing nor an image.")


class Forms(NamedTuple):
    """A drawing in every form in which it can be pasted."""

    image: QImage
    png: bytes
    svg: bytes
    line: str | None
    """A line of a stroke file; None where such a file cannot hold the drawing."""


def forms_of(drawing: Drawing) -> Forms:
    """Convert a drawing, which must not be empty, to all forms."""
    image = to_image(drawing)
    line = format_line(LabeledDrawing(drawing)) if can_be_written(drawing) else None
    return Forms(image, image_to_png(image), to_svg(drawing, PEN).encode(), line)


def mime_of(forms: Forms) -> QMimeData:
    """Put all forms of a drawing into an object for the clipboard."""
    mime = QMimeData()
    mime.setImageData(forms.image)
    mime.setData("image/png", forms.png)
    mime.setData("image/svg+xml", forms.svg)
    if forms.line is not None:
        mime.setText(forms.line)
    return mime


def rgb_of(image: QImage) -> "Rgb":
    """The pixels of an image on white paper, (h, w, 3) uint8; a large image is made smaller.

    Raises DataError for a huge image.
    """
    # Imported here: the window opens before Pillow is loaded.
    from PIL import Image

    from core.imaging.image_file import check_pixels, flatten_to_rgb

    check_pixels(image.width(), image.height())

    def rows(top: int, bottom: int) -> Image.Image:
        strip = image.copy(0, top, image.width(), bottom - top)
        strip = strip.convertToFormat(QImage.Format.Format_RGBA8888)
        if strip.isNull():
            raise InklingError("There is not enough memory for this image.")
        size = strip.width(), strip.height()
        content = bytes(strip.constBits())
        return Image.frombuffer("RGBA", size, content, "raw", "RGBA", strip.bytesPerLine(), 1)

    return flatten_to_rgb((image.width(), image.height()), rows)


class Drops(QObject):
    """Receives drawings and images that are dropped on a widget."""

    dropped = Signal(object)
    """The Content that was dropped."""
    refused = Signal(object)
    """The DataError that says why the pad does not take it."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what is dragged over the widget or dropped on it, if it may hold a drawing."""
        if not isinstance(event, QDropEvent):
            return False
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            if _may_hold(event.mimeData()):
                event.acceptProposedAction()
            return True
        try:
            content = content_of(event.mimeData())
        except DataError as error:
            self.refused.emit(error)
        else:
            event.acceptProposedAction()
            self.dropped.emit(content)
        return True


def _may_hold(mime: QMimeData) -> bool:
    if any(url.fileName().lower().endswith(_PRESET) for url in mime.urls()):
        return False
    return mime.hasUrls() or mime.hasImage() or mime.text().lstrip().startswith("{")
