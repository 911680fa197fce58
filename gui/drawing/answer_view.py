"""The recognized digits in large figures, and how sure they are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from gui.common.static_label import StaticLabel
from gui.common.theme import number_font
from gui.common.widgets import named, vbox

if TYPE_CHECKING:
    from core.recognition.prediction import DigitPrediction, DrawingPrediction

_NO_NETWORK = "No network yet: press Start."
_NO_INK = "Draw a digit."
_WAITING = "Recognizing …"
_WIDTH = 128
_SIZES = ((3, 5.0), (5, 3.0), (8, 1.9))
"""For each number of digits up to which it is used, the size of the figures."""
_SMALLEST, _MOST = 1.4, 11
_NEARLY_ALL = 0.9995


class AnswerView(QWidget):
    """The recognized digits, gray where one of them is not sure, and a comment on one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = named(QLabel("–"), "predictionLabel")
        self._comment = named(StaticLabel(_NO_NETWORK), "predictionComment")
        self._fonts: dict[float, QFont] = {}
        self._figure_style = (0.0, True)
        self._lay_out()
        self._set_style(_SIZES[0][1], sure=True)

    def show_reading(self, reading: "DrawingPrediction | None", chosen: int) -> None:
        """Show a result, with a comment on one of its digits; None where there is no network."""
        if reading is None or not reading.digits:
            self._set_style(_SIZES[0][1], sure=True)
            nothing = _NO_NETWORK if reading is None else reading.reason_for_none or _NO_INK
            self._show("–", nothing)
            return
        digits = reading.digits
        size = next((size for most, size in _SIZES if len(digits) <= most), _SMALLEST)
        self._set_style(size, sure=all(digit.sure for digit in digits))
        figures = "".join(str(digit.digit) for digit in digits)
        shown = figures if len(figures) <= _MOST else f"{figures[: _MOST - 1]}…"
        place = f"{chosen + 1} of {len(digits)}: " if len(digits) > 1 else ""
        self._show(shown, place + _comment_on(digits[chosen]))

    @Slot()
    def show_waiting(self) -> None:
        """Show that recognizing takes a while."""
        self._set_style(_SIZES[0][1], sure=False)
        self._show("…", _WAITING)

    def _show(self, answer: str, comment: str) -> None:
        if self._digits.text() != answer:
            self._digits.setText(answer)
        self._comment.setText(comment)

    def _set_style(self, size: float, *, sure: bool) -> None:
        if (size, sure) == self._figure_style:
            return
        self._figure_style = size, sure
        if size not in self._fonts:
            self._fonts[size] = number_font(self, size, bold=True)
        self._digits.setFont(self._fonts[size])
        self._digits.setForegroundRole(
            QPalette.ColorRole.WindowText if sure else QPalette.ColorRole.Mid
        )

    def _lay_out(self) -> None:
        self._digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._comment.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._comment.setWordWrap(True)
        self._comment.setFixedHeight(2 * self._comment.fontMetrics().lineSpacing())
        self.setFixedWidth(_WIDTH)
        self.setLayout(vbox((self._digits, 1), self._comment, spacing=2))


def _comment_on(digit: "DigitPrediction") -> str:
    first, second = digit.confidence, float(digit.probabilities[digit.second])
    if digit.sure:
        return f"{_percent(first)}\nnext: {digit.second}, {_percent(second)}"
    return f"not sure\n{digit.digit} {_percent(first)}, {digit.second} {_percent(second)}"


def _percent(share: float) -> str:
    """Format a probability, with one more decimal near 0 and 1: neither is ever certain."""
    if share >= _NEARLY_ALL:
        return ">99.9%"
    if share < 1 - _NEARLY_ALL:
        return "<0.1%"
    return f"{share:.0%}" if 0.01 <= share <= 0.99 else f"{share:.1%}"
