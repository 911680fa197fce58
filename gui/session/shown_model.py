"""Which model the window shows: the latest one, or that of a past moment of a run."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.session.commands import Tested

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.runs.moments import Moment


class ShownMoment(NamedTuple):
    """The network of a past moment of a run."""

    run: Path
    title: str
    """What the run is called."""
    moment: "Moment"
    model: "Model"


class ShownModel(QObject):
    """Holds the latest model, and the moment that is shown in its place, if any."""

    changed = Signal(object)
    """Emitted with the Model that the window shows now; with None for none."""
    tested = Signal(object)
    """Emitted with Tested, a part of the evaluation at the end of a training."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.latest: Model | None = None
        self.moment: ShownMoment | None = None
        self.model: Model | None = None
        """The model that the window shows."""
        self._tested: Tested | None = None
        """What was evaluated while the window showed a past moment."""

    def use(self, model: "Model | None", moment: ShownMoment | None = None) -> None:
        """Show another latest model, or a moment in its place."""
        self.latest, self.moment, self._tested = model, moment, None
        self._show(moment.model if moment is not None else model)

    def update(self, model: "Model") -> None:
        """Note the model as the latest one; a moment that is shown stays."""
        self.latest = model
        if self.moment is None:
            self._show(model)

    def show_moment(self, moment: ShownMoment) -> None:
        """Show a past moment in place of the latest model."""
        self.moment = moment
        self._show(moment.model)

    def show_latest(self) -> None:
        """Show the latest model in place of a past moment."""
        if self.moment is None:
            return
        self.moment = None
        self._show(self.latest)
        tested, self._tested = self._tested, None
        if tested is not None:
            self.tested.emit(tested)

    def take_tested(self, tested: Tested) -> None:
        """Emit an evaluation of the latest model, once that is shown."""
        if self.moment is None:
            self.tested.emit(tested)
        else:
            self._tested = tested

    def _show(self, model: "Model | None") -> None:
        self.model = model
        self.changed.emit(model)
