"""The recognized digits in large figures, and how sure they are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.common.figures_label import FiguresLabel
from gui.common.static_label import StaticLabel
from gui.common.theme import SPACING, TIGHT, number_font
from gui.common.widgets import named, vbox

if TYPE_CHECKING:
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_NO_NETWORK = "No network yet: press Start."
_NO_INK = "Draw a digit."
_WAITING = "Recognizing …"
_WIDEST = "not sure: 0 or 0?"
_LINES = 3
_FEWEST, _MOST = 3, 11
"""Fewer figures are as large as these would be; of more, only the first are shown."""
_FILLED = 0.9
"""The share of their room that the figures fill."""
_LOWEST = 4
"""The least height of that room, in lines of normal text."""


class AnswerView(QWidget):
    """The recognized digits, gray where they are not sure, and a comment on one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = named(FiguresLabel("–"), "predictionLabel")
        self._comment = named(StaticLabel(_NO_NETWORK), "predictionComment")
        self._lay_out()

    def show_prediction(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Show a result, with a comment on one of its digits; None where there is no network."""
        if prediction is None or not prediction.digits:
            nothing = _NO_NETWORK if prediction is None else prediction.reason_for_none or _NO_INK
            self._show("–", (), nothing)
            return
        digits = prediction.digits
        figures = "".join(str(digit.digit) for digit in digits)
        shown = figures if len(figures) <= _MOST else f"{figures[: _MOST - 1]}…"
        place = f"{chosen + 1} of {len(digits)}:\n" if len(digits) > 1 else ""
        sure = tuple(digit.sure for digit in digits)
        needed = digits[chosen].limit.removeprefix("at least ")  # there is little room
        limit = "" if place or digits[chosen].sure else f"\nneeds {needed}"
        why = digits[chosen].why_sure_or_not
        self._show(shown, sure, place + _comment_on(digits[chosen]) + limit, why)

    @Slot()
    def show_waiting(self) -> None:
        """Show that recognizing takes a while."""
        self._show("…", (False,), _WAITING)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._make_room()
            self._fit_figures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the figures as large as their room."""
        super().resizeEvent(event)
        self._fit_figures()

    def _show(self, answer: str, sure: tuple[bool, ...], comment: str, why: str = "") -> None:
        refit = len(answer) != len(self._digits.text())
        self._digits.show_figures(answer, sure)
        if refit:
            self._fit_figures()
        self._comment.setText(comment)
        if self._comment.toolTip() != why:
            self._comment.setToolTip(why)

    def _fit_figures(self) -> None:
        metrics = QFontMetricsF(number_font(self, bold=True))
        count = max(len(self._digits.text()), _FEWEST)
        height = self.height() - self._comment.height() - TIGHT
        widest, highest = count * metrics.horizontalAdvance("0"), metrics.height()
        size = _FILLED * min(self.width() / widest, height / highest)
        self._digits.setFont(number_font(self, max(size, 1.0), bold=True))

    def _make_room(self) -> None:
        metrics = self.fontMetrics()
        self._comment.setFixedHeight(_LINES * metrics.lineSpacing())
        self._digits.setMinimumHeight(_LOWEST * metrics.lineSpacing())
        self.setMinimumWidth(metrics.horizontalAdvance(_WIDEST) + SPACING)

    def _lay_out(self) -> None:
        self._comment.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._comment.setWordWrap(True)
        self._make_room()
        self.setLayout(vbox((self._digits, 1), self._comment, spacing=TIGHT))


def _comment_on(digit: "DigitPrediction") -> str:
    first, second = digit.write(digit.confidence), digit.write(digit.second_confidence)
    if digit.sure:
        return f"{first}\nnext: {digit.second}, {second}"
    return (
        f"{digit.answer}\n{first} or {second}"
        if digit.is_between_two
        else f"{digit.answer}\n{first}"
    )
