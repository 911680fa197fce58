"""The context menu of plots: copy, save as a picture, save the data, reset the view."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPageSize, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsView,
    QMenu,
    QWidget,
)

from core.foundation.errors import ExportError, OutputError
from core.foundation.file_names import dated_name, today
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import Exporter, ask_to_save, with_ending
from gui.common.tasks import Tasks
from gui.common.widgets import named

Row = Sequence[str | float]
_SHARPNESS = 2
"""Pixels of a saved image for each pixel of the screen, so that it can be printed."""
_MARGIN = 8


class PlotContent(Protocol):
    """What the menu needs to know of a plot, whose own actions are in the menu too."""

    def picture_name(self) -> str:
        """Return a name for files, without a suffix."""
        ...

    def picture_parts(self) -> Sequence[QWidget]:
        """Return the widgets of a picture from top to bottom, such as a legend and the plot."""
        ...

    def table(self) -> Iterable[Row]:
        """Return the data with a header; the rows may be made in another thread."""
        ...


class PlotMenu(QObject):
    """Gives plots their context menu, and writes one file at a time in a thread."""

    saved = Signal(str, object)
    """Emitted with “Saved to” and the path of a file that was written."""

    def __init__(self, window: QWidget, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(window)
        self._window, self._errors = window, errors
        self._exporter = Exporter(window, tasks, errors)
        self._exporter.written.connect(self._report_written)

    def add(self, plot: QWidget, content: PlotContent) -> None:
        """Give a plot the menu."""
        plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        plot.customContextMenuRequested.connect(partial(self._open, plot, content))

    def _open(self, plot: QWidget, content: PlotContent, place: QPoint) -> None:
        menu = named(QMenu(plot), "plotMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Copy", partial(_copy, content))
        for text, suffix, make in _PICTURES:
            menu.addAction(text, partial(self._save_picture, content, suffix, make))
        menu.addAction("Save &data as CSV…", partial(self._save_table, content))
        menu.addSeparator()
        menu.addActions(plot.actions())
        menu.popup(plot.mapToGlobal(place))

    def _save_picture(
        self, content: PlotContent, suffix: str, make: Callable[[PlotContent], bytes]
    ) -> None:
        # The picture is made now: while the dialog is open, the curves may grow.
        picture = make(content)
        self._ask("Save picture", content, suffix, lambda: picture)

    def _save_table(self, content: PlotContent) -> None:
        rows = content.table()
        self._ask("Save data", content, ".csv", lambda: _csv_of(rows))

    def _ask(
        self, title: str, content: PlotContent, suffix: str, make: Callable[[], bytes]
    ) -> None:
        def chosen(path: Path, _: str) -> None:
            try:
                path = with_ending(path, suffix, (suffix,))
            except OutputError as error:
                self._errors.report(error)
            else:
                self._exporter.write(path, partial(_write, make))

        kind = f"{suffix[1:].upper()} (*{suffix})"
        name = dated_name(content.picture_name(), today(), suffix)
        ask_to_save(self._window, "savePlotDialog", title, [kind], name, chosen)

    @Slot(object)
    def _report_written(self, path: Path) -> None:
        self.saved.emit("Saved to", path)


def _write(make: Callable[[], bytes], path: Path) -> Path:
    from core.foundation.files import write_atomically
    from core.runs.output_guard import check_replaceable

    check_replaceable(path)
    try:
        write_atomically(path, make())
    except OSError as error:
        raise ExportError(f"{path} cannot be written.", str(error)) from error
    return path


def _csv_of(rows: Iterable[Row]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _copy(content: PlotContent) -> None:
    QGuiApplication.clipboard().setImage(_image_of(content))


def _image_of(content: PlotContent) -> QImage:
    size = _size_of(content)
    image = QImage(size * _SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    _paint(content, QPainter(image), size)
    return image


def _png_of(content: PlotContent) -> bytes:
    buffer = _open_buffer()
    QImageWriter(buffer, QByteArray(b"png")).write(_image_of(content))
    return bytes(buffer.data().data())


def _svg_of(content: PlotContent) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    size, buffer = _size_of(content), _open_buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle(content.picture_name())
    generator.setResolution(content.picture_parts()[0].logicalDpiX())
    _paint(content, QPainter(generator), size)
    return bytes(buffer.data().data())


def _pdf_of(content: PlotContent) -> bytes:
    from PySide6.QtGui import QPdfWriter

    size, buffer = _size_of(content), _open_buffer()
    dots = content.picture_parts()[0].logicalDpiX()
    writer = QPdfWriter(buffer)
    writer.setResolution(dots)
    points = QSizeF(size) * (72 / dots)
    writer.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF())
    writer.setTitle(content.picture_name())
    _paint(content, QPainter(writer), size)
    return bytes(buffer.data().data())


_PICTURES = (
    ("Save as &PNG…", ".png", _png_of),
    ("Save as &SVG…", ".svg", _svg_of),
    ("Save as PD&F…", ".pdf", _pdf_of),
)


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _size_of(content: PlotContent) -> QSize:
    parts = content.picture_parts()
    width = max(part.width() for part in parts)
    return QSize(width + 2 * _MARGIN, sum(part.height() for part in parts) + 2 * _MARGIN)


def _paint(content: PlotContent, painter: QPainter, size: QSize) -> None:
    parts = content.picture_parts()
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
    the scene.
    """
    items = part.items() if isinstance(part, QGraphicsView) else []
    modes = [(item, item.cacheMode()) for item in items]
    lines = [item for item in items if isinstance(item, QGraphicsPathItem | QGraphicsLineItem)]
    pens = [(line, line.pen()) for line in lines]
    paths = [(line, line.path()) for line in lines if isinstance(line, QGraphicsPathItem)]
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
    yield
    for line, path in paths:
        line.resetTransform()
        line.setPath(path)
    for line, pen in pens:
        line.setPen(pen)
    for item, mode in modes:
        item.setCacheMode(mode)
