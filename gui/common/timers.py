"""Timers that can be made in every language."""

from typing import Any

from PySide6.QtCore import QObject, QTimer


class Timer(QTimer):
    """A QTimer; its interval, in milliseconds, is set by a call.

    PySide makes `setInterval` of a keyword `interval` by the rules of the person's language, and in
    Turkish the capital of i is İ: it finds no such property then. So it is with every property that
    begins with an i.
    """

    def __init__(self, parent: QObject | None = None, *, interval: int = 0, **others: Any) -> None:
        super().__init__(parent, **others)
        self.setInterval(interval)
