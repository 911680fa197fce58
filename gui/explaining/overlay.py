"""What speaks for and against, on the drawing itself."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from core.datasets.dataset import IMAGE_SIDE
from core.ink.convention import Placement

Overlay = Callable[[QPainter, QTransform], None]
"""Paints in pixels of the pad; the transform takes it there from the drawing's coordinates."""


def overlay_of(layer: QImage, placement: Placement) -> Overlay:
    """Paints what was made of the 28 × 28 pixels where they come from."""
    place = _origin(placement)

    def paint(painter: QPainter, to_widget: QTransform) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(to_widget.mapRect(place), layer)

    return paint


def _origin(placement: Placement) -> QRectF:
    """Where the 28 × 28 pixels are in the coordinates of the drawing."""
    scale = placement.scale
    x, y = ((-0.5 - placement.offset) / scale).tolist()
    return QRectF(x, y, IMAGE_SIDE / scale, IMAGE_SIDE / scale)
