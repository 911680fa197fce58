"""Undo for drawings and for changes that may fail, and one menu for all undo stacks."""

from collections.abc import Callable
from typing import Optional

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence, QUndoCommand, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from core.drawing.strokes import Drawing

UNDO_LIMIT = 200
"""The number of steps that can be undone. Drawings share their strokes; an image that was partly
erased has at most 160 kB, so that all steps need at most 32 MB."""


class _Replacement(QUndoCommand):
    """Replaces a drawing by another."""

    def __init__(self, history: "DrawingHistory", drawing: Drawing) -> None:
        super().__init__()
        self._history, self._before, self._after = history, history.drawing, drawing

    def undo(self) -> None:
        self._history.drawing = self._before

    def redo(self) -> None:
        self._history.drawing = self._after


class DrawingHistory(QUndoStack):
    """The undo stack of a drawing, with its current state."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setUndoLimit(UNDO_LIMIT)
        self.drawing = Drawing()

    def replace(self, drawing: Drawing) -> None:
        """Replace the drawing; this can be undone."""
        self.push(_Replacement(self, drawing))


Step = Callable[[], Optional["Step"]]
"""Makes a change and returns the step that reverses it; None if it failed and nothing has changed.
It reports its own errors."""


class _Reversible(QUndoCommand):
    """A change that was made, and can be undone and made again."""

    def __init__(self, text: str, back: Step, stack: "ChangeStack") -> None:
        super().__init__(text)
        self._step, self._stack, self._made = back, stack, True

    def undo(self) -> None:
        self._take(made=False)

    def redo(self) -> None:
        self._take(made=True)

    def _take(self, *, made: bool) -> None:
        if made == self._made:
            return  # it was just added, or the last step has failed
        back = self._step()
        if back is None:
            self._stack.failed_by = 1 if self._made else -1
        else:
            self._step, self._made = back, made


class ChangeStack(QUndoStack):
    """An undo stack of changes that may fail, such as changes of files.

    If undoing or redoing fails, the stack stays as it was, so that the user can try again.
    """

    def __init__(self, limit: int, parent: QObject) -> None:
        super().__init__(parent)
        self.setUndoLimit(limit)
        self.failed_by = 0
        """The correction of the index after a step that failed; 0 otherwise."""
        self.indexChanged.connect(self._go_back_after_failure)

    @property
    def last(self) -> QUndoCommand | None:
        """The change that `undo` would reverse."""
        return self.command(self.index() - 1) if self.canUndo() else None

    def add(self, text: str, back: Step | None) -> None:
        """Add a change that was made, with the step that reverses it; None adds nothing."""
        if back is not None:
            self.push(_Reversible(text, back, self))

    @Slot(int)
    def _go_back_after_failure(self, index: int) -> None:
        if self.failed_by:
            difference, self.failed_by = self.failed_by, 0
            self.setIndex(index + difference)


class UndoGroup(QUndoGroup):
    """Keeps the undo stack active that belongs to the part of the window with the focus."""

    def __init__(self, default: QUndoStack, parent: QObject) -> None:
        """`default` is active while the focus is in none of the parts that were added."""
        super().__init__(parent)
        self._default = default
        self._stacks: dict[QWidget, QUndoStack] = {}
        self.addStack(default)
        self.setActiveStack(default)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def add_part(self, part: QWidget, stack: QUndoStack) -> None:
        """Make a stack active while the focus is within a part of the window."""
        self.addStack(stack)
        self._stacks[part] = stack

    def make_actions(self) -> list[QAction]:
        """Make undo and redo for a menu, with the shortcuts of the platform."""
        undo = self.createUndoAction(self, "&Undo")
        redo = self.createRedoAction(self, "&Redo")
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        return [undo, redo]

    @Slot(QWidget, QWidget)
    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is None or isinstance(now, QMenu | QMenuBar):
            return  # the menu acts on the part that had the focus before
        part: QWidget | None = now
        while part is not None and part not in self._stacks:
            part = part.parentWidget()
        self.setActiveStack(self._default if part is None else self._stacks[part])
