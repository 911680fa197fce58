"""The plot of a learning-rate range test: the loss against the rate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont

from core.hyperparameters.schema import FIELDS
from gui.common.accessibility import report_contents
from gui.common.enlargement import line_width
from gui.common.plain_plot import PlainPlot
from gui.common.plot_menu import Row
from gui.common.theme import theme_of

if TYPE_CHECKING:
    from core.learning_rate.range_test import RangePoint
    from core.learning_rate.suggestion import RangeResult

_ABOVE = 1.5
"""The upper end of the axis, as a multiple of the loss at the start."""
_AT_START = 10
_EXPECTED = 2.5
"""The loss at the start where none has been measured yet."""
_MIDDLE = 1e-2
"""A label is at the right of a mark at a lower rate than this."""
_BEYOND = 0.2
"""Decades beyond the largest rate, so that its text is away from the edge."""
_LINES, _WIDTH = 18, 32
"""The size in lines of text."""


class RatePlot(PlainPlot):
    """Shows the losses of the mini-batches, their smoothed curve, and the two rates."""

    def __init__(self) -> None:
        super().__init__(
            "rateRangePlot",
            "Loss against the learning rate",
            "Learning rate",
            "Loss of the mini-batch",
        )
        self.setToolTip(
            "The loss falls where the rate is large enough to learn, and rises where steps are too "
            "long.\nA rate for a whole training is well below the place where it rises.\nThe thick "
            "line is smoothed; for it, a loss above that at the start counts as that at the start."
        )
        self._result: RangeResult | None = None
        self._losses, self._smoothed = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._own = RateMark("form", Qt.PenStyle.DotLine)
        self._suggested = RateMark("suggested", Qt.PenStyle.DashLine)
        for item in (self._losses, self._smoothed, *self._own.items, *self._suggested.items):
            self.addItem(item)
        self.set_logarithmic(bottom=True)
        self.colors_changed.connect(self._color)
        self._color()
        self.clear_curves(1.0)

    def clear_curves(self, own: float) -> None:
        """Show no curve, and the rate of the settings."""
        self._result = None
        self._smoothed.setData([], [])
        self._own.show(own)
        self._suggested.show(None)
        self.show_points(())

    def show_points(self, points: "Sequence[RangePoint]") -> None:
        """Show the mini-batches so far."""
        rates, losses = (np.array([point[i] for point in points], float) for i in (0, 1))
        self._losses.setData(np.log10(rates), losses)
        start = float(losses[:_AT_START].mean()) if len(losses) else _EXPECTED
        field = FIELDS["learning_rate"]
        ends = np.log10([field.minimum, field.maximum])  # type: ignore[attr-defined]
        ends[1] += _BEYOND
        highest = max(_ABOVE * start, 1e-9)
        self.setRange(xRange=ends.tolist(), yRange=(0.0, highest), padding=0)
        for mark in (self._own, self._suggested):
            mark.set_height(highest)

    def show_result(self, result: "RangeResult") -> None:
        """Show the smoothed curve and the suggestion, too."""
        self._result = result
        self._smoothed.setData(np.log10(result.rates), result.smoothed)
        if result.suggestion is not None:
            self._suggested.show(result.suggestion)
            self._own.stand_aside(self._suggested)
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the lowest smoothed loss and its rate."""
        if self._result is None or not len(self._result.rates):
            return ""
        lowest = int(np.argmin(self._result.smoothed))
        return (
            f"The smoothed loss is {self._result.smoothed[0]:.3g} at the start and lowest, "
            f"{self._result.smoothed[lowest]:.3g}, at the rate {self._result.rates[lowest]:.2g}."
        )

    def table(self) -> list[Row]:
        """Return the rates and the losses."""
        from core.learning_rate.range_figure import HEADER, range_table

        rows: list[Row] = [HEADER]
        return rows if self._result is None else [*rows, *range_table(self._result)]

    def sizeHint(self) -> QSize:
        """Return some lines of text."""
        line = self.fontMetrics().height()
        return QSize(_WIDTH * line, _LINES * line)

    def minimumSizeHint(self) -> QSize:
        """Return two thirds of that."""
        return self.sizeHint() * 2 / 3

    @Slot()
    def _color(self) -> None:
        theme, palette = theme_of(self), self.palette()
        text = palette.color(palette.ColorRole.Text)
        faint = theme.faint(theme.training, palette)
        self._losses.setPen(pg.mkPen(faint, width=line_width(1)))
        self._smoothed.setPen(pg.mkPen(theme.training, width=line_width(2)))
        for mark in (self._own, self._suggested):
            mark.set_look(text, palette.color(palette.ColorRole.Base), self.font())


class RateMark:
    """A vertical line at a rate, with its label at the top."""

    def __init__(self, name: str, style: Qt.PenStyle) -> None:
        self._name, self._style = name, style
        self._line = pg.InfiniteLine(angle=90)
        self._label = pg.TextItem()
        self.items = self._line, self._label
        self._rate = 1.0

    def show(self, rate: float | None) -> None:
        """Show the mark at a rate, or hide it."""
        for item in self.items:
            item.setVisible(rate is not None)
        if rate is None:
            return
        self._rate = rate
        self._line.setValue(float(np.log10(rate)))
        self._label.setText(f"{self._name}: {rate:g}")
        self._label.setAnchor((0, 0) if rate < _MIDDLE else (1, 0))
        self.set_height(self._label.pos().y())

    def stand_aside(self, other: "RateMark") -> None:
        """Put both labels on the outer sides of the two lines."""
        below = self._rate < other._rate
        for mark, left in ((self, below), (other, not below)):
            mark._label.setAnchor((1, 0) if left else (0, 0))

    def set_height(self, height: float) -> None:
        """Put the label at a loss, the upper end of the axis."""
        self._label.setPos(float(np.log10(self._rate)), height)

    def set_look(self, color: QColor, background: QColor, font: QFont) -> None:
        """Give the line and the label a color, and the label a background and a font."""
        self._line.setPen(pg.mkPen(color, width=line_width(1), style=self._style))
        self._label.setColor(color)
        self._label.fill = pg.mkBrush(background)  # no curve crosses the text
        self._label.setFont(font)
