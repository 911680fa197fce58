"""Trials as parallel coordinates: a line for each, through its settings to its result."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from core.hyperparameters.fields import Value
from core.plots.parallel_coordinates import (
    Coordinate,
    Metric,
    ParallelLayout,
    Scale,
    TrialPoint,
    rank_trials,
)
from gui.common.accessibility import Role
from gui.common.plot_menu import Row
from gui.common.theme import TextSize, number_font, theme_of
from gui.common.timers import Timer

_NOTHING = "Each completed trial appears as a line"
_MARGIN = 80.0
"""Pixels beside the first axis, for the texts of its ticks."""
_RIGHT, _BELOW = 34.0, 8.0
_GAP = 4.0
_AT_ONCE = 0.012
"""Seconds for which lines are drawn before other events have their turn."""
_BATCH = 20
"""Lines that are drawn between two looks at the clock."""
_Align = Qt.AlignmentFlag


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Lines on a picture, and the axes between which they were drawn."""

    picture: QPixmap
    points: Sequence[TrialPoint]
    layout: ParallelLayout
    titles: Sequence[str]
    """The titles of the axes, broken into lines."""
    area: QRectF
    """Where the axes are."""

    def place(self, number: int, position: float) -> QPointF:
        """Return where a position on an axis is, in pixels."""
        return QPointF(self.area.left() + number * self.gap, self._height(position))

    @property
    def gap(self) -> float:
        """Pixels between two axes."""
        return self.area.width() / max(len(self.titles) - 1, 1)

    def _height(self, position: float) -> float:
        return self.area.bottom() - position * self.area.height()


