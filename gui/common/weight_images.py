"""Weights as images in the colors of the theme, and the scale of these colors."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.theme import Theme, number_font

_SHADES = 64
"""The number of colors in the bar of the scale."""
_WIDEST_TEXTS = "−0.00023  0  +0.00023"


def weight_image(values: npt.NDArray[np.floating], scale: float, theme: Theme) -> QImage:
    """Color weights (28, 28): what speaks against with one hue, what speaks for with another."""
    from core.plots.weight_picture import DivergingColors, diverging_colors

    colors = DivergingColors(theme.opposes, theme.paper, theme.supports, theme.error)
    return _image(diverging_colors(values, scale, colors))


def ink_image(ink: npt.NDArray[np.uint8], theme: Theme) -> QImage:
    """Convert an image of the dataset, (28, 28) uint8, to the colors of paper and ink."""
    from core.plots.weight_picture import DivergingColors, diverging_colors

    colors = DivergingColors(theme.paper, theme.paper, theme.ink, theme.paper)
    return _image(diverging_colors(ink / 255, 1.0, colors))


def _image(pixels: npt.NDArray[np.uint8]) -> QImage:
    height, width, channels = pixels.shape
    # A copy: QImage does not keep the bytes alive.
    image = QImage(pixels.tobytes(), width, height, channels * width, QImage.Format.Format_RGB888)
    return image.copy()


def paint_image(painter: QPainter, place: QRectF, image: QImage, frame: QPalette) -> None:
    """Paint an image with square pixels and a frame."""
    painter.drawImage(place, image, QRectF(0, 0, IMAGE_SIDE, IMAGE_SIDE))
    painter.setPen(frame.color(QPalette.ColorRole.Mid))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)


def scale_texts(scale: float) -> tuple[str, str, str]:
    """Return the texts at the ends and at the middle of a scale."""
    return f"−{scale:.2g}", "0", f"+{scale:.2g}"


def scale_width(of: QWidget) -> int:
    """Return a width in which the texts of every scale of a widget have room."""
    return of.fontMetrics().horizontalAdvance(_WIDEST_TEXTS)


def paint_scale(painter: QPainter, place: QRectF, scale: float, theme: Theme, of: QWidget) -> None:
    """Paint the bar of a scale, and its three texts below."""
    from core.plots.weight_picture import DivergingColors, diverging_colors

    colors = DivergingColors(theme.opposes, theme.paper, theme.supports, theme.error)
    shades = diverging_colors(np.linspace(-1.0, 1.0, _SHADES)[None], 1.0, colors)
    line = of.fontMetrics().height()
    bar = QRectF(place.left(), place.top(), place.width(), place.height() - line)
    painter.drawImage(bar, _image(shades))
    painter.setPen(of.palette().color(QPalette.ColorRole.Mid))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    painter.setPen(of.palette().color(QPalette.ColorRole.WindowText))
    painter.setFont(number_font(of))
    below = QRectF(place.left(), bar.bottom(), place.width(), line)
    sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
    for side, text in zip(sides, scale_texts(scale), strict=True):
        painter.drawText(below, side | Qt.AlignmentFlag.AlignTop, text)
