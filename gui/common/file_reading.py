"""Files of other people's making, read in threads: the window answers whatever they hold."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Publish, TaskRunner


class FileReading(QObject):
    """Reads what is asked for last: who asks for another file waits no longer for the one before,
    even where reading that never ends."""

    done = Signal(object)
    """What was read."""
    failed = Signal(object)
    """The exception that says why nothing was."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._job.busy

    def start(self, read: Callable[[], object]) -> None:
        """Call `read` in a thread, and tell what it returns."""

        def work(publish: Publish) -> None:
            publish(read())

        self._job.abandon()
        self._job.start(work)

    def abandon(self) -> None:
        """What is being read is not wanted any more."""
        self._job.abandon()

    def end(self) -> None:
        """As `abandon`, after waiting a while for the thread: the window closes."""
        self._job.end()

    @Slot(object)
    def _receive(self, read: list[object]) -> None:
        self.done.emit(read[-1])
