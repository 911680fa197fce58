"""A bar chart of the ten probabilities of a digit."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import CLASSES
from core.foundation.percent import SHARE_DECIMALS, percent
from gui.common.accessibility import Role, report_contents
from gui.common.theme import TextSize, number_font, theme_of
from gui.common.tip_widget import TipWidget

if TYPE_CHECKING:
    from core.recognition.prediction import ImagePrediction

_CENTERED = Qt.AlignmentFlag.AlignCenter
_LEAST = 0.01
"""The smallest probability that is written: of a smaller one, the bar can hardly be seen."""
_GAP = 3.0
"""Pixels between two figures."""
_USUAL = "88.8%"
"""A text of the usual width."""
_ROWS = 2
"""Figures of neighbors stand in different rows."""
_LINES = 5.5
"""The least height in lines of text, three of which are for the figures and the digits."""
_TOTAL_DECIMALS = 4
"""Of the sum of all probabilities: the others are errors of rounding."""
_HELP = (
    "The outputs of the network. Sigmoid outputs are independent and need not add up to 100%; "
    "softmax outputs always do. Those from 1% on are written, the largest first as far as there is "
    "room. Gray: the model is not sure."
)


class Writer(Protocol):
    """Makes a text of a probability."""

    def __call__(self, share: float, decimals: int = ..., /) -> str:
        """Return the text."""


def _write(share: float, decimals: int = SHARE_DECIMALS) -> str:
    return percent(share, decimals)


class ProbabilityBars(TipWidget):
    """Shows a bar for each digit with its probability; the most probable one stands out.

    All of them are gray, and the most probable one is hatched, where the model is not sure.
    """

    accessible_role = Role.Chart

    def __init__(self, name: str = "probabilityBars", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.probabilities: list[float] | None = None
        """The probabilities that are shown, by digit; None where there are none."""
        self.sure = True
        """Whether the model is sure."""
        self._write: Writer = _write
        self._background: QPixmap | None = None
        self._measure()
        # The bars of two models side by side then have the same width.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Probabilities")
        self.setToolTip(_HELP)

    def show_prediction(self, prediction: "ImagePrediction | None") -> None:
        """Show the probabilities of a prediction, or empty bars for None."""
        if prediction is None:
            self.show_probabilities(None)
        else:
            probabilities = prediction.probabilities.tolist()
            write = prediction.write
            self.show_probabilities(probabilities, sure=prediction.sure, write=write)

    def show_probabilities(
        self,
        probabilities: list[float] | None,
        *,
        sure: bool = True,
        write: Writer = _write,
    ) -> None:
        """Show ten values from 0 to 1, or None for empty bars; `write` makes texts of them."""
        if (probabilities, sure, write) != (self.probabilities, self.sure, self._write):
            self.probabilities, self.sure, self._write = probabilities, sure, write
            self.update()
            report_contents(self)

    def figures(self) -> list[tuple[int, QRectF, str]]:
        """Return the digits whose probability is written, with its place and its text.

        The most probable one is always written. The others from 1% on follow in their order until
        one has no room: no smaller one is written then. No two texts touch, none leaves the widget,
        and each is above its bar. Narrow bars have no decimals.
        """
        return self._figures(self.probabilities) if self.probabilities is not None else []

    def sizeHint(self) -> QSize:
        """Return the size that the bars prefer."""
        return QSize(300, max(84, self.minimumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Discard the background, which has the old size."""
        super().resizeEvent(event)
        self._background = None

    def changeEvent(self, event: QEvent) -> None:
        """Discard the background if its colors or font have changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._background = None
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars over the background."""
        if self._background is None:
            self._background = self._paint_background()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._background)
        if self.probabilities is not None:
            self._paint_bars(painter, self.probabilities)
        painter.end()

    def _measure(self) -> None:
        self._metrics = QFontMetricsF(number_font(self, TextSize.SMALL))
        self._line = self._metrics.height()
        self._widths: dict[str, float] = {}
        self.setMinimumHeight(round(_LINES * self._line))

    def _paint_background(self) -> QPixmap:
        """Paint what never changes once, because each call to Qt waits for a training's thread."""
        pixmap = QPixmap(self.size() * self.devicePixelRatio())
        pixmap.setDevicePixelRatio(self.devicePixelRatio())
        pixmap.fill(self._color(QPalette.ColorRole.Window))
        painter = QPainter(pixmap)
        painter.setFont(number_font(self, TextSize.SMALL))
        painter.setPen(self._color(QPalette.ColorRole.WindowText))
        for digit in range(CLASSES):
            painter.drawText(self._box(digit), _CENTERED, str(digit))
            painter.fillRect(self._bar(digit, 1.0), self._color(QPalette.ColorRole.AlternateBase))
        painter.end()
        return pixmap

    def _paint_bars(self, painter: QPainter, values: list[float]) -> None:
        theme, gray = theme_of(self), self._color(QPalette.ColorRole.PlaceholderText)
        best = _best(values)
        painter.setFont(number_font(self, TextSize.SMALL))
        painter.setPen(self._color(QPalette.ColorRole.WindowText) if self.sure else gray)
        for _, place, text in self._figures(values):
            painter.drawText(place, _CENTERED, text)
        painter.setPen(Qt.PenStyle.NoPen)
        color = theme.test if self.sure else gray.name()
        painter.setBrush(theme.faint(color, self.palette()))
        painter.drawRects([self._bar(digit, values[digit]) for digit in range(CLASSES)])
        strong = QColor(color)
        # Hatched as well, because gray alone is not told from a color by everyone.
        pattern = Qt.BrushStyle.SolidPattern if self.sure else Qt.BrushStyle.BDiagPattern
        painter.fillRect(self._bar(best, values[best]), QBrush(strong, pattern))

    def _figures(self, values: list[float]) -> list[tuple[int, QRectF, str]]:
        best, decimals = _best(values), self._decimals
        rows = [{best: self._write(values[best], decimals)}, *({} for _ in range(_ROWS - 1))]
        others = (d for d in range(CLASSES) if d != best and values[d] >= _LEAST)
        order = [best, *sorted(others, key=values.__getitem__, reverse=True)]
        for digit in order[1:]:
            text, own = self._write(values[digit], decimals), abs(digit - best) % _ROWS
            row = next((n for n in (own, 1 - own) if self._pack({**rows[n], digit: text}, n)), None)
            if row is None:
                break
            rows[row][digit] = text
        places = {best: QRectF(0, self._line, self.width(), self._line)}
        for number, written in enumerate(rows):
            places |= self._pack(written, number)
        texts = rows[0] | rows[1]
        return [(digit, places[digit], texts[digit]) for digit in order if digit in texts]

    @property
    def _decimals(self) -> int:
        room = _ROWS * self.width() / CLASSES - _GAP
        return SHARE_DECIMALS if self._width_of(_USUAL) <= room else 0

    def _pack(self, texts: dict[int, str], row: int) -> dict[int, QRectF]:
        """Return places for the figures of a row, each above its bar; empty if they have no room.

        Row 0 is the one right above the bars.
        """
        column, left, right = self.width() / CLASSES, 0.0, float(self.width())
        top = (_ROWS - 1 - row) * self._line
        places: dict[int, QRectF] = {}
        for digit in sorted(texts):
            width = self._width_of(texts[digit])
            left = max((digit + 0.5) * column - width / 2, left)
            places[digit] = QRectF(left, top, width, self._line)
            left += width + _GAP
        for digit in sorted(texts, reverse=True):
            place = places[digit]
            place.moveRight(min(place.right(), right))
            right = place.left() - _GAP
            if place.left() < 0 or not place.left() <= (digit + 0.5) * column <= place.right():
                return {}
        return places

    def _width_of(self, text: str) -> float:
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def _box(self, digit: int) -> QRectF:
        """Return the place for the name of a digit below its bar."""
        column, line = self.width() / CLASSES, self._line
        return QRectF(digit * column, self.height() - line, column, line)

    def _bar(self, digit: int, value: float) -> QRectF:
        column, line = self.width() / CLASSES, self._line
        full = self.height() - (_ROWS + 1) * line
        top = _ROWS * line + (1.0 - value) * full
        return QRectF((digit + 0.14) * column, top, 0.72 * column, value * full)

    def _color(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(role)

    def accessible_contents(self) -> str:
        """Return all ten probabilities as text."""
        return "; ".join(self._lines())

    def tip_at(self, point: QPointF) -> str:
        """Return all ten probabilities."""
        del point
        if self.probabilities is None:
            return _HELP
        total = _write(round(sum(self.probabilities), _TOTAL_DECIMALS))
        return "\n".join([*self._lines(), f"Together: {total}", "", _HELP])

    def _lines(self) -> list[str]:
        shares = self.probabilities or []
        return [f"{digit}: {self._write(share)}" for digit, share in enumerate(shares)]


def _best(values: list[float]) -> int:
    return max(range(CLASSES), key=values.__getitem__)
