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
        # Whole rows are selected. Qt's own `selectedRows` would ask for each of their cells.
        model, selected = self._view.model(), self._view.selectionModel().selection()
        rows: dict[tuple[int, ...], QModelIndex] = {}
        for part in map(selected.at, range(selected.count())):
            if part.isValid() and part.left() == 0:
                parent = part.parent()
                place = _place(parent)
                for row in range(part.top(), part.bottom() + 1):
                    rows[*place, row] = model.index(row, 0, parent)
        return [rows[place] for place in sorted(rows)]

    @property
    def rows(self) -> list[int]:
        """The rows of the view's model, from top to bottom."""
        return [index.row() for index in self.indexes]

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


def _place(index: QModelIndex) -> tuple[int, ...]:
    """Return the row of an index, after those of its parents."""
    rows = []
    while index.isValid():
        rows.append(index.row())
        index = index.parent()
    return tuple(reversed(rows))
