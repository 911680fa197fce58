"""The legend of the runs that are compared, which also shows their values at the pointer."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.plots.palette import RUN_MARKERS
from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.name_elision import NameParts, elided, parts_of
from gui.common.theme import Theme, theme_of
from gui.common.widgets import named, plain_tip
from gui.session.run_curves import RunCurves
from gui.training.curves.point_markers import marker_path, sample_length

if TYPE_CHECKING:
    from gui.training.curves.picture_legend import Entry

GAP, BETWEEN = 5, 14
"""Pixels: from a piece of line to its text, and from there to the next piece."""
CENTERED = Qt.AlignmentFlag.AlignVCenter
_CAPTION = "Other runs · solid: training · dashed: validation"
_KEY = (
    "Solid: training. Dashed: validation.",
    "At the pointer: loss and accuracy on the validation images, after the nearest epoch.",
)
_NO_OTHERS = "No other run is shown"
_AT_POINTER = "Other runs at the pointer: validation loss · validation accuracy"
_WIDEST_TITLE, _VALUES = "Report, 3,0", "val. 0.0000 · 100.00% @ 100"
_MOST_ROWS = 3
"""Rows of runs with room for whole names and values; of more runs, the values cover a part of the
names while the pointer is in a plot."""
_OWN = "(these curves)"

_BAND = "Band: one standard deviation around the validation curve."


class ComparisonLegend(QWidget):
    """Names the runs that are compared, in as many lines as they need, below a line that says what
    their curves and values are.

    Each run has room for its values, so that nothing moves when the pointer enters a plot.
    """

    accessible_role = Role.Grouping

    hide_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("overlayLegend")
        set_text_size(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._runs: Sequence[RunCurves] = ()
        self._parts: Sequence[NameParts] = ()
        self._values: Sequence[str] = ()
        self._own: RunCurves | None = None
        self._hide = named(QToolButton(self), "hideRunsButton")
        self._hide.setText("Hide runs")
        self._hide.setToolTip("Show only the curves of the current training.")
        self._hide.clicked.connect(self.hide_requested)
        self.hide()

    @property
    def caption(self) -> str:
        """What the curves or, at the pointer, the values are."""
        if not self._runs:
            return _NO_OTHERS
        return _AT_POINTER if self._values else _CAPTION

    def entries(self, theme: Theme) -> "Iterator[Entry]":
        """Yield what a picture says of the runs; it has no pointer and so no values."""
        from gui.training.curves.picture_legend import Entry

        if self._runs:
            yield Entry(_CAPTION)
        for run in self._runs:
            pen = QPen(QColor(theme.runs[run.color]), 2)
            yield Entry(run.label, pen, _marker_of(run))
        if any(run.deviation is not None for run in self._runs):
            yield Entry(_BAND)

    def text(self) -> str:
        """Return the names of the runs with their values, as text."""
        values = self._values or [""] * len(self._runs)
        pairs = zip(self._runs, values, strict=True)
        texts = [f"{run.label} {value}".strip() for run, value in pairs]
        return "   ".join([*texts, *([self._own_text] if self._own is not None else [])])

    def show_runs(self, runs: Sequence[RunCurves], own: RunCurves | None = None) -> None:
        """Show the names and colors of these runs, and the name of the run of the curves if it was
        chosen as well."""
        self._runs, self._own, self._values = runs, own, ()
        names = [run.label for run in runs]
        self._parts = parts_of(names)
        bands = [_BAND] if any(run.deviation is not None for run in runs) else []
        self.setToolTip(plain_tip(*names, *_KEY, *bands))
        self.setVisible(bool(runs))  # alone, the run of the curves has nothing to be told from
        self.updateGeometry()
        self._update_text()

    def show_values(self, values: Sequence[str]) -> None:
        """Show a value beside each run; an empty sequence removes them."""
        if values != self._values:
            self._values = values
            self._update_text()

    def sizeHint(self) -> QSize:
        """Return the size of the lines at the current width."""
        return QSize(2 * self._least, self.heightForWidth(max(self.width(), self._least)))

    def minimumSizeHint(self) -> QSize:
        """Return the size of one run and the button."""
        return QSize(self._hide.sizeHint().width() + self._least, self._first_line + self._line)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that the runs need at this width."""
        return self._first_line + self._line * -(-self._count // self._across(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in the upper right corner."""
        super().resizeEvent(event)
        self._hide.resize(self._hide.sizeHint())
        self._hide.move(self.width() - self._hide.width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a piece of line, the title and the value of each run."""
        painter = QPainter(self)
        room = self.width() - self._hide.width() - GAP
        right = Qt.TextElideMode.ElideRight
        caption = painter.fontMetrics().elidedText(self.caption, right, room)
        painter.drawText(QRect(0, 0, room, self._first_line), CENTERED, caption)
        step, across = self._step(self.width()), self._across(self.width())
        for number, run in enumerate(self._runs):
            row, column = divmod(number, across)
            corner = QPoint(column * step, self._first_line + row * self._line)
            room = min(step, self.width())
            value = self._values[number] if self._values else ""
            place = QRect(corner, QSize(room, self._line))
            self._paint_run(painter, place, run, self._parts[number], value)
        if self._own is not None:
            row, column = divmod(len(self._runs), across)
            left, top = column * step, self._first_line + row * self._line
            self._paint_own(painter, QRect(left, top, self.width() - left, self._line))
        painter.end()

    def _paint_own(self, painter: QPainter, place: QRect) -> None:
        """Paint the name of the run of the curves, with the colors that these have."""
        written, middle, theme = painter.pen(), place.center().y(), theme_of(self)
        for color, style, y in (
            (theme.training, Qt.PenStyle.SolidLine, middle - 2),
            (theme.validation, Qt.PenStyle.DashLine, middle + 3),
        ):
            painter.setPen(QPen(QColor(color), 2, style))
            painter.drawLine(place.left(), y, place.left() + sample_length(), y)
        painter.setPen(written)
        place.adjust(sample_length() + GAP, 0, 0, 0)
        painter.drawText(place, CENTERED, self._own_text_for(place.width()))

    def _own_text_for(self, room: int) -> str:
        """Return the name of the run of the curves, shortened before the words that say so."""
        if self._own is None:
            return ""
        metrics, middle = self.fontMetrics(), Qt.TextElideMode.ElideMiddle
        left = room - metrics.horizontalAdvance(f" {_OWN}") - 1
        return f"{metrics.elidedText(self._own.label, middle, left)} {_OWN}"

    def _paint_run(
        self, painter: QPainter, place: QRect, run: RunCurves, parts: NameParts, value: str
    ) -> None:
        """Paint a run: where there is no room for its whole name, what tells it from others is
        left."""
        written, middle = painter.pen(), place.center().y()
        color = QColor(theme_of(self).runs[run.color])
        painter.setPen(QPen(color, 2))
        painter.drawLine(place.left(), middle, place.left() + sample_length(), middle)
        painter.fillPath(
            _marker_of(run).translated(place.left() + sample_length() / 2, middle), color
        )
        painter.setPen(written)
        metrics = painter.fontMetrics()
        place.adjust(sample_length() + GAP, 0, -BETWEEN, 0)
        room = place.width() - (metrics.horizontalAdvance(value) + GAP if value else 0)
        painter.drawText(place, CENTERED, elided(parts, metrics, room))
        painter.drawText(place, CENTERED | Qt.AlignmentFlag.AlignRight, value)

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 2

    @property
    def _first_line(self) -> int:
        """The height of the line with the caption and the button."""
        return max(self._line, self._hide.sizeHint().height())

    @property
    def _least(self) -> int:
        """The width that a run has at least, up to the next one."""
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in (_WIDEST_TITLE, _VALUES))
        return int(sample_length() + 2 * GAP + texts + BETWEEN)

    def _step(self, width: int) -> int:
        """Return the width of a run, up to the next one: enough for the longest name."""
        measure = self.fontMetrics().horizontalAdvance
        values, around = measure(_VALUES), sample_length() + 2 * GAP + BETWEEN
        names = [measure(run.label) for run in self._runs]
        longest = max([*names, measure(self._own_text) - values, measure(_WIDEST_TITLE)])
        whole = around + longest + values
        if self._count <= _MOST_ROWS * max(width // whole, 1):
            return int(whole)
        least = int(max(around + longest, self._least))
        # Names that stand alone in their rows have the whole width.
        return least if width >= 2 * least else min(int(whole), max(width, least))

    @property
    def _count(self) -> int:
        """The number of names."""
        return max(len(self._runs) + (self._own is not None), 1)

    @property
    def _own_text(self) -> str:
        return f"{self._own.label} {_OWN}" if self._own is not None else ""

    def _across(self, width: int) -> int:
        """Return how many runs fit beside each other."""
        return max(width // self._step(width), 1)

    def _update_text(self) -> None:
        self.setAccessibleName(f"{self.caption}: {self.text()}")
        self.update()


def _marker_of(run: RunCurves) -> QPainterPath:
    return marker_path(RUN_MARKERS[run.color % len(RUN_MARKERS)], 8.0)
