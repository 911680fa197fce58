"""Garbage is collected in the GUI thread alone."""

import gc

from pyqtgraph.util.garbage_collector import GarbageCollector
from PySide6.QtCore import QObject, Slot


class GuiThreadGarbage(QObject):
    """Python collects garbage in whichever thread happens to allocate.

    In the training's thread it would delete widgets there, which Qt answers with a crash. From
    the making of this object until `stop`, only a timer in the GUI thread collects.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._collector = GarbageCollector(interval=1.0)

    @Slot()
    def stop(self) -> None:
        """Leave it to Python again, when no other thread is left."""
        self._collector.timer.stop()
        gc.enable()
