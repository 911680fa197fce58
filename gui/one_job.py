"""Jobs one after the other, and never two at once."""

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import PATIENCE, Job, Work


class OneJob(QObject):
    """Makes a `Job` for each work, passes on what it says, and lets go of it when it has ended.

    Each ends with exactly one of `finished` and `failed`; in their slots the next may be started.
    """

    received = Signal(object)
    """What the work has published, in order."""
    finished = Signal()
    failed = Signal(object)
    """The exception that ended the work."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a work has been started whose end has not been told."""
        return self._job is not None

    def start(self, work: Work) -> None:
        """Begin. Raises RuntimeError while another work is under way."""
        if self.busy:
            raise RuntimeError("one job at a time")
        self._job = Job(work, self)
        self._job.received.connect(self.received)
        self._job.finished.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._job.start()

    def wait(self, milliseconds: int | None = None) -> bool:
        """Wait for the thread, if it runs; whether it has ended. Without an argument, as long as
        it takes."""
        return self._job is None or self._job.wait(milliseconds)

    def end(self, milliseconds: int = PATIENCE) -> None:
        """End a work that only reads: cancel it and wait a while for its thread. A thread that
        still waits then, as for a disk, is abandoned: neither end is told.

        What is written is waited for, with `wait`.
        """
        if self._job is not None:
            self._job.cancel()
            if not self._job.wait(milliseconds):
                self.abandon()

    def abandon(self) -> None:
        """Hear no more of the work that is under way, if one is; the next may be started."""
        if self._job is not None:
            self._job.abandon()
            self._drop()

    @Slot()
    def _finish(self) -> None:
        self._drop()
        self.finished.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._drop()
        self.failed.emit(error)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.deleteLater()  # as a child it would stay, and what it published with it
            self._job = None
