"""The model that travels with the program, loaded while the window is there already."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Publish
from gui.one_job import OneJob

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
        self._job = OneJob(self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self.failed)

    @Slot()
    def load(self) -> None:
        """Begin; `loaded` tells when it is there."""
        if not self._job.busy:
            self._job.start(_load)

    def wait_for_end(self) -> None:
        """End what is being read."""
        self._job.end()

    @Slot(object)
    def _receive(self, models: "list[Model]") -> None:
        self.loaded.emit(models[-1])


def _load(publish: Publish) -> None:
    from core.runs.shipped import load_shipped

    model = load_shipped()
    if model is not None:
        publish(model)
