"""The legend of the lines of a plot."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.widgets import plain_tip
from gui.training.curves.comparison_legend import BETWEEN, CENTERED, GAP, ComparisonLegend
from gui.training.curves.line_names import (
    BEST,
    LAST_RUN,
    MINI_BATCHES,
    MOMENT,
    NAMES,
    SHORT_BEST,
    SHORT_MOMENT,
)
from gui.training.curves.point_markers import sample_length

if TYPE_CHECKING:
    from gui.training.curves.picture_legend import Entry

_USUAL_BEST, _SHORT_LAST_RUN = f"{BEST} 99", f"{LAST_RUN}: optimizer Adam, η 0.001"
"""What there is room for before it is known."""
_BEFORE_NAME = " · "
_BATCHES_NOTE = (
    "Measured while training: with dropout and distorted images, if these are in use. "
    "The line “training” is measured without them: its loss is usually lower."
)


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
            place.adjust(sample_length() + GAP, 0, 0, 0)
            painter.drawText(place, CENTERED, texts[name])
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
        metrics, around = self.fontMetrics(), sample_length() + GAP
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
            left += needed + BETWEEN
        return rows

    def _needed(self, text: str) -> int:
        return sample_length() + GAP + self.fontMetrics().horizontalAdvance(text) + 1

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
            left += room + BETWEEN


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


class Legends(NamedTuple):
    """The legends of both plots."""

    runs: ComparisonLegend
    curves: CurveLegend
