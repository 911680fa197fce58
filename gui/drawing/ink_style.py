"""How the pad's paper and ink look."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from core.drawing.picture import Picture
from gui.common.theme import theme_of
from gui.drawing.pad_geometry import Field
from gui.drawing.spline import HEAVIEST, Pieces

PEN = 0.055
"""Width of an ordinary pen, in the unit of the drawing."""
_WIDEST = 10.0
"""Of a stroke, in the same unit: a file may say anything."""
_CORNER = 6.0
_SOLID, _ROUND = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
_JOINED = Qt.PenJoinStyle.RoundJoin


@dataclass(frozen=True)
class Look:
    """Size, place and colours; another look takes another canvas."""

    size: QSize
    ratio: float
    """Pixels of the screen to one of the widget."""
    field: Field
    ink: QColor
    paper: QColor
    window: QColor

    def paint_paper(self, painter: QPainter) -> None:
        """The sheet, and the window at its round corners."""
        painter.fillRect(QRectF(QPointF(0, 0), self.size), self.window)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.ink, 0.5))
        painter.setBrush(self.paper)
        painter.drawRoundedRect(self.field.area, _CORNER, _CORNER)

    def paint_picture(self, painter: QPainter, picture: Picture) -> None:
        """The ink of a picture, at its place."""
        height, width = picture.ink.shape
        alpha = QImage(picture.ink.tobytes(), width, height, width, QImage.Format.Format_Alpha8)
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(self.ink)
        image.setAlphaChannel(alpha)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.field.to_widget.mapRect(QRectF(*picture.box)), image)

    def take_brush(
        self, painter: QPainter, clip: Qt.ClipOperation = Qt.ClipOperation.ReplaceClip
    ) -> None:
        """Make ready to paint pieces: ink stays on the sheet."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(self.field.area, clip)

    def paint_pieces(self, painter: QPainter, pieces: Pieces, width: float | None) -> None:
        """Curves in the unit of the drawing; `width` as a stroke has it."""
        full = min(width or PEN, _WIDEST) * self.field.unit
        for share, path in pieces:
            painter.setPen(QPen(self.ink, share * full, _SOLID, _ROUND, _JOINED))
            painter.drawPath(self.field.to_widget.map(path))

    def bounds(self, pieces: Pieces, width: float | None) -> QRectF:
        """What pieces cover, or a little more, in pixels of the widget."""
        covered = QRectF()
        for _, path in pieces:
            covered |= path.controlPointRect()
        reach = HEAVIEST * min(width or PEN, _WIDEST) * self.field.unit / 2 + 1
        return self.field.to_widget.mapRect(covered).adjusted(-reach, -reach, reach, reach)


def look_of(pad: QWidget, field: Field) -> Look:
    """The look that goes with a widget's size, screen and palette."""
    theme, window = theme_of(pad), pad.palette().color(QPalette.ColorRole.Window)
    ratio = pad.devicePixelRatio()
    return Look(pad.size(), ratio, field, QColor(theme.ink), QColor(theme.paper), window)
