"""Drawings as images, painted as on the pad but black on white."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from core.drawing.bounds import view_box
from core.drawing.strokes import Drawing
from gui.drawing.ink_style import PEN, InkStyle
from gui.drawing.pad_geometry import PadGeometry
from gui.drawing.spline import pieces_of

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
