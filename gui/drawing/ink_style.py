"""The appearance of the pad's paper and ink."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from core.drawing.picture import Picture
from gui.common.theme import theme_of
from gui.drawing.pad_geometry import PEN, PadGeometry
from gui.drawing.spline import HEAVIEST, Pieces

_WIDEST = 10.0
"""The greatest width of a stroke, in the same unit: a file may contain any number."""
_CORNER = 6.0
_SOLID, _ROUND = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
_JOINED = Qt.PenJoinStyle.RoundJoin


class InkStyle(NamedTuple):
    """Size, geometry and colors of the pad; a canvas is painted with one of them."""

    size: QSize
    ratio: float
    """Pixels of the screen for each pixel of the widget."""
    geometry: PadGeometry
    ink: QColor
    paper: QColor
    window: QColor

    def paint_paper(self, painter: QPainter) -> None:
        """Paint the sheet, and the window behind its round corners."""
        painter.fillRect(QRectF(QPointF(0, 0), self.size), self.window)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.ink, 0.5))
        painter.setBrush(self.paper)
        painter.drawRoundedRect(self.geometry.area, _CORNER, _CORNER)

    def paint_picture(self, painter: QPainter, picture: Picture) -> None:
        """Paint the ink of a picture at its place."""
        height, width = picture.ink.shape
        alpha = QImage(picture.ink.tobytes(), width, height, width, QImage.Format.Format_Alpha8)
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(self.ink)
        image.setAlphaChannel(alpha)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.geometry.to_widget.mapRect(QRectF(*picture.box)), image)

    def prepare_painter(
        self, painter: QPainter, clip: Qt.ClipOperation = Qt.ClipOperation.ReplaceClip
    ) -> None:
        """Prepare a painter for `paint_pieces`, with ink clipped to the sheet."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(self.geometry.area, clip)

    def paint_pieces(self, painter: QPainter, pieces: Pieces, width: float | None) -> None:
        """Paint curves in the unit of the drawing; `width` is that of a stroke, None for PEN."""
        full = min(width or PEN, _WIDEST) * self.geometry.unit
        for share, path in pieces:
            painter.setPen(QPen(self.ink, share * full, _SOLID, _ROUND, _JOINED))
            painter.drawPath(self.geometry.to_widget.map(path))

    def bounds(self, pieces: Pieces, width: float | None) -> QRectF:
        """The rectangle that pieces cover, or a little more, in pixels of the widget."""
        covered = QRectF()
        for _, path in pieces:
            covered |= path.controlPointRect()
        reach = HEAVIEST * min(width or PEN, _WIDEST) * self.geometry.unit / 2 + 1
        return self.geometry.to_widget.mapRect(covered).adjusted(-reach, -reach, reach, reach)


def ink_style_of(pad: QWidget, geometry: PadGeometry) -> InkStyle:
    """The style for a widget's size, screen and palette."""
    theme, window = theme_of(pad), pad.palette().color(QPalette.ColorRole.Window)
    ratio = pad.devicePixelRatio()
    return InkStyle(pad.size(), ratio, geometry, QColor(theme.ink), QColor(theme.paper), window)
