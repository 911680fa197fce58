"""The recognized digits in large figures, and how sure they are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from core.foundation.percent import SHARE_DECIMALS, percent
from gui.common.figures_label import FiguresLabel
from gui.common.static_label import StaticLabel
from gui.common.theme import number_font
from gui.common.widgets import named, vbox

if TYPE_CHECKING:
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_NO_NETWORK = "No network yet: press Start."
_NO_INK = "Draw a digit."
_WAITING = "Recognizing …"
_WIDTH = 128
_WIDEST = "not sure: 0 or 0?"
_LINES = 3
_SIZES = ((3, 5.0), (5, 3.0), (8, 1.9))
"""For each number of digits up to which it is used, the size of the figures."""
_SMALLEST, _MOST = 1.4, 11


class AnswerView(QWidget):
    """The recognized digits, gray where they are not sure, and a comment on one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = named(FiguresLabel("–"), "predictionLabel")
        self._comment = named(StaticLabel(_NO_NETWORK), "predictionComment")
        self._fonts: dict[float, QFont] = {}
        self._size = 0.0
        self._lay_out()
        self._set_size(_SIZES[0][1])

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
        self._show(shown, sure, place + _comment_on(digits[chosen]), len(digits))
        self._explain(digits[chosen])

    @Slot()
    def show_waiting(self) -> None:
        """Show that recognizing takes a while."""
        self._show("…", (False,), _WAITING)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._size:
            self._fonts.clear()
            self._make_room()
            size, self._size = self._size, 0.0
            self._set_size(size)

    def _show(self, answer: str, sure: tuple[bool, ...], comment: str, count: int = 1) -> None:
        self._set_size(next((size for most, size in _SIZES if count <= most), _SMALLEST))
        self._digits.show_figures(answer, sure)
        self._comment.setText(comment)

    def _explain(self, digit: "DigitPrediction") -> None:
        why = digit.why_not_sure
        if self._comment.toolTip() != why:
            self._comment.setToolTip(why)

    def _set_size(self, size: float) -> None:
        if size == self._size:
            return
        self._size = size
        if size not in self._fonts:
            self._fonts[size] = number_font(self, size, bold=True)
        self._digits.setFont(self._fonts[size])

    def _make_room(self) -> None:
        metrics = self._comment.fontMetrics()
        self._comment.setFixedHeight(_LINES * metrics.lineSpacing())
        self.setFixedWidth(max(_WIDTH, metrics.horizontalAdvance(_WIDEST) + 4))

    def _lay_out(self) -> None:
        self._comment.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._comment.setWordWrap(True)
        self._make_room()
        self.setLayout(vbox((self._digits, 1), self._comment, spacing=2))


def _comment_on(digit: "DigitPrediction") -> str:
    first, second = _percent(digit.confidence), _percent(digit.second_confidence)
    if digit.sure:
        return f"{first}\nnext: {digit.second}, {second}"
    return (
        f"{digit.answer}\n{first} or {second}"
        if digit.is_between_two
        else f"{digit.answer}\n{first}"
    )


def _percent(share: float) -> str:
    return percent(share, SHARE_DECIMALS)
