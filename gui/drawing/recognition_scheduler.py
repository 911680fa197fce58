"""Scheduling of recognition: a short drawing at once, a long one in a task."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer

if TYPE_CHECKING:
    from core.drawing.strokes import Drawing
    from core.recognition.prediction import DrawingPrediction
    from core.recognition.recognizer import Recognizer

_BUSY = 100
"""Milliseconds between two recognitions while the pen moves during a training, which needs the
processor, too. When the pen is lifted, the drawing is recognized at once."""
_PATIENCE = 200
"""Milliseconds after which the window shows that recognition takes a while."""

Recognizers = tuple["Recognizer | None", ...]
Predictions = tuple["DrawingPrediction | None", ...]
"""The result of each recognizer; None where there is no recognizer."""


class RecognitionScheduler(QObject):
    """Decides when to recognize the drawing on the pad, and recognizes it."""

    due = Signal()
    """It is time to call `recognize`."""
    recognized = Signal(object)
    """The Predictions of a drawing."""
    delayed = Signal()
    """Recognition takes so long that the user should know."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._busy = False
        # Even 0 ms means after all pending events: a burst of points is recognized once.
        self._timer = Timer(self, singleShot=True)
        self._timer.timeout.connect(self.due)
        self._patience = Timer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self.delayed)
        self._runner = tasks.runner(Policy.LATEST)
        self._runner.returned.connect(self.recognized)
        self._runner.finished.connect(self._restart_patience)
        self._runner.failed.connect(self._restart_patience)

    def set_busy(self, busy: bool) -> None:
        """Whether a training shares the processor."""
        self._busy = busy

    @Slot()
    def recognize_soon(self) -> None:
        """Recognize the drawing soon, because the pen has moved."""
        if not self._timer.isActive():
            self._timer.start(_BUSY if self._busy else 0)

    @Slot()
    def recognize_again(self) -> None:
        """Recognize the drawing at once, because the model is another one, unless it is due soon
        anyway."""
        if not self._timer.isActive():
            self.due.emit()

    @Slot()
    def recognize_now(self) -> None:
        """Recognize the drawing now, because the pen was lifted or the drawing was replaced."""
        self._timer.start(0)

    def recognize(self, drawing: "Drawing", recognizers: Recognizers) -> None:
        """Recognize a drawing; `recognized` has the result, in this call or later."""
        if not any(recognizers) or _is_short(drawing):
            self._runner.cancel()
            self._patience.stop()
            self.recognized.emit(_recognize(drawing, recognizers))
            return
        if not self._patience.isActive():
            self._patience.start()
        self._runner.call(partial(_recognize, drawing, recognizers))

    @Slot()
    def _restart_patience(self) -> None:
        self._patience.stop()
        if self._runner.busy:
            self._patience.start()


def _is_short(drawing: "Drawing") -> bool:
    # Imported here so that the window opens faster.
    from core.recognition.recognizer import is_quick

    return is_quick(drawing)


def _recognize(drawing: "Drawing", recognizers: Recognizers) -> Predictions:
    if not any(recognizers):
        return tuple(None for _ in recognizers)
    from core.recognition.recognizer import SMALLEST_ON_PAD, find_candidates

    candidates = find_candidates(drawing, SMALLEST_ON_PAD)
    return tuple(each.choose(candidates) if each is not None else None for each in recognizers)
