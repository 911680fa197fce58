"""The surface of a landscape, painted from one side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.landscape.contours import shown_losses
from core.landscape.plane import Values
from core.landscape.surface import ASPECT, Surface, surface
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import line_width, set_text_size
from gui.common.plot_menu import Row
from gui.common.theme import SPACING, TIGHT, TextSize
from gui.landscape.contour_plot import COLOR_MAP
from gui.landscape.landscape_requests import LandscapeResult

_COLORS = 256
_BRIGHTNESSES = 16
_LINES, _WIDTH = 20, 26
"""The size in lines of text."""
_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True, eq=False)
class SurfacePicture:
    """The painted surface, and what it is of."""

    result: LandscapeResult
    azimuth: float
    image: QImage


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceRequest:
    """A surface to paint."""

    result: LandscapeResult
    azimuth: float
    size: QSize
    """In pixels of the screen."""
    ratio: float
    """Pixels of the screen for each pixel of the window."""
    line: QColor
    """The color of the base."""
    colors: Sequence[str]
    """Of the paths."""


def paint_surface(request: SurfaceRequest) -> SurfacePicture:
    """Paint a surface as an image without a background. For worker threads."""
    image = QImage(request.size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    found = surface(request.result.landscape, request.azimuth)
    width, height = request.size.width(), request.size.height()
    side = np.array([width, height], float)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(request.line, request.ratio))
    painter.drawPolygon(_polygon(found.base * side))
    _paint_faces(painter, found, side)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path, color in zip(found.paths, request.colors, strict=True):
        for pen in (
            QPen(QColor("white"), 4 * request.ratio),
            QPen(QColor(color), 2 * request.ratio),
        ):
            painter.setPen(pen)
            for part in _unbroken(path * side):
                painter.drawPolyline(_polygon(part))
    painter.end()
    return SurfacePicture(request.result, request.azimuth, image)


def _paint_faces(painter: QPainter, found: Surface, side: Values) -> None:
    """Paint the faces from the farthest to the nearest; each covers those behind it."""
    table = pg.colormap.get(COLOR_MAP).getLookupTable(nPts=_COLORS)
    colors = np.rint(found.levels * (_COLORS - 1)).astype(int)
    shaded = (table[colors] * found.brightness[:, None]).astype(int).tolist()
    for corners, color in zip(found.faces * side, shaded, strict=True):
        fill = QColor(*color)
        painter.setBrush(fill)
        painter.setPen(fill.darker(115))
        painter.drawPolygon(_polygon(corners))


def _polygon(points: Values) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def _unbroken(points: Values) -> list[Values]:
    """Return the parts of a path that are on the surface."""
    beyond = np.flatnonzero(np.isnan(points[:, 0]))
    return [part[~np.isnan(part[:, 0])] for part in np.split(points, beyond)]


class SurfaceView(QWidget):
    """Shows the picture of a surface with the scale of its heights."""

    accessible_role = Role.Chart

    picture_needed = Signal()
    """Emitted when the size or the colors are other ones."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("landscapeSurface")
        self.setAccessibleName("Surface of the loss")
        self.setToolTip("The same losses as heights, on a logarithmic scale, with the paths.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        set_text_size(self, TextSize.SMALL)
        self._picture: SurfacePicture | None = None

    def request(
        self, result: LandscapeResult, azimuth: float, colors: Sequence[str]
    ) -> SurfaceRequest:
        """Return the request for a picture that fits."""
        ratio = self.devicePixelRatioF()
        size = (self._place.size() * ratio).toSize().expandedTo(QSize(1, 1))
        line = self.palette().color(QPalette.ColorRole.Mid)
        return SurfaceRequest(result, azimuth, size, ratio, line, colors)

    def show_picture(self, picture: SurfacePicture) -> None:
        """Show a picture."""
        self._picture = picture
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the heights of the surface."""
        if self._picture is None:
            return ""
        low, high = self._ends(self._picture.result)
        return f"Losses from {low:.3g} to {high:.3g}, seen from {self._picture.azimuth:g} degrees."

    def table(self) -> list[Row]:
        """Return nothing: the contours have the numbers."""
        return []

    def sizeHint(self) -> QSize:
        """Return some lines of text."""
        line = self.fontMetrics().height()
        return QSize(_WIDTH * line, _LINES * line)

    def minimumSizeHint(self) -> QSize:
        """Return two thirds of that."""
        return self.sizeHint() * 2 / 3

    def resizeEvent(self, event: object) -> None:
        """Ask for a picture of the new size."""
        self.picture_needed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the scale."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        if self._picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place, self._picture.image)
            self._paint_scale(painter, self._picture.result)
        painter.end()

    @property
    def _place(self) -> QRectF:
        room = QRectF(self.rect()).adjusted(TIGHT, TIGHT, -self._scale, -TIGHT)
        size = QSizeF(ASPECT, 1.0).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(room.center())
        return place

    @property
    def _scale(self) -> int:
        """The width of the scale."""
        return self.fontMetrics().horizontalAdvance("0.0000") + 3 * SPACING

    def _ends(self, result: LandscapeResult) -> tuple[float, float]:
        shown = shown_losses(result.landscape.losses)
        return float(shown.min()), float(shown.max())

    def _paint_scale(self, painter: QPainter, result: LandscapeResult) -> None:
        """Paint the colors from the lowest to the highest loss, with numbers."""
        line = self.fontMetrics().height()
        low, high = self._ends(result)
        beginning = self.width() - self._scale
        bar = QRectF(beginning + TIGHT, line, SPACING, self.height() - 2 * line)
        table = pg.colormap.get(COLOR_MAP).getLookupTable(nPts=_BRIGHTNESSES * 4)
        step = bar.height() / len(table)
        for number, color in enumerate(table.tolist()):
            top = bar.bottom() - (number + 1) * step
            painter.fillRect(QRectF(bar.left(), top, bar.width(), step + 1), QColor(*color))
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            loss, y = low * (high / low) ** share, bar.bottom() - share * bar.height()
            left = bar.right() + TIGHT
            place = QRectF(left, y - line / 2, self.width() - left, line)
            painter.drawText(place, _Align.AlignLeft | _Align.AlignVCenter, f"{loss:.3g}")
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), line_width(1)))
        painter.drawRect(bar)
