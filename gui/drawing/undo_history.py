"""Undo and redo of a drawing: drawings are immutable, so keeping them is enough."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.drawing.strokes import Drawing

UNDO_LIMIT = 200
"""Steps back that are kept. Drawings share their strokes; an image that was erased in is at most
160 kB, which makes 32 MB of them at worst."""


class _Replacement(QUndoCommand):
    """Another drawing in place of the one before."""

    def __init__(self, history: "DrawingHistory", drawing: Drawing) -> None:
        super().__init__()
        self._history, self._before, self._after = history, history.drawing, drawing

    def undo(self) -> None:
        self._history.drawing = self._before

    def redo(self) -> None:
        self._history.drawing = self._after


class DrawingHistory(QUndoStack):
    """The drawing as it is, and as it was before each change."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setUndoLimit(UNDO_LIMIT)
        self.drawing = Drawing()

    def replace(self, drawing: Drawing) -> None:
        """Put another drawing in place of this one."""
        self.push(_Replacement(self, drawing))
