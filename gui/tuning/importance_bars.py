"""The importance of each searched setting, as bars."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.foundation.percent import SHARE_DECIMALS, percent, widest_percent
from core.hyperparameters.schema import FIELDS
from gui.common.accessibility import Role
from gui.common.plot_menu import Row
from gui.common.theme import TextSize, number_font, theme_of

_ROW = 1.35
"""The height of a row, in heights of the font."""
_Align = Qt.AlignmentFlag


class ImportanceBars(QWidget):
    """Shows the importance of the settings in percent, the most important first."""

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self._shares: Mapping[str, float] = {}
        self._why_not = ""
        self.setObjectName("importanceBars")
        self.setAccessibleName("Importance of the settings")
        self.setToolTip(
            "How much of the difference between trials each setting explains (PED-ANOVA, "
            "Watanabe et al. 2023)."
        )
        self.setMinimumHeight(int(2 * _ROW * self.fontMetrics().height()))

    @property
    def is_empty(self) -> bool:
        """Whether there are no bars."""
        return not self._shares

    def show_nothing(self, why_not: str) -> None:
        """Show no bars, but the reason for that."""
        self._why_not = why_not
        self.show_shares({})

    def show_shares(self, shares: Mapping[str, float]) -> None:
        """Show fractions by the names of fields; empty for none."""
        self._shares = dict(sorted(shares.items(), key=lambda item: -item[1]))
        rows = max(len(self._shares), 1) + 1
        self.setMinimumHeight(int(rows * _ROW * self.fontMetrics().height()))
        self.update()

    def accessible_contents(self) -> str:
        """Return the importance of each setting as text."""
        shares = (
            f"{name}: {percent(share, SHARE_DECIMALS)}" for name, share in self._shares.items()
        )
        return "; ".join(shares) or self._why_not

    def table(self) -> list[Row]:
        """Return the importance of each setting as a fraction."""
        rows: list[Row] = [("setting", "importance")]
        return rows + [(name, share) for name, share in self._shares.items()]

    def sizeHint(self) -> QSize:
        """Return the height of all bars, and a width for the labels."""
        return QSize(420, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, or a note while there are none."""
        painter = QPainter(self)
        painter.setFont(number_font(self, TextSize.SMALL))
        height = _ROW * painter.fontMetrics().height()
        title = QRectF(0, 0, self.width(), height)
        painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
        if self._shares:
            painter.drawText(
                title, _Align.AlignVCenter, "Importance (% of the difference between trials)"
            )
        else:
            painter.setPen(self.palette().color(self.palette().ColorRole.PlaceholderText))
            flags = _Align.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._why_not)
        for row, (name, share) in enumerate(self._shares.items()):
            self._paint_bar(
                painter, QRectF(0, (row + 1) * height, self.width(), height), name, share
            )
        painter.end()

    def _paint_bar(self, painter: QPainter, row: QRectF, name: str, share: float) -> None:
        metrics = painter.fontMetrics()
        words = max(metrics.horizontalAdvance(FIELDS[each].label) for each in self._shares) + 8.0
        number = metrics.horizontalAdvance(widest_percent(SHARE_DECIMALS)) + 6.0
        label = QRectF(row.left(), row.top(), words, row.height())
        painter.drawText(label, _Align.AlignRight | _Align.AlignVCenter, FIELDS[name].label)
        width = max(row.width() - words - number - 6.0, 1.0) * share
        bar = QRectF(words + 6.0, row.top() + 2, width, row.height() - 4)
        painter.fillRect(bar, QColor(theme_of(self).training))
        beside = QRectF(bar.right() + 4, row.top(), number, row.height())
        painter.drawText(
            beside, _Align.AlignLeft | _Align.AlignVCenter, percent(share, SHARE_DECIMALS)
        )
