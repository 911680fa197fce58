"""Explanations as images of 28 × 28 pixels, and as layers above the pad."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from core.datasets.dataset import IMAGE_SIDE
from core.rasterization.mnist_convention import Placement
from gui.common.theme import Theme

if TYPE_CHECKING:
    from core.explanations.counterfactual import Counterfactual
    from core.nn.activations import Floats

Overlay = Callable[[QPainter, QTransform], None]
"""Paints in pixels of the pad; the transform maps the drawing's coordinates to them."""


def overlay_of(layer: QImage, placement: Placement) -> Overlay:
    """Return the overlay that paints a layer of 28 × 28 pixels at its place in the drawing."""
    place = _origin(placement)

    def paint(painter: QPainter, to_widget: QTransform) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(to_widget.mapRect(place), layer)

    return paint


def _origin(placement: Placement) -> QRectF:
    """Return the rectangle of the 28 × 28 pixels in the coordinates of the drawing."""
    scale = placement.scale
    x, y = ((-0.5 - placement.offset) / scale).tolist()
    return QRectF(x, y, IMAGE_SIDE / scale, IMAGE_SIDE / scale)


_STRONGEST = 0.99
"""The quantile of the absolute values that gets the full color."""
_OPAQUE = 0.9
_FAINT_INK = 0.45

Shares = npt.NDArray[np.floating]
"""(28, 28), 0-1."""
Colors = npt.NDArray[np.floating]
"""(28, 28, 3), 0-255."""


def saliency_layer(values: "Floats", theme: Theme) -> QImage:
    """Color what speaks for a digit and what against it, on a transparent background."""
    size = np.abs(np.nan_to_num(values, posinf=0, neginf=0))
    scale = float(np.quantile(size, _STRONGEST))
    strength = np.clip(size / scale, 0, 1) if scale > 0 else np.zeros_like(size)
    pixels = np.empty((IMAGE_SIDE, IMAGE_SIDE, 4), np.uint8)
    pixels[..., :3] = np.where(values[..., None] > 0, _rgb(theme.supports), _rgb(theme.opposes))
    pixels[..., 3] = 255 * _OPAQUE * strength
    return _image(pixels, QImage.Format.Format_RGBA8888)


def drawing_image(pixels: npt.NDArray[np.uint8], theme: Theme, share: float = 1.0) -> QImage:
    """Convert pixels, (28, 28) uint8, to the colors of paper and ink; `share` weakens the ink."""
    return _opaque(_over(_paper(theme), theme.ink, share * pixels / 255))


def faint_image(pixels: npt.NDArray[np.uint8], theme: Theme) -> QImage:
    """Convert pixels, (28, 28) uint8, with ink so faint that colors above it can be seen."""
    return drawing_image(pixels, theme, _FAINT_INK)


def change_image(change: "Counterfactual", theme: Theme) -> QImage:
    """Show the ink that stays, that is added and that is removed, each in its color."""
    before, after = change.before / 255, change.after / 255
    picture = _over(_paper(theme), theme.ink, _FAINT_INK * np.minimum(before, after))
    picture = _over(picture, theme.supports, np.clip(after - before, 0, 1))
    return _opaque(_over(picture, theme.opposes, np.clip(before - after, 0, 1)))


def _paper(theme: Theme) -> Colors:
    return np.broadcast_to(_rgb(theme.paper), (IMAGE_SIDE, IMAGE_SIDE, 3)).astype(float)


def _over(picture: Colors, color: str, share: Shares) -> Colors:
    return picture + share[..., None] * (_rgb(color) - picture)


def _rgb(color: str) -> Colors:
    named = QColor(color)
    return np.array([named.red(), named.green(), named.blue()], float)


def _opaque(picture: Colors) -> QImage:
    return _image(np.rint(picture).astype(np.uint8), QImage.Format.Format_RGB888)


def _image(pixels: npt.NDArray[np.uint8], layout: QImage.Format) -> QImage:
    height, width, channels = pixels.shape
    # A copy: QImage does not keep the bytes alive.
    return QImage(pixels.tobytes(), width, height, channels * width, layout).copy()
