"""The error of the numerical gradient against the size of the difference, on logarithmic axes."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.plots.ticks import logarithmic_ticks
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import line_width, set_text_size
from gui.common.plot_menu import Row
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of

if TYPE_CHECKING:
    from core.inside.weight_check import WeightCheck

_LOWEST, _HIGHEST = -16.0, 2.0
"""The ends of the axis of the errors, as powers of ten; an error of 0 is at the lower one."""
_LEFT, _RIGHT = -12.0, 0.0
_TICKS = 7
_LINES = 12
"""The height in lines of text."""
_Align = Qt.AlignmentFlag


class ErrorCurve(QWidget):
    """Shows the relative error in single and in double precision, and the chosen size."""

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gradientErrorPlot")
        self.setAccessibleName("Error of the numerical gradient")
        self.setToolTip(
            "Large differences are wrong because the loss is curved, tiny ones because numbers are "
            "rounded; the best size is between them."
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.SMALL)
        self._check: WeightCheck | None = None
        self._chosen = 0

    def show_check(self, check: "WeightCheck | None", chosen: int) -> None:
        """Show the errors of a check, and mark one of its sizes; None for none."""
        self._check, self._chosen = check, chosen
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the smallest errors."""
        if self._check is None:
            return ""
        single, double = (
            np.nanmin(self._check.relative_errors(each), initial=np.inf)
            for each in (self._check.float32, self._check.float64)
        )
        return f"Smallest relative errors: float32 {single:.1e}, float64 {double:.1e}."

    def table(self) -> list[Row]:
        """Return the sizes and the errors."""
        from core.inside.weight_check import STEPS

        rows: list[Row] = [("h", "relative error, float32", "relative error, float64")]
        if self._check is not None:
            check = self._check
            errors = (check.relative_errors(each) for each in (check.float32, check.float64))
            rows += [tuple(map(float, row)) for row in zip(STEPS, *errors, strict=True)]
        return rows

    def sizeHint(self) -> QSize:
        """Return some lines of text."""
        line = self.fontMetrics().height()
        return QSize(24 * line, _LINES * line)

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and less width."""
        return QSize(16 * self.fontMetrics().height(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the curves and the chosen size."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        plot = self._plot
        self._paint_axes(painter, plot)
        if self._check is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_curves(painter, plot)
        painter.end()

    @property
    def margins(self) -> tuple[float, float]:
        """The widths at the left and at the right of the curves."""
        metrics = self.fontMetrics()
        widest = metrics.horizontalAdvance("10⁻¹⁶")
        return widest + metrics.height() + 3 * TIGHT, max(2 * SPACING, widest / 2)

    @property
    def _plot(self) -> QRectF:
        line, (left, right) = self.fontMetrics().height(), self.margins
        return QRectF(self.rect()).adjusted(left, line + 2 * TIGHT, -right, -2 * line - 2 * TIGHT)

    def _x(self, plot: QRectF, power: float) -> float:
        return plot.left() + (power - _LEFT) / (_RIGHT - _LEFT) * plot.width()

    def _y(self, plot: QRectF, power: float) -> float:
        return plot.bottom() - (power - _LOWEST) / (_HIGHEST - _LOWEST) * plot.height()

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        palette, line = self.palette(), self.fontMetrics().height()
        grid, text = palette.color(QPalette.ColorRole.AlternateBase), palette.text().color()
        bottom, left = (
            logarithmic_ticks(low, high, _TICKS)
            for low, high in ((_LEFT, _RIGHT), (_LOWEST, _HIGHEST))
        )
        for power, label in zip(bottom.positions, bottom.texts, strict=True):
            x = self._x(plot, power)
            painter.setPen(grid)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(text)
            place = QRectF(x - 3 * line, plot.bottom() + TIGHT, 6 * line, line)
            painter.drawText(place, _Align.AlignCenter, label)
        for power, label in zip(left.positions, left.texts, strict=True):
            y = self._y(plot, power)
            painter.setPen(grid)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(text)
            place = QRectF(0, y - line / 2, plot.left() - TIGHT, line)
            painter.drawText(place, _Align.AlignRight | _Align.AlignVCenter, label)
        below = QRectF(plot.left(), plot.bottom() + TIGHT + line, plot.width(), line)
        painter.drawText(below, _Align.AlignCenter, "size h of the difference")
        painter.save()
        painter.rotate(-90)
        beside = QRectF(-plot.bottom(), TIGHT, plot.height(), line)
        painter.drawText(beside, _Align.AlignCenter, "relative error")
        painter.restore()

    def _paint_curves(self, painter: QPainter, plot: QRectF) -> None:
        from core.inside.weight_check import STEPS

        assert self._check is not None
        theme, powers = theme_of(self), np.log10(STEPS)
        solid, dashed = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
        curves = (
            ("float32", self._check.float32, theme.validation, dashed),
            ("float64", self._check.float64, theme.training, solid),
        )
        line, right = self.fontMetrics().height(), _Align.AlignRight | _Align.AlignVCenter
        for number, (name, differences, color, style) in enumerate(curves):
            errors = np.nan_to_num(self._check.relative_errors(differences), nan=10.0**_HIGHEST)
            heights = np.log10(np.clip(errors, 10.0**_LOWEST, 10.0**_HIGHEST))
            points = [
                QPointF(self._x(plot, x), self._y(plot, y))
                for x, y in zip(powers, heights, strict=True)
            ]
            painter.setPen(QPen(QColor(color), line_width(2), style))
            painter.drawPolyline(QPolygonF(points))
            # The legend is above the plot.
            width = self.fontMetrics().horizontalAdvance(name) + 5 * SPACING
            start = plot.right() - (len(curves) - number) * (width + SPACING)
            middle = TIGHT + line / 2
            painter.drawLine(QPointF(start, middle), QPointF(start + 4 * SPACING, middle))
            painter.setPen(self.palette().text().color())
            painter.drawText(QRectF(start, TIGHT, width, line), right, name)
        x = self._x(plot, float(powers[self._chosen]))
        painter.setPen(QPen(self.palette().text().color(), line_width(1)))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
