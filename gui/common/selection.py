"""The selected rows of a view, with a signal for every change."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView

from gui.common.timers import Timer


class Selection(QObject):
    """Follows everything that changes the selection: clicks, filters, sorting, and rows that are
    removed, replaced or updated.

    Qt does not always emit `selectionChanged` when selected rows disappear. Actions are enabled by
    this signal, and ask for the rows again when they are triggered.
    """

    changed = Signal()
    """Other rows are selected, or the data of rows has changed."""

    def __init__(self, view: QAbstractItemView) -> None:
        """Follow a view that has its model already."""
        super().__init__(view)
        self._view, model = view, view.model()
        view.selectionModel().selectionChanged.connect(self.changed)
        for signal in (model.rowsRemoved, model.layoutChanged, model.modelReset):
            signal.connect(self.changed)
        # Many rows may change at once: one signal is enough for them.
        self._soon = Timer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.changed)
        model.dataChanged.connect(self._soon.start)

    @property
    def rows(self) -> list[int]:
        """The rows of the view's model, from top to bottom."""
        return sorted(index.row() for index in self._view.selectionModel().selectedRows())
