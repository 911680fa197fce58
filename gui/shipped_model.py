"""The model that travels with the program, loaded while the window is there already."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Job, Publish

if TYPE_CHECKING:
    from core.runs.model_file import Model


class ShippedModel(QObject):
    """Loads it in a thread of its own, whenever it is wanted."""

    loaded = Signal(object)
    """Model."""
    failed = Signal(object)
    """The exception that says why there is none."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    @Slot()
    def load(self) -> None:
        """Begin; `loaded` tells when it is there."""
        if self._job is not None:
            return
        self._job = Job(_load, self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._drop_job)
        self._job.failed.connect(self._fail)
        self._job.start()

    def wait_for_end(self) -> None:
        """Wait for the thread, if it runs."""
        if self._job is not None:
            self._job.wait()

    @Slot(list)
    def _receive(self, models: "list[Model]") -> None:
        self.loaded.emit(models[-1])

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._drop_job()
        self.failed.emit(error)

    @Slot()
    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None


def _load(publish: Publish) -> None:
    from core.runs.shipped import load_shipped

    model = load_shipped()
    if model is not None:
        publish(model)
