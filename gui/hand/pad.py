"""The drawing pad, as far as the person's digits need it: the panels do not know each other."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import SignalInstance

if TYPE_CHECKING:
    from core.ink.strokes import Drawing


class History(Protocol):
    """What is needed of the pad's history."""

    @property
    def drawing(self) -> "Drawing":
        """What is on the pad, without what is being drawn."""


class Pad(Protocol):
    """What is needed of the drawing pad."""

    @property
    def history(self) -> History:
        """What is on it, and was."""

    @property
    def history_changed(self) -> SignalInstance:
        """When there is something else on it."""

    @property
    def drawing(self) -> "Drawing":
        """What is on it, with what is being drawn."""

    def put(self, drawing: "Drawing") -> None:
        """Replace what is on it."""

    def clear(self) -> None:
        """Take all ink away."""
