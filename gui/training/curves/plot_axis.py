"""An axis of a plot, with few ticks in one notation, on a linear or a logarithmic scale."""

from collections.abc import Sequence
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from core.plots.ticks import Ticks, linear_ticks, logarithmic_ticks

_LINES = 2.0
"""The least distance of ticks of a vertical axis, in heights of the font."""
_COUNTS = (12, 9, 7, 5, 4, 3)
"""The numbers of ticks that are tried on a horizontal axis, until their texts have room."""


class PlotAxis(pg.AxisItem):
    """Chooses its ticks itself: pyqtgraph's own overlap on a logarithmic axis."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation=orientation)
        self._logarithmic = self._thousands = self._blank = False
        self._texts: dict[float, str] = {}
        self._bounds = QRectF()
        self._bounds_of: tuple[object, ...] = ()
        """What `_bounds` were computed from."""

    def boundingRect(self) -> QRectF:
        """Return the bounds, which Qt asks for several times whenever it paints a curve."""
        view = self.linkedView()
        depends_on = (self.grid, self.geometry(), view.geometry() if view is not None else None)
        if depends_on != self._bounds_of:
            self._bounds_of, self._bounds = depends_on, super().boundingRect()
        return self._bounds

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
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        if self.orientation in {"left", "right"}:
            return self._choose(low, high, max(int(length / (_LINES * metrics.height())), 2))
        pixels = length / (high - low) if high > low else 0.0
        return next(
            (
                ticks
                for ticks in (self._choose(low, high, count) for count in _COUNTS)
                if _have_room(ticks, pixels, metrics)
            ),
            self._choose(low, high, 2),
        )

    def _choose(self, low: float, high: float, most: int) -> Ticks:
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


def _have_room(ticks: Ticks, pixels: float, metrics: QFontMetricsF) -> bool:
    """Return whether texts centered at the ticks of a horizontal axis are apart from each other."""
    widths = [metrics.horizontalAdvance(text) for text in ticks.texts]
    gap = metrics.horizontalAdvance("00")
    return all(
        (right - left) * pixels >= (width + other) / 2 + gap
        for (left, right), (width, other) in zip(
            pairwise(ticks.positions), pairwise(widths), strict=True
        )
    )
