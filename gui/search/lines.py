"""Trials as parallel coordinates: a line each, through its settings to what came of it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.figures.coordinates import Coordinate
from core.figures.search import Metric, Point, coordinates_of, corners_of, ranked
from gui.theme import number_font, theme_of

_NOTHING = "Each complete trial will be a line here, through its settings to what came of it."
_MARGIN = 58.0
"""Pixels beside the first axis, for the words at its ticks."""
_RIGHT, _BELOW = 34.0, 8.0
_GAP = 4.0
_Align = Qt.AlignmentFlag


class ParallelLines(QWidget):
    """The better a trial is, the stronger its line."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("parallelLines")
        self.setAccessibleName("Trials as parallel coordinates")
        self.setToolTip(
            "A line for each complete trial, through its settings to what came of it: the "
            "stronger, the better. The trial that is selected in the table is marked."
        )
        self.setMinimumHeight(130)
        self._points: Sequence[Point] = ()
        self._marked: Point | None = None
        self._metric = Metric("", False)

    def show_points(self, points: Sequence[Point], metric: Metric) -> None:
        """These trials, instead of those before."""
        self._points, self._metric = points, metric
        self.update()

    def mark(self, point: Point | None) -> None:
        """Make the line of one trial stand out."""
        self._marked = point
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 190)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(self, 0.8))
        if not self._points:
            faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
            painter.setPen(faint)
            flags = _Align.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, _NOTHING)
        else:
            self._paint(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        settings, last = coordinates_of(self._points, self._metric)
        axes = [*settings.values(), last]
        theme = theme_of(self)
        for shade, point in ranked(self._points, self._metric):
            colour = theme.faint(theme.training, self.palette(), 0.3 + 0.7 * shade)
            painter.setPen(QPen(colour, 0.8 + 1.2 * shade))
            painter.drawPolyline(self._line(point, settings, last))
        if self._marked in self._points and self._marked is not None:
            painter.setPen(QPen(QColor(theme.validation), 3.0))
            painter.drawPolyline(self._line(self._marked, settings, last))
        for number, axis in enumerate(axes):
            self._paint_axis(painter, number, len(axes), axis)

    def _line(self, point: Point, settings: dict[str, Coordinate], last: Coordinate) -> QPolygonF:
        count = len(settings) + 1
        corners = [*corners_of(point, settings), (len(settings), last.position(point.value))]
        return QPolygonF([self._place(number, count, at) for number, at in corners])

    def _place(self, number: int, count: int, position: float) -> QPointF:
        """Where a position on an axis is, in pixels."""
        area = self._area()
        x = area.left() + area.width() * number / (count - 1)
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
        width = self._area().width() / (count - 1)
        title = QRectF(above.x() - width / 2, 0, width, above.y() - _GAP)
        painter.drawText(self._within(title), _Align.AlignHCenter | _Align.AlignBottom, axis.label)
        for position, words in axis.ticks():
            self._paint_tick(painter, self._place(number, count, position), words)

    def _within(self, title: QRectF) -> QRectF:
        """Moved so that nothing of it is outside of the widget."""
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
