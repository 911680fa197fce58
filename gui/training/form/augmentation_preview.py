"""A preview of training digits with the distortions that the form describes."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.augmentation.augment import augment
from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import IMAGE_SIDE, Images
from core.hyperparameters.schema import Hyperparameters
from gui.common.accessibility import Role
from gui.common.focus_frame import paint_focus
from gui.common.keys import DISTORT
from gui.common.timers import Timer

COUNT = 40
_COLUMNS = 10
_ROWS = COUNT // _COLUMNS
_SOON, _OTHERS = 100, 1000
"""Milliseconds until a change of strengths is shown, and between two distortions."""


class AugmentationPreview(QWidget):
    """Shows forty distorted digits; a click or the space bar distorts them anew."""

    accessible_role = Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("augmentationPreview")
        self.setAccessibleName("Training digits with these distortions")
        self.setToolTip(
            f"<p>The first {COUNT} training digits with these distortions, distorted anew every "
            "second. Click or press the space bar to distort them now.</p>"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_ROWS * IMAGE_SIDE + 2)
        self._images: Images | None = None
        self._strengths = AugmentationStrengths()
        self._rng = np.random.default_rng(0)
        self._picture: QImage | None = None
        self._soon = Timer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.show_others)
        self._others = Timer(self, interval=_OTHERS)
        self._others.timeout.connect(self._show_others_if_seen)
        self._others.start()

    def show_images(self, images: Images) -> None:
        """Set the images (n, 784) to distort, of which the first forty are shown."""
        self._images = images[:COUNT]
        self._soon.start()

    def show_settings(self, settings: Hyperparameters) -> None:
        """Set the strengths; several changes in a row are shown together."""
        strengths = AugmentationStrengths.of(settings)
        if strengths != self._strengths:
            self._strengths = strengths
            if not self._soon.isActive():  # it would never be time while a slider is drawn
                self._soon.start()

    @Slot()
    def show_others(self) -> None:
        """Distort the digits anew."""
        if self._images is None or not self.isVisible():
            return
        distorted = augment(self._images, self._strengths, self._rng, group=1)
        tiles = np.zeros((COUNT, IMAGE_SIDE * IMAGE_SIDE), np.uint8)
        tiles[: len(distorted)] = (255 * distorted).round()
        grid = tiles.reshape(_ROWS, _COLUMNS, IMAGE_SIDE, IMAGE_SIDE).swapaxes(1, 2)
        pixels = np.ascontiguousarray(grid).reshape(_ROWS * IMAGE_SIDE, -1)
        height, width = pixels.shape
        gray = QImage.Format.Format_Grayscale8
        # A copy, because QImage does not keep the bytes alive.
        self._picture = QImage(pixels.tobytes(), width, height, width, gray).copy()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all digits, unscaled."""
        return QSize(_COLUMNS * IMAGE_SIDE, _ROWS * IMAGE_SIDE + 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Distort the digits anew on a click."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.show_others()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Distort the digits anew when the space bar is pressed."""
        if DISTORT.match(event):
            self.show_others()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digits, scaled down where there is little room, and the focus."""
        painter = QPainter(self)
        paint_focus(painter, self)
        if self._picture is None:
            painter.end()
            return
        whole = self._picture.size()
        scale = min(1.0, self.width() / whole.width(), self.height() / whole.height())
        place = QRectF(0, 0, scale * whole.width(), scale * whole.height())
        place.moveCenter(QRectF(self.rect()).center())
        if scale != 1:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._picture)
        paint_focus(painter, self)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Distort the digits as soon as the preview is visible."""
        super().showEvent(event)
        self._soon.start()

    @Slot()
    def _show_others_if_seen(self) -> None:
        # Without distortions, nothing would change.
        if self._strengths.any and not self.visibleRegion().isEmpty():
            self.show_others()
