"""An image of one number for each pixel, with the scale of its colors below."""

from math import ceil

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.theme import TIGHT, TextSize, theme_of
from gui.common.weight_images import (
    paint_image,
    paint_scale,
    scale_texts,
    scale_width,
    weight_image,
)


class PixelPicture(QWidget):
    """Shows signed values of the pixels, such as weights, in the colors of their signs."""

    accessible_role = Role.Graphic

    def __init__(self, subject: str, zoom: int, bar: int) -> None:
        """`subject` names the values, such as "Weights".

        `zoom` is the side of a pixel of the image, and `bar` the height of the scale, both in
        pixels of the screen at the normal size of the text.
        """
        super().__init__()
        self._subject, self._zoom, self._bar = subject, zoom, bar
        set_text_size(self, TextSize.SMALL)
        self.values: npt.NDArray[np.floating] | None = None
        """(28, 28); None where nothing is shown."""
        self._scale = 1.0

    def show_values(self, values: npt.NDArray[np.floating] | None, scale: float = 1.0) -> None:
        """Show values (28, 28), whose largest magnitude is `scale`; None for none."""
        self.values, self._scale = values, scale
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the range of the values."""
        low, _, high = scale_texts(self._scale)
        return "" if self.values is None else f"{self._subject} from {low} to {high}."

    def sizeHint(self) -> QSize:
        """Return whole pixels for each pixel of the image, and the scale."""
        side = self._side
        return QSize(side + 1, side + TIGHT + self._below + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image and the scale."""
        if self.values is None:
            return
        painter, theme, side = QPainter(self), theme_of(self), self._side
        image = weight_image(self.values, self._scale, theme)
        paint_image(painter, QRectF(0, 0, side, side), image, self.palette())
        below = QRectF(0, side + TIGHT, side, self._below)
        paint_scale(painter, below, self._scale, theme, self)
        painter.end()

    @property
    def _below(self) -> int:
        """The height of the scale with its texts."""
        return self._bar + self.fontMetrics().height()

    @property
    def _side(self) -> int:
        """The side of the image: the texts of the scale have room below it."""
        needed = ceil(scale_width(self) / IMAGE_SIDE)
        return IMAGE_SIDE * max(self._zoom, needed)
