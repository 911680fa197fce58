"""A square picture, as large as its place."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import IMAGE_SIDE

SMALLEST = 2 * IMAGE_SIDE


class Picture(QWidget):
    """An image of 28 × 28 pixels, with a smoothed layer above it if there is one."""

    recoloured = Signal()
    """The colours have changed: who made the image makes it anew."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST, SMALLEST)
        self._image: QImage | None = None
        self._layer: QImage | None = None

    @property
    def image(self) -> QImage | None:
        """What is shown, without the layer; None for nothing."""
        return self._image

    def show_image(self, image: QImage | None, layer: QImage | None = None) -> None:
        """Show an image; None for an empty frame."""
        self._image, self._layer = image, layer
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SMALLEST, SMALLEST)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.recoloured.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height()) - 1
        place = QRectF((self.width() - side) // 2, 0, side, side)
        painter = QPainter(self)
        if self._image is not None:
            painter.drawImage(place, self._image)
        if self._layer is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._layer)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        painter.end()
