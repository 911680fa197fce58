"""The steps that can be undone on the page “Change”."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from core.inside.edits import Edit
    from core.models.model_file import Model
    from gui.session.shown_model import ShownMoment

Edits = tuple["Edit", ...]
ShowEdits = Callable[[Edits], None]


class UsedNetwork(NamedTuple):
    """A network that the window uses, with its place on the page."""

    model: "Model | None"
    """The latest model of the session."""
    moment: "ShownMoment | None"
    """The past moment that is shown in its place; None for none."""
    edits: Edits
    """The changes that are shown for it."""
    applied: Edits
    """The changes that it has already."""


UseNetwork = Callable[[UsedNetwork], None]


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
    """Puts the edited network in the place of the one in use."""

    def __init__(self, before: UsedNetwork, edited: UsedNetwork, use: UseNetwork) -> None:
        super().__init__("use of the edited network")
        self._before, self._edited, self._use = before, edited, use

    def undo(self) -> None:
        """Use the network from before again, with its edits."""
        self._use(self._before)

    def redo(self) -> None:
        """Use the edited network."""
        self._use(self._edited)
