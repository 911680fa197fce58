"""The rows of a view that are selected: one place that knows, and tells."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView

from gui.common.timers import Timer


class Selection(QObject):
    """Follows all that can select or deselect: clicks, filters, sorting, and rows that are removed,
    replaced or say something else.

    Qt tells of a selection that was clicked; of one that went with its rows it does not always.
    What can be done with the selected rows is derived from here, and looked up here once more
    when it is done.
    """

    changed = Signal()
    """Other rows are selected, or the selected ones say something else."""

    def __init__(self, view: QAbstractItemView) -> None:
        """Of a view that has its model."""
        super().__init__(view)
        self._view, model = view, view.model()
        view.selectionModel().selectionChanged.connect(self.changed)
        for signal in (model.rowsRemoved, model.layoutChanged, model.modelReset):
            signal.connect(self.changed)
        # Many rows may say something else at once: it is told of them once.
        self._soon = Timer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.changed)
        model.dataChanged.connect(self._soon.start)

    @property
    def rows(self) -> list[int]:
        """The rows of the view's model, from top to bottom."""
        return sorted(index.row() for index in self._view.selectionModel().selectedRows())