class ParallelCoordinates(QWidget):
    """Shows a line for each trial; better trials have stronger lines.

    Thousands of lines take a third of a second: they are drawn into a picture, some at a time
    between other events, and the former picture stays until all are there.
    """

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("parallelLines")
        self.setAccessibleName("Parallel coordinates of the trials")
        self.setToolTip(
            "A line for each completed trial, through its settings to its result. Better trials "
            "have stronger lines. The trial selected in the table is highlighted."
        )
        self.setMinimumHeight(130)
        self.points: Sequence[TrialPoint] = ()
        """The trials that are shown."""
        self.marked: TrialPoint | None = None
        """The trial whose line is highlighted; None for none."""
        self._metric = Metric("", False)
        self._scales: Mapping[str, Scale] = {}
        self._drawn: _Drawn | None = None
        self._drawing: Iterator[_Drawn | None] | None = None
        self._outdated = False
        self._slices = Timer(self, singleShot=True, interval=0)
        self._slices.timeout.connect(self._draw_some)

    @property
    def is_drawn(self) -> bool:
        """Whether the lines of all trials are visible."""
        return not self._outdated and self._drawing is None

    def show_points(
        self, points: Sequence[TrialPoint], metric: Metric, scales: Mapping[str, Scale]
    ) -> None:
        """Show these trials instead of the former ones, on the scales of the search."""
        self.points = [point for point in points if math.isfinite(point.value)]
        self._metric, self._scales = metric, scales
        self._draw_anew()

    def mark(self, point: TrialPoint | None) -> None:
        """Highlight the line of one trial; None for none."""
        self.marked = point
        self.update()

    def table(self) -> list[Row]:
        """Return the settings and the result of each trial."""
        names = list(dict.fromkeys(name for point in self.points for name in point.settings))
        rows: list[Row] = [(*names, self._metric.label)]
        for point in self.points:
            settings = [_cell(point.settings.get(name, "")) for name in names]
            rows.append((*settings, point.value))
        return rows

    def sizeHint(self) -> QSize:
        """Return a size at which the lines can be told apart."""
        return QSize(420, 170)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the lines for the new size."""
        super().resizeEvent(event)
        self._draw_anew()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the lines in the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_slices"):
            self._draw_anew()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the lines if they have changed while they were hidden."""
        super().showEvent(event)
        if self._outdated:
            self._slices.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the drawn lines, the highlighted one and the axes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(self, TextSize.SMALL))
        if not self.points:
            faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
            painter.setPen(faint)
            flags = _Align.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, _NOTHING)
        elif self._drawn is not None:
            self._paint(painter, self._drawn)
        painter.end()

    def _paint(self, painter: QPainter, drawn: _Drawn) -> None:
        painter.drawPixmap(0, 0, drawn.picture)  # also where the size has changed since
        marked = self.marked
        if marked is not None and marked in drawn.points:  # else the axes may not have its values
            painter.setPen(QPen(QColor(theme_of(self).validation), 3.0))
            painter.drawPolyline(self._line_of(marked, drawn))
        for number, axis in enumerate(drawn.layout.axes):
            self._paint_axis(painter, drawn, number, axis)

    def _draw_anew(self) -> None:
        """Draw all lines, after those that are being drawn."""
        self._outdated = True
        self.update()
        if self.isVisible():
            self._slices.start()

    @Slot()
    def _draw_some(self) -> None:
        if self._drawing is None:
            self._outdated = False
            self._drawing = self._drawing_all()
        last = time.perf_counter() + _AT_ONCE
        for drawn in self._drawing:
            if drawn is not None:
                self._drawn, self._drawing = drawn, None
                self.update()
                break
            if time.perf_counter() > last:
                break
        if self._drawing is not None or self._outdated:
            self._slices.start()

    def _drawing_all(self) -> Iterator[_Drawn | None]:
        """Draw some lines at each step; the last step yields the finished picture."""
        ratio, theme, palette = self.devicePixelRatio(), theme_of(self), self.palette()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        layout = ParallelLayout.of(self.points, self._metric, self._scales)
        drawn = _Drawn(picture, self.points, layout, *self._frame(layout.axes))
        for several in _batches(rank_trials(self.points, self._metric)):
            painter = QPainter(picture)  # none stays open between events
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for shade, point in several:
                color = theme.faint(theme.training, palette, 0.3 + 0.7 * shade)
                painter.setPen(QPen(color, 0.8 + 1.2 * shade))
                painter.drawPolyline(self._line_of(point, drawn))
            painter.end()
            yield None
        yield drawn

    def _line_of(self, point: TrialPoint, drawn: _Drawn) -> QPolygonF:
        return QPolygonF([drawn.place(*corner) for corner in drawn.layout.corners(point)])

    def _frame(self, axes: Sequence[Coordinate]) -> tuple[list[str], QRectF]:
        """Return the titles of the axes in lines, and the area below them for the axes.

        At the right, there is room for half of the longest word above the last axis.
        """
        metrics = QFontMetricsF(number_font(self, TextSize.SMALL))
        words = axes[-1].label.split()
        halves = [metrics.horizontalAdvance(word) / 2 + 2 * _GAP for word in words]
        right = max([_RIGHT, *halves])
        gap = (self.width() - _MARGIN - right) / max(len(axes) - 1, 1)
        rooms = [2 * _MARGIN, *(gap + _GAP for _ in axes[1:-1]), 2 * right]
        titles = [
            _in_lines(axis.label, metrics, min(room, gap + _GAP) - 2 * _GAP)
            for axis, room in zip(axes, rooms[-len(axes) :], strict=True)
        ]
        above = (1 + max(title.count("\n") for title in titles)) * metrics.height() + _GAP
        return titles, QRectF(self.rect()).adjusted(_MARGIN, above + _GAP, -right, -_BELOW)

    def _paint_axis(self, painter: QPainter, drawn: _Drawn, number: int, axis: Coordinate) -> None:
        text = self.palette().color(self.palette().ColorRole.WindowText)
        line = self.palette().color(self.palette().ColorRole.PlaceholderText)
        below, above = (drawn.place(number, end) for end in (0.0, 1.0))
        painter.setPen(QPen(line, 1.0))
        painter.drawLine(below, above)
        painter.setPen(text)
        flags = _Align.AlignHCenter | _Align.AlignBottom | Qt.TextFlag.TextDontClip
        title = QRectF(above.x(), 0, 0, above.y() - 2 * _GAP)
        painter.drawText(title, flags, drawn.titles[number])
        metrics, elided = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        room = _MARGIN - 2 * _GAP if number == 0 else drawn.gap - 4 * _GAP
        for position, words in axis.ticks():
            fitting = metrics.elidedText(words, elided, int(room))
            self._paint_tick(painter, drawn.place(number, position), fitting)

    def _paint_tick(self, painter: QPainter, at: QPointF, words: str) -> None:
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 4.0, float(metrics.height())
        box = QRectF(at.x() - width - _GAP, at.y() - height / 2, width, height)
        paper = QColor(self.palette().color(self.palette().ColorRole.Window))
        paper.setAlphaF(0.75)
        painter.fillRect(box, paper)
        painter.drawText(box, _Align.AlignCenter, words)
        painter.drawLine(QPointF(at.x() - _GAP + 1, at.y()), at)


def _in_lines(text: str, metrics: QFontMetricsF, room: float) -> str:
    """Return a text in lines of at most `room` pixels; a longer word is cut off."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            longer = f"{line} {word}".strip()
            if line and metrics.horizontalAdvance(longer) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    elided = Qt.TextElideMode.ElideRight
    return "\n".join(metrics.elidedText(line, elided, room) for line in lines)


def _cell(value: Value) -> str | float:
    return value if isinstance(value, int | float | str) else str(value)


def _batches(
    lines: Sequence[tuple[float, TrialPoint]],
) -> Iterator[Sequence[tuple[float, TrialPoint]]]:
    for first in range(0, len(lines), _BATCH):
        yield lines[first : first + _BATCH]
