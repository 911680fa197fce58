"""The actions on the selected runs, and which of them are possible."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup

from core.foundation.files import is_file
from core.runs.layout import MODEL
from core.runs.run import RunState
from core.runs.run_listing import RunListing
from gui.common.keys import COPY_CELLS, DELETE_RUNS, RENAME_RUN, STAR_RUNS
from gui.common.widgets import named

Selected = Sequence[RunListing]
_NONE = "Select a run first."
_ONE = "Select a single run."
_BUSY = "Training is in progress in this window: stop it first."
_UNREADABLE = "Its hyperparameters cannot be read."


def nothing_selected(selected: Selected) -> str:
    """Return why an action on any number of runs is not possible; empty if it is."""
    return "" if selected else _NONE


def not_one(selected: Selected) -> str:
    """Return why an action on exactly one run is not possible; empty if it is."""
    return "" if len(selected) == 1 else (_ONE if selected else _NONE)


def no_settings(selected: Selected) -> str:
    """Return why an action that needs the settings of one run is not possible; empty if it is."""
    return not_one(selected) or (_UNREADABLE if selected[0].settings is None else "")


def not_continued(selected: Selected, *, active: bool) -> str:
    """Return why the run cannot be continued; empty if it can."""
    why = no_settings(selected)
    if why:
        return why
    match selected[0].state:
        case RunState.RUNNING:
            return "It is still running."
        case RunState.DIVERGED:
            return "It would diverge again: go back to an earlier epoch."
    return _BUSY if active else ""


def not_gone_back(selected: Selected, *, active: bool) -> str:
    """Return why no new run can start from an epoch of this one; empty if one can."""
    why = no_settings(selected)
    if not why and not selected[0].summary.epochs:
        why = "It has not completed an epoch yet."
    return why or (_BUSY if active else "")


def not_opened(selected: Selected, *, active: bool) -> str:
    """Return why the model of the run cannot be opened; empty if it can."""
    why = not_one(selected)
    if not why and not is_file(selected[0].path / MODEL):
        why = "It has no model yet: a run saves its model when it ends."
    return why or (_BUSY if active else "")


def not_deleted(selected: Selected) -> str:
    """Return why the runs cannot be deleted; empty if they can."""
    running = [entry for entry in selected if entry.state is RunState.RUNNING]
    if selected and len(running) == len(selected):
        return "It is still running: stop it before you delete it."
    return nothing_selected(selected)


SHOW, HIDE = "Show on curves", "Hide from curves"
_CONTINUE, _CONTINUE_ASKING = "Continue", "Continue…"
"""A run that is complete is continued after a question: for how many more epochs."""
_TIPS = {
    "openRun": "Use this run's final model on the pad and on the test set.",
    "continueRun": "Continue this run where it ended, as if it had never been interrupted. "
    "A complete one asks for how many more epochs.",
    "goBack": "Begin a new run at the end of one of this run's epochs, and pause there.",
    "newFromRun": "Fill the form with the settings that this run started with; then press Start.",
    "repeatRun": "Train the settings of this run with several seeds, to see how much is chance.",
    "overlay": "Show the curves of the selected runs behind those of the current training.",
    "report": "Write a report on this run.",
    "exportRun": "Save this run or its model in another format.",
    "showRunFolder": "Open the folder of this run in the file manager.",
    "copyRuns": "Copy the selected rows as a table, for a spreadsheet or a text.",
    "renameRun": "Rename this run.",
    "starRun": "Star the selected runs, or remove their stars.",
    "deleteRun": "Delete the selected runs. They can be restored for 30 days.",
}
_TEXTS = {
    "openRun": "Open model",
    "continueRun": _CONTINUE_ASKING,
    "goBack": "Branch from epoch…",
    "newFromRun": "Use these settings",
    "repeatRun": "Repeat with seeds…",
    "overlay": SHOW,
    "report": "Report…",
    "exportRun": "Export…",
    "showRunFolder": "Show folder",
    "copyRuns": "Copy as table",
    "renameRun": "Rename",
    "starRun": "Star",
    "deleteRun": "Delete",
}
GROUPS = (
    ("openRun", "continueRun", "goBack", "newFromRun", "repeatRun"),
    ("overlay",),
    ("report", "exportRun", "showRunFolder", "copyRuns"),
    ("renameRun", "starRun", "deleteRun"),
)
"""The names of the actions, as a menu groups them."""
_KEYS = {
    "copyRuns": COPY_CELLS,
    "renameRun": RENAME_RUN,
    "starRun": STAR_RUNS,
    "deleteRun": DELETE_RUNS,
}
"""What menus show. The table itself listens to these keys, so that it has them before the window
has."""


class RunActions(QObject):
    """Has all actions by name; disabled ones say why in their tooltip."""

    requested = Signal(str)
    """Emitted with the name of the action that the user wants."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = {name: _action(name, text, self) for name, text in _TEXTS.items()}
        self.primary = self._actions["overlay"]
        """The action that a person most likely wants for the selected runs."""
        group = QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for action in self._actions.values():
            group.addAction(action)
        group.triggered.connect(self._ask)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    @property
    def all(self) -> list[QAction]:
        """All actions, in the order of the menu."""
        return list(self._actions.values())

    def allow(
        self, selected: Sequence[RunListing], shown: Collection[Path], *, active: bool
    ) -> None:
        """Enable the actions that are possible with the selected runs."""
        reasons = why_not(selected, active=active)
        for name, reason in reasons.items():
            self._actions[name].setEnabled(not reason)
            self._actions[name].setToolTip(reason or _TIPS[name])
        hides = bool(selected) and all(entry.path in shown for entry in selected)
        self._actions["overlay"].setText(HIDE if hides else SHOW)
        asks = len(selected) != 1 or selected[0].state is RunState.COMPLETED
        self._actions["continueRun"].setText(_CONTINUE_ASKING if asks else _CONTINUE)
        stars = bool(selected) and all(entry.annotations.starred for entry in selected)
        self._actions["starRun"].setText("Remove star" if stars else "Star")
        self.primary = self._actions[_primary(selected, reasons)]

    @Slot(QAction)
    def _ask(self, action: QAction) -> None:
        self.requested.emit(next(name for name, each in self._actions.items() if each is action))


