"""A label for recognized digits, of which those that are not sure are gray."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from gui.common.static_label import StaticLabel


class FiguresLabel(StaticLabel):
    """Shows digits in one line, in the middle of its place."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._sure: tuple[bool, ...] = ()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_figures(self, text: str, sure: Sequence[bool] = ()) -> None:
        """Show a text; the characters for which `sure` is False are gray."""
        if tuple(sure) != self._sure:
            self._sure = tuple(sure)
            self.update()
        self.setText(text)

    @property
    def grays(self) -> str:
        """The characters that are gray."""
        return "".join(
            each for each, sure in zip(self.text(), self._sure, strict=False) if not sure
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the characters one after the other."""
        painter, metrics = QPainter(self), self.fontMetrics()
        text, place = self.text(), self.contentsRect()
        x = place.left() + (place.width() - metrics.horizontalAdvance(text)) / 2
        y = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2
        for index, character in enumerate(text):
            sure = self._sure[index] if index < len(self._sure) else True
            role = QPalette.ColorRole.WindowText if sure else QPalette.ColorRole.PlaceholderText
            painter.setPen(self.palette().color(role))
            painter.drawText(QPointF(x, y), character)
            x += metrics.horizontalAdvance(character)
        painter.end()
