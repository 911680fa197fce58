"""Timers that work in every locale."""

from typing import Any

from PySide6.QtCore import QObject, QTimer


class Timer(QTimer):
    """A QTimer whose interval, in milliseconds, is set by a call.

    PySide finds the setter of a keyword `interval` by its first letter in upper case, which is İ
    in a Turkish locale: no such property exists then.
    """

    def __init__(self, parent: QObject | None = None, *, interval: int = 0, **others: Any) -> None:
        super().__init__(parent, **others)
        self.setInterval(interval)
