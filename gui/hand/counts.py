"""How many digits of each kind there are."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import number_font


class Counts(QWidget):
    """The ten digits, and beneath each its count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("myCounts")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.counts = [0] * 10
        self._bold, self._plain = number_font(self, bold=True), number_font(self, 0.85)
        self.show_counts(self.counts)

    def show_counts(self, counts: list[int]) -> None:
        """Show how many there are of 0 to 9."""
        self.counts = counts
        text = ", ".join(f"{digit}: {count:,}" for digit, count in enumerate(counts))
        self.setAccessibleName(f"Digits kept: {text}")
        self.setToolTip(f"{sum(counts):,} digits kept.")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 2 * self.fontMetrics().lineSpacing() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette, width = self.palette(), self.width() / 10
        half = self.height() / 2
        for digit, count in enumerate(self.counts):
            role = QPalette.ColorRole.WindowText if count else QPalette.ColorRole.PlaceholderText
            painter.setPen(palette.color(role))
            for top, font, text in (
                (0.0, self._bold, str(digit)),
                (half, self._plain, f"{count:,}" if count else "–"),
            ):
                painter.setFont(font)
                place = QRectF(digit * width, top, width, half)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
