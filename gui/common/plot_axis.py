"""An axis of a plot, with few ticks in one notation, on a linear or a logarithmic scale."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from math import ceil

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QGraphicsSceneResizeEvent

from core.plots.ticks import Ticks, linear_ticks, logarithmic_ticks

_LINES, _LEAST_LINES = 2.0, 1.0
"""The distance of ticks of a vertical axis, in heights of the font: as a rule, and at least, where
there would be fewer than three ticks."""
_ENOUGH = 3
END_MARGIN = 10
"""Pixels beyond the right end of a horizontal axis, for a half of the text of its last tick."""
LABEL_MARGIN = 4
"""Pixels from the edge of the plot, where the focus is shown, to the label of a vertical axis."""
_FRAME = 2
"""Pixels below the label of a horizontal axis, for the frame of the focus."""
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
        """Return the rectangle outside of which pyqtgraph leaves out texts.

        Qt asks for it several times whenever it paints a curve, so it is kept.
        """
        view = self.linkedView()
        depends_on = (self.grid, self.geometry(), view.geometry() if view is not None else None)
        if depends_on != self._bounds_of:
            beyond = END_MARGIN if self.orientation == "bottom" else 0
            self._bounds_of = depends_on
            self._bounds = super().boundingRect().adjusted(0, 0, beyond, 0)
        return self._bounds

    @property
    def logarithmic(self) -> bool:
        """Whether positions are logarithms of what the axis shows."""
        return self._logarithmic

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
        pixels = length / (high - low) if high > low else 0.0
        if self.orientation in {"left", "right"}:
            return self._vertical(low, high, length, metrics.height())
        choices = [self._choose(low, high, count) for count in _COUNTS]
        return _first_with_enough([c for c in choices if _have_room(c, pixels, metrics)]) or (
            self._choose(low, high, 2)
        )

    def _vertical(self, low: float, high: float, length: float, line: float) -> Ticks:
        """Return ticks whose texts are not cut off at either end, at least three if possible."""
        if high <= low or length < 2 * line:
            return self._choose(low, high, 2)
        # pyqtgraph leaves out a text that would be cut off.
        beyond = 0.5 * line / length * (high - low)
        low, high = low + beyond, high - beyond
        least = _LEAST_LINES * line / length * (high - low)
        first, last = (max(int(length / (each * line)), 2) for each in (_LINES, _LEAST_LINES))
        last = max(last, first + 2)  # of few ticks, all may be cut off
        choices = [self._choose(low, high, count) for count in range(first, last + 1)]
        apart = [
            ticks
            for ticks in choices
            if all(after - before >= least for before, after in pairwise(ticks.positions))
        ]
        return _first_with_enough(apart) or choices[0]

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

    @property
    def needed_width(self) -> int:
        """The pixels that the label of a vertical axis and the texts of its ticks need."""
        low, high = self.range
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        texts = self.ticks(low, high, self.linkedView().height()).texts
        widest = max(map(metrics.horizontalAdvance, texts), default=0.0)
        document = self.label.document()
        label = document.size().height() - 2 * document.documentMargin()
        width: float = LABEL_MARGIN + label + widest + 2 * self.style["tickTextOffset"][0]
        return ceil(width)

    def set_lines(self, lines: Sequence[str], font: QFont) -> None:
        """Label the axis with some lines of text."""
        text = "<center>" + "<br>".join(map(escape, lines)) + "</center>"
        if text != self.labelText or font != self.label.font():
            self.label.setFont(font)
            self.label.setTextWidth(-1)  # otherwise the text would be wrapped at the last width
            self.setLabel(text)
            # Lines are centered in a width that is set.
            self.label.setTextWidth(self.label.document().idealWidth())
            self.resizeEvent()

    def resizeEvent(self, ev: QGraphicsSceneResizeEvent | None = None) -> None:
        """Put the label wholly inside of the plot. That of a vertical axis is beside its middle;
        one that is longer than the axis ends beside the corner below it."""
        super().resizeEvent(ev)
        if self.label is None:
            return
        if self.orientation == "bottom":
            margin = self.label.document().documentMargin()
            lowest = self.size().height() - self.label.boundingRect().height() + margin
            self.label.setY(lowest - _FRAME)
            return
        text = self.label.document()
        length, margin = text.idealWidth(), text.documentMargin()
        lowest = (self.size().height() + length) / 2
        self.label.setPos(LABEL_MARGIN - margin, max(lowest, LABEL_MARGIN + length - margin))

    def _draw_anew(self) -> None:
        self.picture = None
        self.update()


def _first_with_enough(choices: Sequence[Ticks]) -> Ticks | None:
    """Return the first choice with three ticks or more, or else the one with the most."""
    enough = (ticks for ticks in choices if len(ticks.positions) >= _ENOUGH)
    most = max(choices, key=lambda ticks: len(ticks.positions), default=None)
    return next(enough, most)


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
