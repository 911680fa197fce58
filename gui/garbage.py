"""Garbage is collected in the GUI thread alone."""

from pyqtgraph.util.garbage_collector import GarbageCollector
from PySide6.QtCore import QObject, Slot


class GuiThreadGarbage(QObject):
    """Python collects garbage in whichever thread happens to allocate.

    In the training's thread it would delete widgets there, which Qt answers with a crash; and in
    the GUI thread, where that happens to delete a widget, others while Qt holds a lock. From the
    making of this object on only a timer in the GUI thread collects, and after `stop` nothing: a
    window that has closed is being taken apart.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._collector = GarbageCollector(interval=1.0)

    @Slot()
    def stop(self) -> None:
        """Collect nothing more."""
        self._collector.timer.stop()