def why_not(selected: Sequence[RunListing], *, active: bool) -> dict[str, str]:
    """Return by the names of the actions why they are not possible; empty where they are."""
    return {
        "overlay": nothing_selected(selected),
        "newFromRun": no_settings(selected),
        "repeatRun": no_settings(selected),
        "continueRun": not_continued(selected, active=active),
        "goBack": not_gone_back(selected, active=active),
        "openRun": not_opened(selected, active=active),
        "showRunFolder": not_one(selected),
        "copyRuns": nothing_selected(selected),
        "report": no_settings(selected),
        "exportRun": no_settings(selected),
        "renameRun": not_one(selected),
        "starRun": nothing_selected(selected),
        "deleteRun": not_deleted(selected),
    }


def _primary(selected: Selected, reasons: Mapping[str, str]) -> str:
    """Return the first possible action of those that a person may want, the likeliest first."""
    likely = _likely(selected[0]) if len(selected) == 1 else ["overlay"]
    return next((name for name in likely if not reasons[name]), likely[0])


def _likely(run: RunListing) -> list[str]:
    match run.state:
        case RunState.INTERRUPTED | RunState.STOPPED:
            return ["continueRun", "openRun", "overlay"]
        case RunState.DIVERGED:
            return ["goBack", "newFromRun", "overlay"]
        case RunState.RUNNING:
            return ["overlay"]
    return ["openRun", "overlay"]


def primary_texts() -> list[str]:
    """Return the texts that the primary action can have."""
    names = ("openRun", "continueRun", "goBack", "newFromRun")
    return [SHOW, HIDE, *(_TEXTS[name] for name in names)]


def _action(name: str, text: str, parent: QObject) -> QAction:
    action = named(QAction(text, parent), f"{name}Action")
    if name in _KEYS:
        action.setShortcut(_KEYS[name].sequence)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    return action
