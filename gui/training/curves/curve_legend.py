"""Legends of the plots, which also show the values at the pointer."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.common.theme import number_font, theme_of
from gui.common.widgets import named
from gui.session.run_curves import RunCurves

_WIDEST_TITLE, _VALUES = "Report, 3,000 im", "0.0000 · 100.00"

_BAND = "\nBand: one standard deviation around the validation curve."


class ComparisonLegend(QWidget):
    """Names the runs that are compared, in as many lines as they need.

    Each run has room for its values, so that nothing moves when the pointer enters a plot.
    """

    hide_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("overlayLegend")
        self.setFont(number_font(self))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._runs: Sequence[RunCurves] = ()
        self._values: Sequence[str] = ()
        self._hide = named(QToolButton(self), "hideRunsButton")
        self._hide.setText("Hide runs")
        self._hide.setAutoRaise(True)
        self._hide.setToolTip("Show only the curves of the current training.")
        self._hide.clicked.connect(self.hide_requested)
        self.hide()

    def text(self) -> str:
        """Return what is shown, as text."""
        values = self._values or [""] * len(self._runs)
        pairs = zip(self._runs, values, strict=True)
        return "   ".join(f"{run.title} {value}".strip() for run, value in pairs)

    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Show the names and colors of these runs."""
        self._runs, self._values = runs, ()
        self.setToolTip(
            "\n".join(run.title for run in runs) + "\nSolid: training. Dashed: validation.\n"
            "At the pointer: validation loss and validation accuracy in percent."
            + (_BAND if any(run.deviation is not None for run in runs) else "")
        )
        self.setVisible(bool(runs))
        self.updateGeometry()
        self._update_text()

    def show_values(self, values: Sequence[str]) -> None:
        """Show a value beside each run; an empty sequence removes them."""
        if values != self._values:
            self._values = values
            self._update_text()

    def sizeHint(self) -> QSize:
        """Return the size of the lines at the current width."""
        return QSize(2 * self._step, self.heightForWidth(max(self.width(), self._step)))

    def minimumSizeHint(self) -> QSize:
        """Return the size of one run and the button."""
        return QSize(self._hide.sizeHint().width() + self._step, self._line)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that the runs need at this width."""
        return self._line * -(-max(len(self._runs), 1) // self._across(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in the upper right corner."""
        super().resizeEvent(event)
        self._hide.resize(self._hide.sizeHint())
        self._hide.move(self.width() - self._hide.width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a piece of line, the title and the value of each run."""
        painter = QPainter(self)
        for number, run in enumerate(self._runs):
            row, column = divmod(number, self._across(self.width()))
            corner = QPoint(column * self._step, row * self._line)
            value = self._values[number] if self._values else ""
            self._paint_run(painter, QRect(corner, QSize(self._step, self._line)), run, value)
        painter.end()

    def _paint_run(self, painter: QPainter, place: QRect, run: RunCurves, value: str) -> None:
        written, middle = painter.pen(), place.center().y()
        painter.setPen(QPen(QColor(theme_of(self).runs[run.color]), 2))
        painter.drawLine(place.left(), middle, place.left() + _SAMPLE, middle)
        painter.setPen(written)
        metrics = painter.fontMetrics()
        place.adjust(_SAMPLE + _GAP, 0, -_BETWEEN, 0)
        room = metrics.horizontalAdvance(_WIDEST_TITLE) if value else place.width()
        title = metrics.elidedText(run.title, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(place, _CENTERED, title)
        painter.drawText(place, _CENTERED | Qt.AlignmentFlag.AlignRight, value)

    @property
    def _line(self) -> int:
        return max(self.fontMetrics().height() + 2, self._hide.sizeHint().height())

    @property
    def _step(self) -> int:
        """The width of a run, up to the next one."""
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in (_WIDEST_TITLE, _VALUES))
        return int(_SAMPLE + 2 * _GAP + texts + _BETWEEN)

    def _across(self, width: int) -> int:
        """Return how many runs fit beside each other."""
        return max((width - self._hide.sizeHint().width()) // self._step, 1)

    def _update_text(self) -> None:
        self.setAccessibleName(f"Other runs: {self.text()}")
        self.update()


_SAMPLE, _GAP, _BETWEEN = 20, 5, 14
"""Pixels: the piece of line, from it to its text, and from there to the next piece."""
_CENTERED = Qt.AlignmentFlag.AlignVCenter


class CurveLegend(QWidget):
    """Shows a piece of each line with its name or its value.

    It stands outside the plot, where it hides no curve and is not repainted with the curves.
    """

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setFont(number_font(self))
        self.setMinimumHeight(self.fontMetrics().height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pens: dict[str, QPen] = {}
        self._texts: Mapping[str, str] = {}

    def text(self) -> str:
        """Return what is shown, as text."""
        return "   ".join(self._texts.values())

    def set_pen(self, name: str, pen: QPen) -> None:
        """Set the pen of a line."""
        self._pens[name] = pen
        self.update()

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show these texts beside the lines, by name, from left to right."""
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleName(self.text())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces of line with their texts, as far as there is room."""
        painter = QPainter(self)
        written, left = painter.pen(), 0
        for name, text in self._texts.items():
            painter.setPen(self._pens[name])
            painter.drawLine(left, self.height() // 2, left + _SAMPLE, self.height() // 2)
            left += _SAMPLE + _GAP
            painter.setPen(written)
            metrics, right = painter.fontMetrics(), Qt.TextElideMode.ElideRight
            fitting = metrics.elidedText(text, right, max(self.width() - left, 0))
            painter.drawText(self.rect().adjusted(left, 0, 0, 0), _CENTERED, fitting)
            left += metrics.horizontalAdvance(text) + _BETWEEN
        painter.end()
