"""The picture of one formula: its outlines, and an image of them that a thread has painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

if TYPE_CHECKING:
    from core.inside.formula_symbols import Formulas
    from core.plots.formula_outline import FormulaOutline

_EDGE = 2
"""Pixels around the outlines of an image."""


class FormulaLook(NamedTuple):
    """How formulas are painted."""

    size: float
    """The font size in logical pixels."""
    room: int
    """The width that a formula may have; a wider one is made smaller."""
    ratio: float
    """Pixels of the screen per logical pixel."""
    color: int
    """As an RGBA quadruplet."""

    def scale(self, width: float) -> float:
        """Return the font size for a formula that is so wide for a font size of 1."""
        return min(self.size, self.room / max(width, 1e-9))

    def is_same_for(self, width: float, other: "FormulaLook") -> bool:
        """Return whether a formula of this width looks the same."""
        scales = self.scale(width), other.scale(width)
        return scales[0] == scales[1] and (self.ratio, self.color) == (other.ratio, other.color)


@dataclass(frozen=True, slots=True, eq=False)
class FormulaPicture:
    """A formula for a font size of 1, with the y axis downwards from the baseline."""

    path: QPainterPath
    width: float
    ascent: float
    descent: float
    latex: str
    image: QImage
    """The formula as `look` says."""
    look: FormulaLook

    def paint(self, painter: QPainter, start: QPointF, look: FormulaLook) -> None:
        """Paint the formula, whose baseline begins at `start`."""
        if look.is_same_for(self.width, self.look) and not self.image.isNull():
            above = _EDGE / look.ratio + self.ascent * look.scale(self.width)
            left = start.x() - _EDGE / look.ratio
            painter.drawImage(QPointF(left, start.y() - above), self.image)
        else:
            _fill(painter, self.path, start, look.scale(self.width), look.color)


def formula_pictures(parts: "Sequence[Formulas]", look: FormulaLook) -> list[list[FormulaPicture]]:
    """Make the pictures of the formulas of each part. This may be called in any thread."""
    from core.plots.formula_outline import formula_outlines

    return [
        [
            _picture(*pair, look)
            for pair in zip(part.latex, formula_outlines(part.latex), strict=True)
        ]
        for part in parts
    ]


def _picture(latex: str, outline: "FormulaOutline", look: FormulaLook) -> FormulaPicture:
    path = _path(outline)
    image = _image(path, outline, look)
    return FormulaPicture(path, outline.width, outline.ascent, outline.descent, latex, image, look)


def _image(path: QPainterPath, outline: "FormulaOutline", look: FormulaLook) -> QImage:
    scale = look.scale(outline.width) * look.ratio
    width = ceil(outline.width * scale) + 2 * _EDGE
    height = ceil((outline.ascent + outline.descent) * scale) + 2 * _EDGE
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _fill(painter, path, QPointF(_EDGE, _EDGE + outline.ascent * scale), scale, look.color)
    painter.end()
    image.setDevicePixelRatio(look.ratio)
    return image


def _fill(painter: QPainter, path: QPainterPath, start: QPointF, scale: float, color: int) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromRgba(color))
    painter.translate(start)
    painter.scale(scale, scale)
    painter.drawPath(path)
    painter.restore()


def _path(outline: "FormulaOutline") -> QPainterPath:
    from core.plots.formula_outline import CLOSE, CUBIC, LINE, MOVE, QUADRATIC

    path = QPainterPath()
    waiting: list[float] = []
    path.setFillRule(Qt.FillRule.WindingFill)
    flipped = (outline.vertices * (1, -1)).tolist()
    for (x, y), code in zip(flipped, outline.codes.tolist(), strict=True):
        if code == MOVE:
            path.moveTo(x, y)
        elif code == LINE:
            path.lineTo(x, y)
        elif code == CLOSE:
            path.closeSubpath()
        else:
            waiting += [x, y]
            if code == QUADRATIC and len(waiting) == 4:
                path.quadTo(*waiting)
                waiting = []
            elif code == CUBIC and len(waiting) == 6:
                path.cubicTo(*waiting)
                waiting = []
    return path
