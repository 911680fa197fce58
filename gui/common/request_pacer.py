"""The pace at which a visible panel requests work while a drawing or a network changes."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.common.tasks import TaskRunner
from gui.common.timers import Timer


class RequestPacer(QObject):
    """Tells a panel to request work: at once, but after a request only when its pause is over.

    When the work of a request has failed, the runner is cancelled, and the panel is not `ready`
    until it is shown again: else the next movement of the pen would fail as well.
    """

    due = Signal()
    """Emitted when the panel is to request its work. The panel checks whether it is `ready`, and
    starts a pause."""

    def __init__(self, panel: QWidget, runner: TaskRunner, interval: int) -> None:
        """`interval` is the usual pause, in milliseconds."""
        super().__init__(panel)
        self._panel, self._runner, self._interval = panel, runner, interval
        self._failed = self._waiting = False
        self._pause = Timer(self, singleShot=True, interval=interval)
        self._pause.timeout.connect(self._finish_pause)
        runner.failed.connect(self._fail)

    @property
    def ready(self) -> bool:
        """Whether work may be requested: the panel is visible, and the last work has not failed."""
        return self._panel.isVisible() and not self._failed

    @property
    def failed(self) -> bool:
        """Whether the last work has failed, so that none is requested."""
        return self._failed

    @property
    def waiting(self) -> bool:
        """Whether a request waits for the end of the pause."""
        return self._waiting

    @Slot()
    def request(self) -> None:
        """Tell the panel to request its work now."""
        self._waiting = False
        self.due.emit()

    @Slot()
    def request_soon(self) -> None:
        """Tell the panel to request its work as soon as no pause is running."""
        if self._pause.isActive():
            self._waiting = True
        else:
            self.request()

    def resume(self) -> None:
        """Request again, also after a failure. The panel calls this when it is shown."""
        self._failed = False
        self.request()

    def pause(self, milliseconds: int | None = None) -> None:
        """Start a pause anew, of the usual length unless another one is given."""
        self._pause.start(self._interval if milliseconds is None else milliseconds)

    def shorten_pause(self) -> None:
        """Let a longer pause end after the usual one."""
        if self._pause.remainingTime() > self._interval:
            self._pause.start(self._interval)

    @Slot()
    def _finish_pause(self) -> None:
        if self._waiting:
            self.request()

    @Slot()
    def _fail(self) -> None:
        self._failed = True
        self._runner.cancel()
