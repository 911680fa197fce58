"""When a drawing is read: at once, and while a network is in training not too often."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_BUSY = 100
"""Milliseconds between two answers to a moving pen during a training, which they take turns
with. A pen that is lifted is answered at once."""


class Answering(QObject):
    """Tells when it is time to read the pad."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._busy = False
        # Even at once means after all that the pen has sent: a burst of points is one reading.
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)

    def set_busy(self, busy: bool) -> None:
        """Whether a training shares the processor."""
        self._busy = busy

    @Slot()
    def answer_soon(self) -> None:
        """The pen has moved."""
        if not self._timer.isActive():
            self._timer.start(_BUSY if self._busy else 0)

    @Slot()
    def answer_now(self) -> None:
        """The pen was lifted, or the drawing is another."""
        self._timer.start(0)
