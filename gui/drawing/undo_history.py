"""Undo and redo of a drawing: drawings are immutable, so keeping them is enough."""

from core.drawing.strokes import Drawing

MOST = 200
"""Steps back that are kept. Drawings share their strokes; a picture that was erased at is at most
160 kB, which makes 32 MB of them at worst."""


class DrawingHistory:
    """The drawing as it is, and as it was before each thing that was done to it."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._before: list[Drawing] = []
        self._after: list[Drawing] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._after)

    def do(self, drawing: Drawing) -> None:
        """Replace the drawing, if it is another."""
        if drawing is not self.drawing:
            self._before.append(self.drawing)
            del self._before[:-MOST]
            self._after.clear()
            self.drawing = drawing

    def undo(self) -> None:
        """Go back by one."""
        if self._before:
            self._after.append(self.drawing)
            self.drawing = self._before.pop()

    def redo(self) -> None:
        """Go forward again by one."""
        if self._after:
            self._before.append(self.drawing)
            self.drawing = self._after.pop()
