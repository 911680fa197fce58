"""What can be made of past moments: a branch, a film; and the budget for their weights."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from core.hyperparameters.schema import Hyperparameters
from gui.common.settings import WindowSettings
from gui.common.widgets import new_action, set_available
from gui.moments.digit_pair_course import DigitPairCourse
from gui.moments.film_writer import FilmWriter
from gui.moments.moment_player import MomentPlayer
from gui.session.session import TrainingSession


class MomentActions(QObject):
    """The actions in the menu of the bar."""

    branch_requested = Signal(object, int, object)
    """Emitted with the folder of a run, an epoch, and the live changes of the branch."""

    def __init__(
        self,
        session: TrainingSession,
        settings: WindowSettings,
        player: MomentPlayer,
        window: QWidget,
        form_settings: Callable[[], Hyperparameters | None],
        films: FilmWriter,
        pairs: DigitPairCourse,
    ) -> None:
        super().__init__(window)
        self._session, self._settings = session, settings
        self._player, self._window, self._form_settings = player, window, form_settings
        self._branch = new_action(self, "&Branch from here…", "", self._ask_to_branch)
        self._film = new_action(self, "&Film…", "", films.ask)
        self._pair = new_action(self, "&Two digits in time…", "", pairs.open)
        self._budget = new_action(self, "&Disk space for past moments…", "", self._ask_for_budget)
        player.changed.connect(self._enable)
        session.state_changed.connect(self._enable)
        self._enable()

    def add_to(self, menu: QMenu) -> None:
        """Add the actions to a menu."""
        menu.setToolTipsVisible(True)
        menu.addActions([self._branch, self._pair, self._film, self._budget])

    @Slot()
    def _enable(self) -> None:
        tip = "Begin a new run at this moment, with the settings in the form."
        set_available(self._branch, tip, self._why_no_branch())
        found = self._player.list
        no_moments = "" if found is not None and found.moments else "No moments are kept."
        set_available(self._film, "Write all moments as an animated PNG or GIF.", no_moments)
        tip = "Since when the network has told two digits apart, such as 3 and 5."
        set_available(self._pair, tip, no_moments)
        self._budget.setToolTip("How much disk space the past moments of a run may take.")

    def _why_no_branch(self) -> str:
        player = self._player
        if player.shown is None or player.list is None:
            return "Go back to a moment first."
        if self._session.active:
            return "A training is in progress: stop it first."
        if self._epoch == 0:
            return "A run can only branch off at the end of an epoch."
        return ""

    @property
    def _epoch(self) -> int:
        """The epoch that ends at the moment that is shown; 0 for none."""
        shown = self._player.shown
        return shown.epochs if shown is not None and not shown.mini_batches else 0

    @Slot()
    def _ask_to_branch(self) -> None:
        from core.runs.operations import branch_settings
        from gui.moments.branching import ask_to_branch

        player, model, wanted = self._player, self._session.model, self._form_settings()
        if model is None or player.run is None or self._why_no_branch():
            return
        player.pause()
        settings, epoch = model.hyperparameters, self._epoch
        taken = branch_settings(settings, wanted if wanted is not None else settings, epoch)
        run = "this run" if player.run == player.current else f"“{player.title}”"
        do = partial(self.branch_requested.emit, player.run, epoch, taken.changes)
        ask_to_branch(self._window, epoch, run, settings, taken, lambda: do())

    @Slot()
    def _ask_for_budget(self) -> None:
        from gui.moments.budget_dialog import BudgetDialog

        dialog = BudgetDialog(self._window, self._settings.weights_budget)
        dialog.chosen.connect(self._set_budget)
        dialog.open()

    @Slot(int)
    def _set_budget(self, megabytes: int) -> None:
        self._settings.weights_budget = self._session.weights_budget = megabytes
