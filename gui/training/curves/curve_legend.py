"""Legends of the plots, which also show the values at the pointer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.plots.palette import RUN_MARKERS
from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.theme import theme_of
from gui.common.widgets import named
from gui.session.run_curves import RunCurves
from gui.training.curves.line_names import BEST, MINI_BATCHES, TRAINING, VALIDATION
from gui.training.curves.point_markers import marker_path

_CAPTION = "Other runs · solid: training · dashed: validation"
_AT_POINTER = "Other runs at the pointer: validation loss · validation accuracy"
_WIDEST_TITLE, _VALUES = "Report, 3,000 im", "val. 0.0000 · 100.00%"
_MOST_ROWS = 3
"""Rows of runs with room for whole names and values; of more runs, the values cover a part of the
names while the pointer is in a plot."""
_OWN = "(these curves)"

_BAND = "\nBand: one standard deviation around the validation curve."


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
        self._values: Sequence[str] = ()
        self._own: RunCurves | None = None
        self._hide = named(QToolButton(self), "hideRunsButton")
        self._hide.setText("Hide runs")
        self._hide.setAutoRaise(True)
        self._hide.setToolTip("Show only the curves of the current training.")
        self._hide.clicked.connect(self.hide_requested)
        self.hide()

    @property
    def caption(self) -> str:
        """What the curves or, at the pointer, the values are."""
        return _AT_POINTER if self._values else _CAPTION

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
        self.setToolTip(
            "\n".join(run.label for run in runs) + "\nSolid: training. Dashed: validation.\n"
            "At the pointer: loss and accuracy on the validation images."
            + (_BAND if any(run.deviation is not None for run in runs) else "")
        )
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
        return QSize(self._hide.sizeHint().width() + self._least, 2 * self._line)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that the runs need at this width."""
        return self._line * (1 + -(-self._count // self._across(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in the upper right corner."""
        super().resizeEvent(event)
        self._hide.resize(self._hide.sizeHint())
        self._hide.move(self.width() - self._hide.width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a piece of line, the title and the value of each run."""
        painter = QPainter(self)
        room = self.width() - self._hide.width() - _GAP
        right = Qt.TextElideMode.ElideRight
        caption = painter.fontMetrics().elidedText(self.caption, right, room)
        painter.drawText(QRect(0, 0, room, self._line), _CENTERED, caption)
        step, across = self._step(self.width()), self._across(self.width())
        for number, run in enumerate(self._runs):
            row, column = divmod(number, across)
            corner = QPoint(column * step, (1 + row) * self._line)
            room = min(step, self.width())
            value = self._values[number] if self._values else ""
            self._paint_run(painter, QRect(corner, QSize(room, self._line)), run, value)
        if self._own is not None:
            row, column = divmod(len(self._runs), across)
            left, top = column * step, (1 + row) * self._line
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
            painter.drawLine(place.left(), y, place.left() + _SAMPLE, y)
        painter.setPen(written)
        place.adjust(_SAMPLE + _GAP, 0, 0, 0)
        right = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(self._own_text, right, place.width())
        painter.drawText(place, _CENTERED, text)

    def _paint_run(self, painter: QPainter, place: QRect, run: RunCurves, value: str) -> None:
        written, middle = painter.pen(), place.center().y()
        color = QColor(theme_of(self).runs[run.color])
        painter.setPen(QPen(color, 2))
        painter.drawLine(place.left(), middle, place.left() + _SAMPLE, middle)
        marker = marker_path(RUN_MARKERS[run.color % len(RUN_MARKERS)], 8.0)
        painter.fillPath(marker.translated(place.left() + _SAMPLE / 2, middle), color)
        painter.setPen(written)
        metrics = painter.fontMetrics()
        place.adjust(_SAMPLE + _GAP, 0, -_BETWEEN, 0)
        room = place.width() - (metrics.horizontalAdvance(value) + _GAP if value else 0)
        title = metrics.elidedText(run.label, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(place, _CENTERED, title)
        painter.drawText(place, _CENTERED | Qt.AlignmentFlag.AlignRight, value)

    @property
    def _line(self) -> int:
        return max(self.fontMetrics().height() + 2, self._hide.sizeHint().height())

    @property
    def _least(self) -> int:
        """The width that a run has at least, up to the next one."""
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in (_WIDEST_TITLE, _VALUES))
        return int(_SAMPLE + 2 * _GAP + texts + _BETWEEN)

    def _step(self, width: int) -> int:
        """Return the width of a run, up to the next one: enough for the longest name."""
        measure = self.fontMetrics().horizontalAdvance
        values, around = measure(_VALUES), _SAMPLE + 2 * _GAP + _BETWEEN
        names = [measure(run.label) for run in self._runs]
        longest = max([*names, measure(self._own_text) - values, measure(_WIDEST_TITLE)])
        whole = around + longest + values
        if self._count <= _MOST_ROWS * max(width // whole, 1):
            return int(whole)
        return int(max(around + longest, self._least))

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


_SAMPLE, _GAP, _BETWEEN = 20, 5, 14
"""Pixels: the piece of line, from it to its text, and from there to the next piece."""
_CENTERED = Qt.AlignmentFlag.AlignVCenter
_USUAL = (MINI_BATCHES, TRAINING, VALIDATION, f"{BEST} 1,000")
"""The texts of a training of 1,000 epochs; that of the last run takes a row of its own."""


class CurveLegend(QWidget):
    """Shows a piece of each line with its name, in as many rows as they need.

    It stands outside the plot, where it hides no curve and is not repainted with the curves. It has
    room for the best epoch and the last run before there are any, so that the plots below it do not
    move during a training.
    """

    accessible_role = Role.StaticText

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("curveLegend")
        set_text_size(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._pens: dict[str, QPen] = {}
        self._texts: Mapping[str, str] = {}

    def text(self) -> str:
        """Return what is shown, as text."""
        return "   ".join(self._texts.values())

    def set_pen(self, name: str, pen: QPen) -> None:
        """Set the pen of a line."""
        self._pens[name] = QPen(pen)
        self._pens[name].setCosmetic(False)  # for pictures with more pixels than the screen
        self.update()

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show these texts beside the lines, by name, from left to right."""
        if texts != self._texts:
            before = self.heightForWidth(self.width())
            self._texts = texts
            self.setAccessibleName(self.text())
            self.setToolTip(self.text().replace("   ", "\n"))
            self.update()
            if self.heightForWidth(self.width()) != before:
                self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size at the current width."""
        return QSize(2 * self._row, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        """Return the size of one row of a short name."""
        return QSize(4 * self._row, self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the rows, which the layout may have asked for in another font."""
        super().resizeEvent(event)
        if self.height() != self.heightForWidth(self.width()):
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the rows at this width, at least that of the usual ones."""
        usual = self._height(self._places(width, _USUAL)) + self._row
        return max(usual, self._height(self._places(width, self._texts.values())))

    @staticmethod
    def _height(places: Iterable[QRect]) -> int:
        return max((place.bottom() + 1 for place in places), default=0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces of line with their texts."""
        painter = QPainter(self)
        written, metrics = painter.pen(), painter.fontMetrics()
        places = self._places(self.width(), self._texts.values())
        for name, place in zip(self._texts, places, strict=True):
            painter.setPen(self._pens[name])
            middle = place.center().y()
            painter.drawLine(place.left(), middle, place.left() + _SAMPLE, middle)
            painter.setPen(written)
            place.adjust(_SAMPLE + _GAP, 0, 0, 0)
            right = Qt.TextElideMode.ElideRight
            text = metrics.elidedText(self._texts[name], right, self.width() - place.left())
            painter.drawText(place, _CENTERED, text)
        painter.end()

    @property
    def _row(self) -> int:
        return self.fontMetrics().height() + 2

    def _places(self, width: int, texts: Iterable[str]) -> Iterator[QRect]:
        """Yield the places of texts: beside each other, and below where there is no room."""
        metrics, row, left, top = self.fontMetrics(), self._row, 0, 0
        for text in texts:
            needed = _SAMPLE + _GAP + metrics.horizontalAdvance(text) + 1
            if left and left + needed > width:
                left, top = 0, top + row
            yield QRect(left, top, needed, row)
            left += needed + _BETWEEN


class Legends(NamedTuple):
    """The legends of both plots."""

    runs: ComparisonLegend
    curves: CurveLegend
