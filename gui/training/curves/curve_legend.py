"""Legends of the plots, which also show the values at the pointer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolButton, QToolTip, QWidget

from core.plots.palette import RUN_MARKERS
from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.name_elision import NameParts, elided, parts_of
from gui.common.theme import Theme, theme_of
from gui.common.widgets import named, plain_tip
from gui.session.run_curves import RunCurves
from gui.training.curves.line_names import (
    BEST,
    LAST_RUN,
    MINI_BATCHES,
    MOMENT,
    NAMES,
    SHORT_BEST,
    SHORT_MOMENT,
)
from gui.training.curves.point_markers import marker_path, sample_length

if TYPE_CHECKING:
    from gui.training.curves.picture_legend import Entry

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
        room = self.width() - self._hide.width() - _GAP
        right = Qt.TextElideMode.ElideRight
        caption = painter.fontMetrics().elidedText(self.caption, right, room)
        painter.drawText(QRect(0, 0, room, self._first_line), _CENTERED, caption)
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
        place.adjust(sample_length() + _GAP, 0, 0, 0)
        painter.drawText(place, _CENTERED, self._own_text_for(place.width()))

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
        place.adjust(sample_length() + _GAP, 0, -_BETWEEN, 0)
        room = place.width() - (metrics.horizontalAdvance(value) + _GAP if value else 0)
        painter.drawText(place, _CENTERED, elided(parts, metrics, room))
        painter.drawText(place, _CENTERED | Qt.AlignmentFlag.AlignRight, value)

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
        return int(sample_length() + 2 * _GAP + texts + _BETWEEN)

    def _step(self, width: int) -> int:
        """Return the width of a run, up to the next one: enough for the longest name."""
        measure = self.fontMetrics().horizontalAdvance
        values, around = measure(_VALUES), sample_length() + 2 * _GAP + _BETWEEN
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


_USUAL_BEST, _SHORT_LAST_RUN = f"{BEST} 99", f"{LAST_RUN}: optimizer Adam, η 0.001"
"""What there is room for before it is known."""
_BEFORE_NAME = " · "
_BATCHES_NOTE = (
    "Measured while training: with dropout and distorted images, if these are in use. "
    "The line “training” is measured without them: its loss is usually lower."
)
_GAP, _BETWEEN = 5, 14
"""Pixels: from a piece of line to its text, and from there to the next piece."""
_CENTERED = Qt.AlignmentFlag.AlignVCenter


class CurveLegend(QWidget):
    """Shows a piece of each line with its name, in as many rows as they need.

    It stands outside the plot, where it hides no curve and is not repainted with the curves. It has
    room for the best epoch and for the last run before there are any, so that the plots below it
    stay where they are when these are added.
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
        self._compact = False

    def set_compact(self, *, compact: bool) -> None:
        """Set whether there is no room for a last run that is not shown: beside the legend of other
        runs, the plots need it."""
        self._compact = compact
        self.updateGeometry()

    def text(self) -> str:
        """Return what is shown, as text."""
        return "   ".join(self._texts.values())

    def entries(self, title: str) -> "Iterator[Entry]":
        """Yield what a picture says of the lines; it leaves out that of the moment.

        `title` is that of the run whose curves are shown; an empty one leaves these out.
        """
        from gui.training.curves.picture_legend import Entry

        if title:
            yield Entry(title)
        for name, text in self._texts.items():
            if name != MOMENT and (title or name not in NAMES):
                yield Entry(text, self._pens[name])

    def set_pen(self, name: str, pen: QPen) -> None:
        """Set the pen of a line."""
        self._pens[name] = QPen(pen)
        self._pens[name].setCosmetic(False)  # for pictures with more pixels than the screen
        self.update()

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show these texts beside the lines, by name, from left to right."""
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleName(self.text())
            if self.height() != self.heightForWidth(self.width()):
                self.updateGeometry()
            self.update()

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
        """Return the height of the rows for a training, its best epoch and a last run."""
        texts = [*NAMES, _USUAL_BEST]
        if LAST_RUN in self._texts or not self._compact:
            texts.append(_SHORT_LAST_RUN)
        rows = self._rows(texts, width)
        if MOMENT in self._texts:
            short = [_short(name, text) for name, text in self._texts.items() if name != LAST_RUN]
            rows = max(rows, self._rows(short, width))
        return rows * self._row

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces of line with their texts."""
        painter, texts = QPainter(self), self.visible_texts
        written = painter.pen()
        for name, place in self._places(self.width()):
            painter.setPen(self._pens[name])
            self._paint_key(painter, name, place)
            painter.setPen(written)
            place.adjust(sample_length() + _GAP, 0, 0, 0)
            painter.drawText(place, _CENTERED, texts[name])
        painter.end()

    @staticmethod
    def _paint_key(painter: QPainter, name: str, place: QRect) -> None:
        """Paint a piece of a line; that of the moment is upright and has a handle."""
        middle, center = place.center().y(), place.left() + sample_length() // 2
        if name == MOMENT:
            radius = place.height() // 5
            painter.drawLine(center, place.top() + 1, center, place.bottom() - 1)
            painter.setBrush(painter.pen().color())
            painter.drawEllipse(QPoint(center, place.bottom() - radius - 1), radius, radius)
        else:
            painter.drawLine(place.left(), middle, place.left() + sample_length(), middle)

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the entry at the pointer."""
        if event.type() != QEvent.Type.ToolTip:
            return super().event(event)
        assert isinstance(event, QHelpEvent)
        QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
        return True

    def tip_at(self, point: QPoint) -> str:
        """Return the tooltip of the entry at a point: its text, if that is shortened, and what it
        does not say; empty where there is nothing to say."""
        entries = self._places(self.width())
        name = next((name for name, place in entries if place.contains(point)), "")
        if not name:
            return ""
        text = self._texts[name]
        lines = [text] if self.visible_texts[name] != text else []
        if name == MINI_BATCHES:
            lines.append(_BATCHES_NOTE)
        return plain_tip(*lines) if lines else ""

    @property
    def visible_texts(self) -> dict[str, str]:
        """What is painted, by the names of the lines."""
        metrics, around = self.fontMetrics(), sample_length() + _GAP
        fitting = self._fitting(self.width())
        return {
            name: _shortened(fitting[name], metrics, place.width() - around)
            for name, place in self._places(self.width())
        }

    @property
    def _row(self) -> int:
        return self.fontMetrics().height() + 2

    def _fitting(self, width: int) -> Mapping[str, str]:
        """Return the texts, in fewer words where there is no room for all but the last run."""
        wholes = {name: text for name, text in self._texts.items() if name != LAST_RUN}
        if self._rows(wholes.values(), width) * self._row <= self.height():
            return self._texts
        return {name: _short(name, text) for name, text in self._texts.items()}

    def _rows(self, texts: Iterable[str], width: int) -> int:
        """Return how many rows some texts need."""
        left, rows = 0, 1
        for needed in map(self._needed, texts):
            if left and left + needed > width:
                left, rows = 0, rows + 1
            left += needed + _BETWEEN
        return rows

    def _needed(self, text: str) -> int:
        return sample_length() + _GAP + self.fontMetrics().horizontalAdvance(text) + 1

    def _places(self, width: int) -> Iterator[tuple[str, QRect]]:
        """Yield the places of the texts: beside each other, and below where there is no room.

        In the last row, what has no room is shortened.
        """
        row, left, top = self._row, 0, 0
        last = self.heightForWidth(width) - row
        for name, text in self._fitting(width).items():
            needed = self._needed(text)
            if left and left + needed > width and top < last:
                left, top = 0, top + row
            room = min(needed, max(width - left, 0))
            yield name, QRect(left, top, room, row)
            left += room + _BETWEEN


def _short(name: str, text: str) -> str:
    """Say the same in fewer words, for where there is little room."""
    if name == MOMENT:
        return SHORT_MOMENT
    return text.replace(BEST, SHORT_BEST) if name == BEST else text


def _shortened(text: str, metrics: QFontMetrics, room: int) -> str:
    """Return a text in so many pixels. Of what differs in a run and its name, after “ · ”, a part
    of both stays."""
    measure, right = metrics.horizontalAdvance, Qt.TextElideMode.ElideRight
    notes, between, name = text.rpartition(_BEFORE_NAME)
    if not between or measure(text) <= room:
        return metrics.elidedText(text, right, room)
    left = max(room // 2, room - measure(notes + between))
    name = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, left)
    return metrics.elidedText(notes, right, room - measure(between + name)) + between + name


def _marker_of(run: RunCurves) -> QPainterPath:
    return marker_path(RUN_MARKERS[run.color % len(RUN_MARKERS)], 8.0)


class Legends(NamedTuple):
    """The legends of both plots."""

    runs: ComparisonLegend
    curves: CurveLegend
