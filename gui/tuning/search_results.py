"""What a search has found: its best trial or the selected one, and what can be done with it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from core.tuning.repetition import is_repetition
from core.tuning.space import SearchSpace
from core.tuning.trial_result import TrialResult, tie_text
from gui.common.flow_layout import FlowLayout
from gui.common.widgets import named, new_action, set_available, vbox
from gui.tuning.message_label import MessageLabel
from gui.tuning.search_text import kind_of, settings_text, trial_name, unit_of, value_text
from gui.tuning.trial_table_model import state_label

_USE = "Put the settings of the best trial into the form."
_REPEAT = "Train the same settings with several seeds, to see how much of a result is chance."
_NONE_YET = "No trial is complete yet."
_SEEDS = (
    "All seeds have the same settings, so none is the best. To have them in the form, select a "
    "seed and choose Seed > Use its settings."
)
_RUNNING = "A {kind} is running: it has to end, or be stopped, first."


class SearchResults(QWidget):
    """Names the best trial or the selected one, and offers to use and to repeat its settings."""

    used = Signal(object)
    """Emitted with the TrialResult whose settings are to be used."""
    repeat_requested = Signal(object)
    """Emitted with the TrialResult that is to be repeated; None for the form's settings."""
    run_requested = Signal(object)
    """Emitted with the TrialResult whose run is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self._space: SearchSpace | None = None
        self._busy = False
        self._common = ""
        self._tied: Sequence[TrialResult] = ()
        """The complete trials with the best value; the first is taken."""
        self._selected: TrialResult | None = None
        self._text = named(MessageLabel(), "searchResult")
        self._text.setMinimumHeight(2 * self._text.fontMetrics().lineSpacing())
        self._use = named(QPushButton("Use the best settings"), "useBestButton")
        self._repeat = named(QPushButton("Repeat…"), "repeatButton")
        self._trial = named(QPushButton("Trial"), "trialMenuButton")
        self.actions_for_trial = self._new_actions()
        """The actions of the selected trial, also for the menu of the table."""
        self._repeat_one = self.actions_for_trial[1]
        menu = QMenu(self)
        menu.addActions(self.actions_for_trial)
        self._trial.setMenu(menu)
        self._use.clicked.connect(self._use_best)
        self._repeat.clicked.connect(lambda: self.repeat_requested.emit(None))
        buttons = FlowLayout(self._use, self._repeat, self._trial)
        self.setLayout(vbox(self._text, buttons, spacing=4))
        self._update()

    def begin(self, space: SearchSpace) -> None:
        """Show that a search has no result yet."""
        self._space, self._tied, self._selected, self._common = space, (), None, ""
        self._update()

    def set_busy(self, *, busy: bool) -> None:
        """Set whether a search is in progress: no other one can be started meanwhile."""
        self._busy = busy
        self._update()

    def show_repetition(self, text: str) -> None:
        """Show what the seeds of a repetition have in common, while no trial is selected."""
        self._common = text
        self._update()

    def show_best(self, tied: Sequence[TrialResult]) -> None:
        """Show the best trial: the first of those that share the best value."""
        self._tied = tied
        self._update()

    @Slot(object)
    def show_selected(self, trial: TrialResult | None) -> None:
        """Show the selected trial in place of the best one; None for none."""
        self._selected = trial
        self._update()

    def _update(self) -> None:
        space = self._space
        seeds = space is not None and is_repetition(space)
        # Of several seeds the best is only the luckiest.
        no_best = _SEEDS if seeds else "" if self._tied else _NONE_YET
        unit, kind = ("trial", "search") if space is None else (unit_of(space), kind_of(space))
        no_trial = "" if self._selected else f"Select a {unit} in the table first."
        no_start = _RUNNING.format(kind=kind) if self._busy else ""
        self._trial.setText(unit.capitalize())
        set_available(self._use, _USE, no_best)
        set_available(self._repeat, _REPEAT, no_start)
        set_available(self._trial, f"What can be done with the selected {unit}.", no_trial)
        for action in self.actions_for_trial:
            starts = action is self._repeat_one
            set_available(action, action.text(), no_trial or (no_start if starts else ""))
        if space is None:
            return
        if self._selected is not None:
            self._text.setText(_about(self._selected, space, ""))
        elif self._tied and not seeds:
            best = self._tied[0]
            tie = tie_text(self._tied, value_text(best, space))
            self._text.setText(f"{_about(best, space, 'Best: ')} {tie}".rstrip())
        else:
            self._text.setText(self._common or f"No {unit} is complete yet.")

    def _new_actions(self) -> list[QAction]:
        signals = {
            "Use its settings": self.used,
            "Repeat it with seeds…": self.repeat_requested,
            "Show its run": self.run_requested,
        }
        return [
            new_action(self, text, do=partial(self._emit, signal))
            for text, signal in signals.items()
        ]

    @Slot()
    def _use_best(self) -> None:
        if self._tied:
            self.used.emit(self._tied[0])

    def _emit(self, signal: SignalInstance) -> None:
        signal.emit(self._selected)


def _about(trial: TrialResult, space: SearchSpace, head: str) -> str:
    value = f", {text}" if (text := value_text(trial, space)) else ""
    state = "" if trial.state == "complete" else f", {state_label(trial).lower()}"
    reason = f" {trial.reason}" if trial.reason else ""
    name = trial_name(trial, space)
    settings = "" if is_repetition(space) else f": {settings_text(trial.settings)}"
    return f"{head}{name if head else name.capitalize()}{state}{value}{settings}.{reason}"
