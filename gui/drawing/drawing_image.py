"""A drawing as an image, painted as on the pad but black on white."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from core.drawing.bounds import view_box
from core.drawing.strokes import Drawing
from gui.drawing.ink_style import PEN, Look
from gui.drawing.pad_geometry import Field
from gui.drawing.spline import pieces_of

_SIDE = 512


def painted(drawing: Drawing, side: int = _SIDE) -> QImage:
    """An image of a drawing, which must not be empty; `side` pixels at its longest."""
    box = view_box(drawing, PEN)
    unit = side / max(box.width, box.height)
    size = QSize(max(1, round(unit * box.width)), max(1, round(unit * box.height)))
    field = Field(QRectF(QPointF(-unit * box.x, -unit * box.y), QSizeF(unit, unit)), unit)
    black, white = QColor("black"), QColor("white")
    look = Look(size, 1.0, field, black, white, white)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if drawing.picture is not None:
        look.paint_picture(painter, drawing.picture)
    for stroke in drawing.strokes:
        look.paint_pieces(painter, pieces_of(stroke), stroke.width)
    painter.end()
    return image


def to_png(drawing: Drawing) -> bytes:
    """The image of a drawing, which must not be empty, as the content of a PNG file."""
    return png_of(painted(drawing))


def png_of(image: QImage) -> bytes:
    """An image as the content of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())
