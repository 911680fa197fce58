"""The gradient check of every parameter array, a bar for each on a logarithmic scale."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.plots.ticks import logarithmic_ticks
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.plot_menu import Row
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of

if TYPE_CHECKING:
    from core.inside.array_check import ArrayCheck

_LOWEST, _HIGHEST = -16.0, 0.0
"""The ends of the axis, as powers of ten."""
_TITLE = "relative error"
_NARROWEST = ("layer 1 weights", "1,000,000", "1.0e−16")
"""Texts for which there is always room."""
_Align = Qt.AlignmentFlag


class ArrayErrorBars(QWidget):
    """Shows the relative error of the gradient of each array, from 1e-16 to 1."""

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("arrayErrorBars")
        self.setAccessibleName("Gradient check of all parameter arrays")
        self.setToolTip("The relative error of the gradient of each array of weights or biases.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.SMALL)
        self._checks: Sequence[ArrayCheck] = ()

    def show_checks(self, checks: "Sequence[ArrayCheck]") -> None:
        """Show the checks of all arrays; none for none."""
        changed = len(checks) != len(self._checks)
        self._checks = checks
        if changed:
            self.updateGeometry()
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the errors as a text."""
        return "; ".join(f"{each.array}: {_error(each)}" for each in self._checks)

    def table(self) -> list[Row]:
        """Return the arrays and their errors."""
        rows: list[Row] = [("array", "parameters", "relative error")]
        rows += [(each.array, each.parameters, each.relative_error) for each in self._checks]
        return rows

    def sizeHint(self) -> QSize:
        """Return a line for each array, one for its heading, and two for the axis."""
        line = self.fontMetrics().height()
        return QSize(24 * line, (len(self._checks) + 3) * line + TIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and the width of the texts with short bars."""
        metrics = self.fontMetrics()
        bars = metrics.horizontalAdvance(_TITLE) + 3 * metrics.height()
        return QSize(sum(self._widths) + 3 * SPACING + bars, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the texts, the bars and the axis."""
        painter = QPainter(self)
        painter.setPen(self.palette().text().color())
        line, bars = self.fontMetrics().height(), self._bars
        self._paint_texts(painter, 0, ("array", "parameters", "error"))
        self._paint_axis(painter, bars)
        for number, check in enumerate(self._checks, start=1):
            texts = (check.array, f"{check.parameters:,}", _error(check))
            self._paint_texts(painter, number * line, texts)
            width = bars.width() * _share(check.relative_error)
            bar = QRectF(bars.left(), number * line + TIGHT / 2, width, line - TIGHT)
            painter.fillRect(bar, QColor(theme_of(self).training))
        painter.end()

    @property
    def _widths(self) -> list[int]:
        advance = self.fontMetrics().horizontalAdvance
        columns = zip(
            *(_NARROWEST, ("array", "parameters", "error")),
            *((each.array, f"{each.parameters:,}", _error(each)) for each in self._checks),
            strict=True,
        )
        return [max(advance(text) for text in column) for column in columns]

    @property
    def _bars(self) -> QRectF:
        line = self.fontMetrics().height()
        left = sum(self._widths) + 3 * SPACING
        return QRectF(left, line, self.width() - left - 3 * line, len(self._checks) * line)

    def _paint_texts(self, painter: QPainter, top: float, texts: tuple[str, str, str]) -> None:
        left, line = 0.0, self.fontMetrics().height()
        sides = (_Align.AlignLeft, _Align.AlignRight, _Align.AlignRight)
        for text, width, side in zip(texts, self._widths, sides, strict=True):
            painter.drawText(QRectF(left, top, width, line), side | _Align.AlignVCenter, text)
            left += width + SPACING

    def _paint_axis(self, painter: QPainter, bars: QRectF) -> None:
        line, text = self.fontMetrics().height(), self.palette().text().color()
        room = self.fontMetrics().horizontalAdvance("10⁻¹⁶") + 2 * SPACING
        most = max(2, int(bars.width() / room))
        ticks = logarithmic_ticks(_LOWEST, _HIGHEST, most)
        for power, label in zip(ticks.positions, ticks.texts, strict=True):
            x = bars.left() + bars.width() * (power - _LOWEST) / (_HIGHEST - _LOWEST)
            painter.setPen(self.palette().alternateBase().color())
            painter.drawLine(round(x), round(bars.top()), round(x), round(bars.bottom()))
            painter.setPen(text)
            place = QRectF(x - 3 * line, bars.bottom() + TIGHT, 6 * line, line)
            painter.drawText(place, _Align.AlignCenter, label)
        below = QRectF(bars.left(), bars.bottom() + TIGHT + line, bars.width(), line)
        painter.drawText(below, _Align.AlignCenter, _TITLE)


def _error(check: "ArrayCheck") -> str:
    error = check.relative_error
    return f"{error:.1e}".replace("-", "−") if error else "0"


def _share(error: float) -> float:
    """Return the part of the axis that an error takes; the whole one where it is no number."""
    if math.isnan(error):
        return 1.0
    power = np.log10(np.clip(error, 10.0**_LOWEST, 10.0**_HIGHEST))
    return float((power - _LOWEST) / (_HIGHEST - _LOWEST))
