"""A box for a whole number that says so when the number that was typed is out of its range."""

import re
from time import monotonic

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QToolTip

_TYPED = re.compile("-?[0-9]{0,9}")
"""What can be typed: a number of any size that a spin box can hold, or its beginning."""
_CLICK = 1.0
"""Seconds that a click lasts at most."""
ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Correction:
    """Says why a box has replaced the number that was typed, and remembers that for a click."""

    def __init__(self, box: QAbstractSpinBox) -> None:
        self._box = box
        self._reason = ""
        self._said_at = 0.0

    def say(self, reason: str) -> None:
        """Show the reason below the box."""
        self._reason, self._said_at = reason, monotonic()
        place = self._box.mapToGlobal(QPoint(0, self._box.height()))
        QToolTip.showText(place, reason, self._box)

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Replace the number, without confirming it, on Enter where it has to be another one.

        Return whether the event was that.
        """
        if event.key() not in ENTER or self._box.hasAcceptableInput():
            return False
        self._box.interpretText()
        self._box.editingFinished.emit()
        self.forget()
        self._box.selectAll()
        event.accept()
        return True

    def end_edit(self, event: QFocusEvent) -> None:
        """Keep the reason only if the box has lost the focus by a click."""
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.forget()

    def forget(self) -> None:
        """Forget the reason, since the user sees the number that the box has now."""
        self._reason = ""

    def stops_click(self) -> bool:
        """Whether the present click has replaced the number, which nobody has seen yet.

        If so, the reason is shown again.
        """
        reason, fresh = self._reason, monotonic() - self._said_at < _CLICK
        self.forget()
        if reason and fresh:
            self.say(reason)
            self.forget()
        return bool(reason) and fresh


class NumberBox(QSpinBox):
    """A spin box in which numbers out of its range can be typed.

    When the user has finished, such a number becomes the nearest possible one, and a word says why;
    Enter does no more than that. Qt's own spin box leaves out the digits that make a number too
    large, so that 500 of at most 100 becomes 50, and the user may not see it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.correction = Correction(self)
        """Says why the number is another one than what was typed."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let a number out of the range be typed."""
        state, text, position = super().validate(text, position)
        if state is QValidator.State.Invalid and _TYPED.fullmatch(self._bare(text)):
            state = QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        """Return the nearest possible number, and say why it is another one."""
        bare = self._bare(text)
        if bare in {"", "-"} or not _TYPED.fullmatch(bare):
            return text
        number = int(bare)
        nearest = min(max(number, self.minimum()), self.maximum())
        if nearest != number:
            bound = self.textFromValue(nearest)
            self.correction.say(f"At most {bound}" if number > nearest else f"At least {bound}")
        return f"{self.prefix()}{self.textFromValue(nearest)}{self.suffix()}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm nothing on Enter where the number has to be another one."""
        if not self.correction.takes_enter(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Replace a number that is out of the range."""
        super().focusOutEvent(event)
        self.correction.end_edit(event)

    def _bare(self, text: str) -> str:
        """Return a text of the box without what stands around the number and within it."""
        text = text.removeprefix(self.prefix()).removesuffix(self.suffix())
        return text.replace(self.locale().groupSeparator(), "").strip()
