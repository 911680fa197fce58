"""The weights of one unit as a large image, and the training images that excite it most."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy

from core.datasets.dataset import IMAGE_SIDE
from core.foundation.number_text import number_text
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import enlargement, set_text_size
from gui.common.pixel_picture import PixelPicture
from gui.common.theme import TIGHT, TextSize, theme_of
from gui.common.tip_widget import TipWidget
from gui.common.weight_images import ink_image, paint_image

if TYPE_CHECKING:
    from gui.inside.inside_requests import Excitement

_ZOOM, _BAR = 5, 10
"""The pixels of each pixel of the image at the normal size of the text, and of the scale."""
_SHOWN = 10
_SEARCHING = "Searching …"


class WeightPicture(PixelPicture):
    """Shows the weights of a unit as an image."""

    def __init__(self) -> None:
        super().__init__("Weights", _ZOOM, _BAR)
        self.setObjectName("unitWeights")
        self.setAccessibleName("Weights of the unit")
        self.setToolTip(
            "The weights of the unit at the pixels where they start. Ink on blue increases its "
            "sum, ink on orange decreases it."
        )


class ExcitingImages(TipWidget):
    """Shows the training images with the largest sums of a unit, with their labels below."""

    accessible_role = Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("excitingImages")
        self.setAccessibleName("Training images that excite the unit most")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.SMALL)
        self._shown: Excitement | None = None

    @property
    def labels(self) -> list[int]:
        """The labels of the images that are shown."""
        return [] if self._shown is None else self._shown.labels.tolist()

    def show_images(self, shown: "Excitement | None") -> None:
        """Show the images of a unit; None while they are searched."""
        self._shown = shown
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the labels of the images."""
        return ", ".join(map(str, self.labels)) or _SEARCHING

    def sizeHint(self) -> QSize:
        """Return a size at which the images can be recognized."""
        return QSize(5 * self._step, self._step + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the images with their labels."""
        painter, palette, line = QPainter(self), self.palette(), self.fontMetrics().height()
        if self._shown is None:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, _SEARCHING)
        for number in range(self._count):
            assert self._shown is not None
            place = self._place(number)
            ink = self._shown.images[number].reshape(IMAGE_SIDE, IMAGE_SIDE)
            paint_image(painter, place, ink_image(ink, theme_of(self)), palette)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            below = QRectF(place.left(), place.bottom(), place.width(), line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(self.labels[number]))
        painter.end()

    @property
    def _count(self) -> int:
        """How many images have room."""
        room = max(1, (self.width() + TIGHT) // self._step)
        return min(room, _SHOWN, len(self.labels))

    def _place(self, number: int) -> QRectF:
        side = self._step - TIGHT
        return QRectF(number * self._step, 0, side, side)

    @property
    def _step(self) -> int:
        """The pixels from one image to the next; the images grow with the text."""
        return round(IMAGE_SIDE * enlargement()) + TIGHT

    def tip_at(self, point: QPointF) -> str:
        """Return what the image at a point is."""
        for number in range(self._count):
            assert self._shown is not None
            if self._place(number).contains(point):
                found = self._shown.found
                return (
                    f"Training image {found.rows[0, number]:,}, labeled {self.labels[number]}: "
                    f"the sum of the unit is {number_text(float(found.sums[0, number]))}."
                )
        return "The training images for which the sum of the unit is largest."
