"""Two digits in time: how often a run confused them at each moment, and when that ended."""

from math import log10
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QProgressBar, QPushButton, QWidget

from core.datasets.dataset import CLASSES
from gui.common.dialogs import close_row
from gui.common.enlargement import line_width
from gui.common.plain_plot import PlainPlot
from gui.common.theme import theme_of
from gui.common.widgets import hbox, named, set_available, vbox

if TYPE_CHECKING:
    from core.runs.moment_confusions import MomentConfusion

_PAIR = (3, 5)
_SOLID, _DASHED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
_SIZE = (640, 460)


class DigitPairWindow(QDialog):
    """Shows four curves: each of two digits classified as itself and as the other one."""

    moment_chosen = Signal(object)
    """Emitted with the Moment that the user wants to see in the window."""

    def __init__(self, parent: QWidget, run: str, count: int) -> None:
        super().__init__(parent)
        self.setObjectName("digitPairWindow")
        self.setWindowTitle("Two digits in time")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._count = count
        self._course: list[MomentConfusion] = []
        self._places: list[float] = []
        self._since: int | None = None
        self._boxes = [_digit_box(name, digit) for name, digit in zip("AB", _PAIR, strict=True)]
        self._answer = named(QLabel(wordWrap=True), "digitPairAnswer")
        self._answer.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._answer.setMinimumHeight(2 * self._answer.fontMetrics().lineSpacing())
        self._legend = named(QLabel(wordWrap=True), "digitPairLegend")
        title = "How two digits are classified, against epochs"
        self._plot = PlainPlot("digitPairPlot", title, "Epoch (logarithmic)", "% of the digit")
        self._plot.setToolTip("The share of the images of each digit, at every moment.")
        self._plot.set_logarithmic(bottom=True)
        self._plot.colors_changed.connect(self._draw)
        self._lines = [pg.PlotCurveItem() for _ in range(4)]
        for line in self._lines:
            self._plot.addItem(line)
        self._progress = named(QProgressBar(maximum=count), "digitPairProgress")
        self._progress.setAccessibleName("Moments that are evaluated")
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the plot stays as it is at the end
        self._progress.setSizePolicy(policy)
        self._go = named(QPushButton("Go there"), "goToPairMoment")
        self._go.clicked.connect(self._go_there)
        about = named(QLabel(f"{run}, on the 10,000 test images", wordWrap=True), "digitPairRun")
        about.setTextFormat(Qt.TextFormat.PlainText)
        row = hbox(QLabel("Digits"), self._boxes[0], QLabel("and"), self._boxes[1], None)
        parts = (about, row, self._answer, (self._plot, 1), self._legend, self._progress)
        self.setLayout(vbox(*parts, close_row(self, self._go), margins=(12, 12, 12, 12)))
        for box in self._boxes:
            box.currentIndexChanged.connect(self._show)
        self.resize(*_SIZE)
        self._show()

    @property
    def pair(self) -> tuple[int, int]:
        """The two digits."""
        return self._boxes[0].currentIndex(), self._boxes[1].currentIndex()

    def add(self, found: "list[MomentConfusion]", places: list[float]) -> None:
        """Add moments with their places in epochs."""
        self._course += found
        self._places += places
        self._progress.setValue(len(self._course))
        self._show()

    @Slot()
    def _show(self) -> None:
        """Draw the curves of the digits, and say since when they are told apart."""
        from core.runs.moment_confusions import told_apart_since

        first, second = self.pair
        done = len(self._course) == self._count
        self._progress.setVisible(not done)
        self._since = None
        if first == second:
            self._answer.setText("Choose two different digits.")
        elif not done:
            self._answer.setText(f"Evaluating the network at {self._count:,} moments …")
        else:
            self._since = told_apart_since(self._course, first, second)
            self._answer.setText(self._sentence(first, second))
        why_not = "" if self._since is not None else "There is no such moment yet."
        set_available(self._go, "Show the network of that moment in the window.", why_not)
        self._draw()

    def _sentence(self, first: int, second: int) -> str:
        if self._since is None:
            return (
                f"It does not tell {first} from {second}: at the last moment, one of them is "
                "mistaken for the other at least as often as it is classified correctly."
            )
        moment = self._course[self._since].moment
        return (
            f"It has told {first} from {second} since {moment.describe()}: from then on, each is "
            "classified correctly more often than it is mistaken for the other."
        )

    @Slot()
    def _draw(self) -> None:
        first, second = self.pair
        theme = theme_of(self)
        kinds = (
            (first, first, theme.training, _SOLID),
            (first, second, theme.training, _DASHED),
            (second, second, theme.validation, _SOLID),
            (second, first, theme.validation, _DASHED),
        )
        # The start, at 0, has no place on a logarithmic axis.
        start = min((place for place in self._places if place > 0), default=1.0) / 2
        x = [log10(max(place, start)) for place in self._places]
        for line, (true, predicted, color, style) in zip(self._lines, kinds, strict=True):
            line.setPen(pg.mkPen(color, width=line_width(2), style=style))
            line.setData(x, [100 * each.share(true, predicted) for each in self._course])
        texts = (
            f"<span style='color:{color}'>{'━━' if style is _SOLID else '━ ━'}</span> "
            f"{true} as {predicted}"
            for true, predicted, color, style in kinds
        )
        self._legend.setText("&nbsp;&nbsp; ".join(texts))
        if x:
            right = max(x[-1], x[0] + 0.1)
            self._plot.setRange(xRange=(x[0], right), yRange=(0, 100), padding=0)

    @Slot()
    def _go_there(self) -> None:
        if self._since is not None:
            self.moment_chosen.emit(self._course[self._since].moment)


def _digit_box(name: str, digit: int) -> QComboBox:
    box = named(QComboBox(), f"pairDigit{name}")
    box.addItems([str(each) for each in range(CLASSES)])
    box.setCurrentIndex(digit)
    box.setAccessibleName("First digit" if name == "A" else "Second digit")
    box.setToolTip("One of the two digits that are compared.")
    return box
