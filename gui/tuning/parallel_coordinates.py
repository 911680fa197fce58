"""Trials as parallel coordinates: a line for each, through its settings to its result."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
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


class ParallelCoordinates(QWidget):
    """Shows a line for each trial; better trials have stronger lines.

    Thousands of lines take a third of a second: they are drawn into a picture, some at a time
    between other events, and the former picture stays until all are there.
    """

    accessible_role = Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("parallelLines")
        self.setAccessibleName("Trials as parallel coordinates")
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
        self._drawn: _Drawn | None = None
        self._drawing: Iterator[_Drawn | None] | None = None
        self._outdated = False
        self._slices = Timer(self, singleShot=True, interval=0)
        self._slices.timeout.connect(self._draw_some)

    @property
    def is_drawn(self) -> bool:
        """Whether the lines of all trials are visible."""
        return not self._outdated and self._drawing is None

    def show_points(self, points: Sequence[TrialPoint], metric: Metric) -> None:
        """Show these trials instead of the former ones."""
        self.points = [point for point in points if math.isfinite(point.value)]
        self._metric = metric
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
        return QSize(420, 190)

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
        painter.drawPixmap(self.rect(), drawn.picture)
        marked = self.marked
        if marked is not None and marked in drawn.points:  # else the axes may not have its values
            painter.setPen(QPen(QColor(theme_of(self).validation), 3.0))
            painter.drawPolyline(self._line_of(marked, drawn))
        axes = drawn.layout.axes
        for number, axis in enumerate(axes):
            self._paint_axis(painter, number, len(axes), axis)

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
        drawn = _Drawn(picture, self.points, ParallelLayout.of(self.points, self._metric))
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
        count = len(drawn.layout.axes)
        corners = drawn.layout.corners(point)
        return QPolygonF([self._place(number, count, at) for number, at in corners])

    def _place(self, number: int, count: int, position: float) -> QPointF:
        """Return where a position on an axis is, in pixels."""
        area = self._area()
        x = area.left() + area.width() * number / max(count - 1, 1)
        return QPointF(x, area.bottom() - position * area.height())

    def _area(self) -> QRectF:
        above = 2.0 * self.fontMetrics().height() + _GAP
        return QRectF(self.rect()).adjusted(_MARGIN, above, -_RIGHT, -_BELOW)

    def _paint_axis(self, painter: QPainter, number: int, count: int, axis: Coordinate) -> None:
        text = self.palette().color(self.palette().ColorRole.WindowText)
        line = self.palette().color(self.palette().ColorRole.PlaceholderText)
        below, above = (self._place(number, count, end) for end in (0.0, 1.0))
        painter.setPen(QPen(line, 1.0))
        painter.drawLine(below, above)
        painter.setPen(text)
        width = self._area().width() / max(count - 1, 1)
        title = QRectF(above.x() - width / 2, 0, width, above.y() - _GAP)
        metrics, elided = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        lines = (metrics.elidedText(line, elided, int(width)) for line in axis.label.split("\n"))
        flags = _Align.AlignHCenter | _Align.AlignBottom
        painter.drawText(self._within(title), flags, "\n".join(lines))
        room = _MARGIN - 2 * _GAP if number == 0 else width - 4 * _GAP
        for position, words in axis.ticks(as_in_form=True):
            fitting = metrics.elidedText(words, elided, int(room))
            self._paint_tick(painter, self._place(number, count, position), fitting)

    def _within(self, title: QRectF) -> QRectF:
        """Return the rectangle, moved so that all of it is inside the widget."""
        title.moveLeft(max(title.left(), 0.0))
        title.moveRight(min(title.right(), float(self.width())))
        return title

    def _paint_tick(self, painter: QPainter, at: QPointF, words: str) -> None:
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 4.0, float(metrics.height())
        box = QRectF(at.x() - width - _GAP, at.y() - height / 2, width, height)
        paper = QColor(self.palette().color(self.palette().ColorRole.Window))
        paper.setAlphaF(0.75)
        painter.fillRect(box, paper)
        painter.drawText(box, _Align.AlignCenter, words)
        painter.drawLine(QPointF(at.x() - _GAP + 1, at.y()), at)


def _cell(value: Value) -> str | float:
    return value if isinstance(value, int | float | str) else str(value)


def _batches(
    lines: Sequence[tuple[float, TrialPoint]],
) -> Iterator[Sequence[tuple[float, TrialPoint]]]:
    for first in range(0, len(lines), _BATCH):
        yield lines[first : first + _BATCH]
