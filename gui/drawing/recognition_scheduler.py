"""When a drawing is read, and where: one that is read soon at once, any other in a thread."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Publish, TaskRunner
from gui.common.timers import Timer

if TYPE_CHECKING:
    from core.drawing.strokes import Drawing
    from core.recognition.prediction import DrawingPrediction
    from core.recognition.recognizer import Recognizer

_BUSY = 100
"""Milliseconds between two answers to a moving pen during a training, which they take turns
with. A pen that is lifted is answered at once."""
_PATIENCE = 200
"""Milliseconds after which a person is told that an answer takes its time."""

Readers = tuple["Recognizer | None", ...]
Readings = tuple["DrawingPrediction | None", ...]
"""What each reader makes of a drawing; None of none."""


class RecognitionScheduler(QObject):
    """Tells when it is time to read the pad, and reads it.

    While a long drawing is read in a thread, of those that come the latest alone is kept.
    """

    due = Signal()
    answered = Signal(tuple)
    """Readings."""
    waiting = Signal()
    """An answer takes its time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._busy = False
        # Even at once means after all that the pen has sent: a burst of points is one reading.
        self._timer = Timer(self, singleShot=True)
        self._timer.timeout.connect(self.due)
        self._patience = Timer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self.waiting)
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._go_on)
        self._job.failed.connect(self._fail)
        self._next: tuple[Drawing, Readers] | None = None
        self._outdated = False
        """Whether a later drawing than the one in the thread has been answered."""

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

    def read(self, drawing: "Drawing", readers: Readers) -> None:
        """Have a drawing read; `answered` tells of it, in this call or later."""
        if not any(readers) or _is_read_at_once(drawing):
            self._next, self._outdated = None, self._job.busy
            self._patience.stop()
            self.answered.emit(_read(drawing, readers))
            return
        if not self._patience.isActive():
            self._patience.start()
        if self._job.busy:
            self._next = drawing, readers
        else:
            self._start(drawing, readers)

    def wait_for_end(self) -> None:
        """End what is being read; nothing follows it."""
        self._timer.stop()
        self._patience.stop()
        self._next, self._outdated = None, True
        self._job.end()

    def _start(self, drawing: "Drawing", readers: Readers) -> None:
        self._outdated = False
        self._job.start(partial(_publish, drawing, readers))

    @Slot(object)
    def _receive(self, published: list[Readings]) -> None:
        if not self._outdated:
            self._patience.stop()
            self.answered.emit(published[-1])

    @Slot()
    def _go_on(self) -> None:
        latest, self._next = self._next, None
        if latest is not None:
            self._patience.start()
            self._start(*latest)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._patience.stop()
        self._go_on()
        raise error  # as if it had been read here


def _is_read_at_once(drawing: "Drawing") -> bool:
    # Here: the window's start has nothing to read with.
    from core.recognition.recognizer import is_quick

    return is_quick(drawing)


def _publish(drawing: "Drawing", readers: Readers, publish: Publish) -> None:
    publish(_read(drawing, readers))


def _read(drawing: "Drawing", readers: Readers) -> Readings:
    from core.recognition.recognizer import find_candidates

    if not any(readers):
        return (None,) * len(readers)
    candidates = find_candidates(drawing)  # once for the model and the pinned one
    return tuple(reader.choose(candidates) if reader is not None else None for reader in readers)
