"""The row of the training images that are nearest to what the network sees."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.accessibility import Role
from gui.common.theme import TextSize, number_font, theme_of
from gui.common.tip_widget import TipWidget
from gui.explanations.explanation_images import drawing_image
from gui.explanations.explanation_pictures import paint_invitation

if TYPE_CHECKING:
    from core.explanations.neighbors import Neighbor

COUNT = 5
_NO_NEIGHBORS = ("The training images that are closest to your drawing", "The closest images")
_TIP = "The five training images that are closest to what the network sees."


class NeighborRow(TipWidget):
    """Shows the five nearest training images, the nearest first, with their labels below."""

    accessible_role = Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nearestImages")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._neighbors: tuple[Neighbor, ...] = ()
        self._fit_font()
        self.show_images(())

    @property
    def digits(self) -> list[int]:
        """The labels of the images that are shown."""
        return [each.digit for each in self._neighbors]

    def show_images(self, found: "tuple[Neighbor, ...]") -> None:
        """Show training images; where there are none, the row says what will be there."""
        self._neighbors = found
        labels = ", ".join(map(str, self.digits)) or "none yet"
        self.setAccessibleName(f"Nearest training images: {labels}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which the images can be recognized."""
        return QSize(COUNT * 60, 56 + self._line)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for labels in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the images with their labels, or what will be there."""
        painter = QPainter(self)
        if not self._neighbors:
            painter.setFont(number_font(self, TextSize.SMALL))
            paint_invitation(painter, self, _NO_NEIGHBORS)
        painter.setFont(number_font(self))
        for index, found in enumerate(self._neighbors):
            place = self._place(index)
            painter.drawImage(place, drawing_image(found.pixels, theme_of(self)))
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            below = QRectF(place.left(), place.bottom(), place.width(), self._line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(found.digit))
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRect(place)
        painter.end()

    def _fit_font(self) -> None:
        self._line = self.fontMetrics().height()
        self.setMinimumSize(COUNT * 46, IMAGE_SIDE + self._line)

    def _place(self, index: int) -> QRectF:
        column = self.width() / COUNT
        side = min(column - 4, self.height() - self._line - 1.0)
        return QRectF(round(index * column + (column - side) / 2), 0, side, side)

    def tip_at(self, point: QPointF) -> str:
        """Return what the image at a point is."""
        index = min(int(point.x() * COUNT / max(self.width(), 1)), COUNT - 1)
        if index >= len(self._neighbors):
            return _TIP
        found = self._neighbors[index]
        return (
            f"Training image labeled {found.digit}, at a Euclidean distance of "
            f"{found.distance:.1f} (pixels from 0 to 1). {_TIP}"
        )
