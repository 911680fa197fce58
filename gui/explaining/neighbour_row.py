"""The nearest training images, side by side."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.explaining.images import drawing_image
from gui.theme import number_font, theme_of

if TYPE_CHECKING:
    from core.explaining.neighbours import Neighbour

COUNT = 5
_TIP = "The five training images whose pixels are nearest to what the network sees."


class NeighbourRow(QWidget):
    """Five images, the nearest first, each with its label below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nearestImages")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._line = self.fontMetrics().height()
        self.setMinimumSize(COUNT * 46, 36 + self._line)
        self._found: tuple[Neighbour, ...] = ()
        self.show_images(())

    @property
    def digits(self) -> list[int]:
        """The labels of the images that are shown."""
        return [each.digit for each in self._found]

    def show_images(self, found: "tuple[Neighbour, ...]") -> None:
        """Show training images; none for empty frames."""
        self._found = found
        labels = ", ".join(map(str, self.digits)) or "none yet"
        self.setAccessibleName(f"Nearest training images: {labels}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(COUNT * 60, 56 + self._line)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._explain(event.x()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(number_font(self))
        for index in range(COUNT):
            place = self._place(index)
            if index < len(self._found):
                found = self._found[index]
                painter.drawImage(place, drawing_image(found.pixels, theme_of(self)))
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                below = QRectF(place.left(), place.bottom(), place.width(), self._line)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(found.digit))
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRect(place)
        painter.end()

    def _place(self, index: int) -> QRectF:
        column = self.width() / COUNT
        side = min(column - 4, self.height() - self._line - 1.0)
        return QRectF(round(index * column + (column - side) / 2), 0, side, side)

    def _explain(self, x: int) -> str:
        index = min(int(x * COUNT / max(self.width(), 1)), COUNT - 1)
        if index >= len(self._found):
            return _TIP
        found = self._found[index]
        return (
            f"A training image of a {found.digit}, at a distance of {found.distance:.1f} "
            f"(Euclidean, over pixels from 0 to 1). {_TIP}"
        )
