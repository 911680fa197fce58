"""The ten outputs of two networks for the same image, as bars beside each other."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import CLASSES
from core.foundation.percent import SHARE_DECIMALS, widest_percent
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of

if TYPE_CHECKING:
    from core.recognition.prediction import ImagePrediction

_ROW = 1.6
"""The height of a row, in heights of the font."""
_LEAST_BAR = 6
"""The least width of a bar, in heights of the font."""
_Align = Qt.AlignmentFlag


class AnswerComparison(QWidget):
    """Shows for each digit the probability of the network in use and that of the edited one."""

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answerComparison")
        self.setAccessibleName("Answers of the network in use and of the edited one")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.SMALL)
        self._before: ImagePrediction | None = None
        self._after: ImagePrediction | None = None

    def show_answers(
        self, before: "ImagePrediction | None", after: "ImagePrediction | None"
    ) -> None:
        """Show two answers; None for none."""
        self._before, self._after = before, after
        self.update()
        report_contents(self)

    def rows(self) -> list[tuple[str, str, str]]:
        """Return the digits and the two probabilities of each as texts."""
        if self._before is None or self._after is None:
            return []
        texts = (
            [each.write(float(share)) for share in each.probabilities]
            for each in (self._before, self._after)
        )
        digits = (str(digit) for digit in range(CLASSES))
        return list(zip(digits, *texts, strict=True))

    def accessible_contents(self) -> str:
        """Return the probabilities as a text."""
        return "; ".join(f"{digit}: in use {one}, edited {two}" for digit, one, two in self.rows())

    def sizeHint(self) -> QSize:
        """Return the size of a heading and ten rows."""
        line = self.fontMetrics().height()
        height = round((CLASSES + 1) * _ROW * line)
        return QSize(
            2 * (self._text_width + _LEAST_BAR * line) + self.digit_width + 2 * SPACING, height
        )

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, line = QPainter(self), _ROW * self.fontMetrics().height()
        digit = self.digit_width
        half = (self.width() - digit - 2 * SPACING) / 2
        starts = (digit, digit + half + 2 * SPACING)
        theme, palette = theme_of(self), self.palette()
        colors = (palette.color(QPalette.ColorRole.Mid), QColor(theme.training))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        for start, title in zip(starts, ("in use", "edited"), strict=True):
            painter.drawText(QRectF(start, 0, half, line), _Align.AlignVCenter, title)
        answers = (self._before, self._after)
        for number, (name, *texts) in enumerate(self.rows()):
            top = (number + 1) * line
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(QRectF(0, top, digit, line), _Align.AlignVCenter, name)
            for start, text, color, answer in zip(starts, texts, colors, answers, strict=True):
                share = float(answer.probabilities[number]) if answer is not None else 0.0
                room = half - self._text_width - SPACING
                bar = QRectF(start + self._text_width + SPACING, top + TIGHT, 0.0, line - 2 * TIGHT)
                if 0 < share <= 1:
                    bar.setWidth(share * room)
                    painter.fillRect(bar, color)
                place = QRectF(start, top, self._text_width, line)
                painter.drawText(place, _Align.AlignRight | _Align.AlignVCenter, text)
        painter.end()

    @property
    def digit_width(self) -> int:
        """The width of a digit, with the space between it and the widest text."""
        return self.fontMetrics().horizontalAdvance("0") + SPACING

    @property
    def _text_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(widest_percent(SHARE_DECIMALS))
