"""A box for a real number, which can be typed in every usual notation."""

import re

from PySide6.QtCore import QSize
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from gui.common.number_box import Correction

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
_DIGITS = 6
"""The most significant digits that are shown."""
_WIDEST = "-0.000123456"


class RealBox(QDoubleSpinBox):
    """A spin box that reads 1e-3 and .5, and shows up to six significant digits.

    When the user has finished, a number out of the range becomes the nearest possible one, and what
    is no number becomes the former one; a word says why, and Enter does no more than that. Qt's own
    spin box leaves out the characters that it does not know, so that 1e6 becomes 16.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setKeyboardTracking(False)  # the beginning of a number is not the number
        self.correction = Correction(self)
        """Says why the number is another one than what was typed."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let every text be typed; only a number in the range is accepted."""
        number = self._read(text)
        fits = number is not None and self._nearest(number) == number
        state = QValidator.State.Acceptable if fits else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        """Return the nearest possible number, or the former one, and say why."""
        number, bare = self._read(text), self._bare(text)
        if number is None:
            value = self.value()
            if bare:
                self.correction.say(f"“{bare}” is not a number such as 0.5 or 1e-3")
        else:
            value = self._nearest(number)
            bound = self.textFromValue(value)
            if self.minimum() <= number <= self.maximum():
                self.correction.say("Only whole numbers")
            else:
                self.correction.say(f"At most {bound}" if number > value else f"At least {bound}")
        return f"{self.prefix()}{self.textFromValue(value)}{self.suffix()}"

    def valueFromText(self, text: str) -> float:  # noqa: N802 - Qt's name
        """Return the number that a text stands for."""
        number = self._read(text)
        return self.value() if number is None else number

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Return a number as it is shown, such as 0.25 or 1e-6."""
        if abs(value) < 1e6 and float(value).is_integer():
            return str(int(value))
        mantissa, _, exponent = f"{value:.{_DIGITS}g}".partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm nothing on Enter where the number has to be another one."""
        if not self.correction.takes_enter(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Replace what is no possible number."""
        super().focusOutEvent(event)
        self.correction.end_edit(event)

    def sizeHint(self) -> QSize:
        """Return the size in which every number fits."""
        return self._with_room(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return the size in which every number fits."""
        return self._with_room(super().minimumSizeHint())

    def _with_room(self, size: QSize) -> QSize:
        if not self.decimals():
            return size
        advance = self.fontMetrics().horizontalAdvance
        ends = (self.textFromValue(end) for end in (self.minimum(), self.maximum()))
        return size + QSize(max(0, advance(_WIDEST) - max(map(advance, ends))), 0)

    def _nearest(self, number: float) -> float:
        """Return the possible number that is nearest."""
        inside = min(max(number, self.minimum()), self.maximum())
        return inside if self.decimals() else float(round(inside))

    def _read(self, text: str) -> float | None:
        """Return the number that a text of the box stands for; None for none."""
        bare = self._bare(text).replace("−", "-")
        return float(bare) if _NUMBER.fullmatch(bare) else None

    def _bare(self, text: str) -> str:
        """Return a text of the box without what stands around the number."""
        without = text.removeprefix(self.prefix()).removesuffix(self.suffix())
        return without.strip().removeprefix(self.prefix().strip()).strip()
