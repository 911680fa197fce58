"""The steps that can be undone on the page “Change”."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from core.inside.edits import Edit
    from core.models.model_file import Model

Edits = tuple["Edit", ...]
ShowEdits = Callable[[Edits], None]
UseModel = Callable[["Model", Edits], None]


class ChangeOfEdits(QUndoCommand):
    """Replaces the list of edits."""

    def __init__(self, text: str, before: Edits, after: Edits, show: ShowEdits) -> None:
        super().__init__(text)
        self._before, self._after, self._show = before, after, show

    def undo(self) -> None:
        """Show the edits from before."""
        self._show(self._before)

    def redo(self) -> None:
        """Show the new edits."""
        self._show(self._after)


class UseOfEdited(QUndoCommand):
    """Puts the edited network in the place of the original one."""

    def __init__(self, original: "Model", edited: "Model", edits: Edits, use: UseModel) -> None:
        super().__init__("use of the edited network")
        self._original, self._edited, self._edits, self._use = original, edited, edits, use

    def undo(self) -> None:
        """Use the original again, with its edits."""
        self._use(self._original, self._edits)

    def redo(self) -> None:
        """Use the edited network, which has no edits of its own."""
        self._use(self._edited, ())
