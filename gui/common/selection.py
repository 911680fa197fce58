"""The selected rows of a view, with a signal for every change."""

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot
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
        self._again = False
        """Whether something has changed since `changed` was emitted."""
        # A filter removes the rows of hundreds of runs one after the other, and all may be
        # selected: the first change and the last one of a pass of the event loop are enough.
        self._soon = Timer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._emit_again)
        for signal in (
            *(view.selectionModel().selectionChanged, model.dataChanged),
            *(model.rowsRemoved, model.layoutChanged, model.modelReset),
        ):
            signal.connect(self._emit)

    @property
    def indexes(self) -> list[QModelIndex]:
        """The first cells of the selected rows, from top to bottom, also of a tree."""
        return sorted(self._view.selectionModel().selectedRows(), key=_place)

    @property
    def rows(self) -> list[int]:
        """The rows of the view's model, from top to bottom."""
        return sorted(index.row() for index in self._view.selectionModel().selectedRows())

    @Slot()
    def _emit(self) -> None:
        if self._soon.isActive():
            self._again = True
            return
        self._soon.start()
        self.changed.emit()

    @Slot()
    def _emit_again(self) -> None:
        if self._again:
            self._again = False
            self.changed.emit()


def _place(index: QModelIndex) -> list[int]:
    """Return the row of an index, after those of its parents."""
    rows = []
    while index.isValid():
        rows.append(index.row())
        index = index.parent()
    return rows[::-1]
