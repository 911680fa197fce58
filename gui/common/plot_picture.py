"""Pictures of plots: images, SVG and PDF, which look the same in every program.

They have the light color scheme also where the window has the dark one, since they are for slides
and for print.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsView,
    QWidget,
)

from gui.common.theme import DARK, light_palette, theme_of

_SHARPNESS = 2
"""Pixels of a saved image for each pixel of the screen, so that it can be printed."""
_MARGIN = 8
_IN_PIXELS = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)
"""The transformations of items in the pixels of the screen."""
_SCREEN_ONLY = 0
"""The key of an item's data that says that the item is not part of a picture."""


class PlotPicture(NamedTuple):
    """What a picture of a plot shows."""

    name: str
    """The title of the picture, and a name for files."""
    plot: QWidget
    parts: Callable[[], Sequence[QWidget]]
    """Returns the widgets from top to bottom, such as a legend and the plot. The plot has light
    colors then."""


def leave_out(item: QGraphicsItem) -> None:
    """Leave an item of a scene, such as a crosshair, out of all pictures."""
    item.setData(_SCREEN_ONLY, True)


def image_of(picture: PlotPicture) -> QImage:
    """Return a picture as an image."""
    with _parts_of(picture) as parts:
        size = _size_of(parts)
        image = QImage(size * _SHARPNESS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SHARPNESS)
        _paint(parts, QPainter(image), size)
    return image


def png_of(picture: PlotPicture) -> bytes:
    """Return a picture as a PNG file."""
    buffer = _open_buffer()
    QImageWriter(buffer, QByteArray(b"png")).write(image_of(picture))
    return bytes(buffer.data().data())


def svg_of(picture: PlotPicture) -> bytes:
    """Return a picture as an SVG file."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = _open_buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setTitle(picture.name)
    generator.setResolution(picture.plot.logicalDpiX())
    with _parts_of(picture) as parts:
        size = _size_of(parts)
        generator.setSize(size)
        generator.setViewBox(QRect(QPoint(), size))
        _paint(parts, QPainter(generator), size)
    return bytes(buffer.data().data())


def pdf_of(picture: PlotPicture) -> bytes:
    """Return a picture as a PDF file of one page."""
    buffer = _open_buffer()
    dots = picture.plot.logicalDpiX()
    writer = QPdfWriter(buffer)
    writer.setResolution(dots)
    writer.setPageMargins(QMarginsF())
    writer.setTitle(picture.name)
    with _parts_of(picture) as parts:
        size = _size_of(parts)
        points, exact = QSizeF(size) * (72 / dots), QPageSize.SizeMatchPolicy.ExactMatch
        writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
        _paint(parts, QPainter(writer), size)
    return bytes(buffer.data().data())


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


@contextmanager
def _parts_of(picture: PlotPicture) -> Iterator[Sequence[QWidget]]:
    """Give the parts of a picture, in the light color scheme."""
    with ExitStack() as stack:
        stack.enter_context(_lit(picture.plot))
        parts = picture.parts()
        for part in parts:
            stack.enter_context(_lit(part))
        yield parts


@contextmanager
def _lit(widget: QWidget) -> Iterator[None]:
    """Give a widget the light color scheme for a while."""
    if theme_of(widget) is not DARK:
        yield
        return
    own = widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette)
    before = widget.palette() if own else QPalette()
    widget.setPalette(light_palette())
    try:
        yield
    finally:
        widget.setPalette(before)


def _size_of(parts: Sequence[QWidget]) -> QSize:
    width = max(part.width() for part in parts)
    return QSize(width + 2 * _MARGIN, sum(part.height() for part in parts) + 2 * _MARGIN)


def _paint(parts: Sequence[QWidget], painter: QPainter, size: QSize) -> None:
    paper = parts[-1].palette().color(QPalette.ColorRole.Base)
    painter.fillRect(QRect(QPoint(), size), paper)
    top = _MARGIN
    for part in parts:
        painter.save()
        painter.translate(_MARGIN, top)
        with _prepared(part):
            _render(part, painter)
        painter.restore()
        top += part.height()
    painter.end()


def _render(part: QWidget, painter: QPainter) -> None:
    """Paint a part without the buttons and boxes on it."""
    if isinstance(part, QGraphicsView):
        place = part.viewport().rect()
        part.render(painter, QRectF(place), place)
    else:
        part.render(painter, QPoint(), renderFlags=QWidget.RenderFlag(0))


@contextmanager
def _prepared(part: QWidget) -> Iterator[None]:
    """Have a scene paint its items for another device than the screen.

    Some items keep the pixels of the screen, which would be painted instead. Lines in the
    coordinates of the data have a width in pixels of the device, which would be thin in a sharp
    image, and which not every program that shows SVG knows; they are painted in the coordinates of
    the scene. Lines in pixels stay as they are: their children, such as texts, would move.
    """
    items = part.items() if isinstance(part, QGraphicsView) else []
    hidden = [item for item in items if item.data(_SCREEN_ONLY) and item.isVisible()]
    for item in hidden:
        item.hide()
    modes = [(item, item.cacheMode()) for item in items]
    lines = [item for item in items if isinstance(item, QGraphicsPathItem | QGraphicsLineItem)]
    pens = [(line, line.pen()) for line in lines]
    paths = [
        (line, line.path())
        for line in lines
        if isinstance(line, QGraphicsPathItem) and line.sceneTransform().type() not in _IN_PIXELS
    ]
    for item in items:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    for line, pen in pens:
        scaled = QPen(pen)
        scaled.setCosmetic(False)
        line.setPen(scaled)
    for line, path in paths:
        to_scene = line.sceneTransform()
        line.setPath(to_scene.map(path))
        line.setTransform(to_scene.inverted()[0])
    try:
        yield
    finally:
        for item in hidden:
            item.show()
        for line, path in paths:
            line.resetTransform()
            line.setPath(path)
        for line, pen in pens:
            line.setPen(pen)
        for item, mode in modes:
            item.setCacheMode(mode)
