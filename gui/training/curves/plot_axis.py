"""An axis of a plot, with few ticks in one notation, on a linear or a logarithmic scale."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF

from core.plots.ticks import Ticks, linear_ticks, logarithmic_ticks

_LINES = 2.0
"""The least distance of ticks of a vertical axis, in heights of the font."""
_WIDEST = "100 k"
"""A text about as wide as that of a tick with the room beside it."""


class PlotAxis(pg.AxisItem):
    """Chooses its ticks itself: pyqtgraph's own overlap on a logarithmic axis."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation=orientation)
        self._logarithmic = self._thousands = self._blank = False
        self._texts: dict[float, str] = {}

    def set_logarithmic(self, *, logarithmic: bool) -> None:
        """Set whether positions are logarithms of what the axis shows."""
        self._logarithmic = logarithmic
        self._draw_anew()

    def set_thousands(self, *, thousands: bool) -> None:
        """Set whether large numbers are written as thousands and millions."""
        self._thousands = thousands
        self._draw_anew()

    def set_blank(self, *, blank: bool) -> None:
        """Set whether the axis has no ticks, because there is nothing to read off."""
        if blank != self._blank:
            self._blank = blank
            self._draw_anew()

    def ticks(self, low: float, high: float, length: float) -> Ticks:
        """Return the ticks of an axis of this length in pixels."""
        if self._blank:
            return Ticks((), ())
        metrics = QFontMetricsF(self.font())
        vertical = self.orientation in {"left", "right"}
        room = _LINES * metrics.height() if vertical else 1.6 * metrics.horizontalAdvance(_WIDEST)
        most = max(int(length / room), 2)
        choose = logarithmic_ticks if self._logarithmic else linear_ticks
        return choose(low, high, most, thousands=self._thousands)

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Return the positions of the ticks, as one level."""
        ticks = self.ticks(min(minVal, maxVal), max(minVal, maxVal), size)
        self._texts = dict(zip(ticks.positions, ticks.texts, strict=True))
        return [(1.0, list(ticks.positions))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the texts of the ticks."""
        return [self._texts.get(value, "") for value in values]

    def _draw_anew(self) -> None:
        self.picture = None
        self.update()
