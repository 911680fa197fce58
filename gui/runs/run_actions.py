"""The actions on the selected runs, for buttons and for the context menu."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.foundation.files import is_file
from core.runs.layout import MODEL
from core.runs.library import RunListing
from core.runs.run import RunState
from gui.common.widgets import hbox, named, vbox

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
_TIPS = {
    "overlay": "Show the curves of the selected runs behind those of the current training.",
    "newFromRun": "Fill the form with the settings that this run started with; then press Start.",
    "continueRun": "Continue this run where it ended, as if it had never been interrupted.",
    "goBack": "Create a new run from the end of one of this run's epochs, and pause there.",
    "openRun": "Use this run's final model on the pad and on the test set.",
    "showRunFolder": "Open the folder of this run in the file manager.",
    "report": "Write a report on this run.",
    "exportRun": "Save this run or its model in another format.",
    "renameRun": "Rename this run (F2).",
    "starRun": "Star the selected runs, or remove their stars (*).",
    "deleteRun": "Delete the selected runs (Delete). They can be restored for 30 days.",
}
_TEXTS = {
    "overlay": SHOW,
    "newFromRun": "Use these settings",
    "continueRun": "Continue…",
    "goBack": "Go back to epoch…",
    "openRun": "Open model",
    "showRunFolder": "Show folder",
    "report": "Report…",
    "exportRun": "Export…",
    "renameRun": "Rename",
    "starRun": "Star",
    "deleteRun": "Delete",
}


class RunActions(QObject):
    """Has all actions by name; disabled ones say why in their tooltip."""

    requested = Signal(str)
    """Emitted with the name of the action that the user wants."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = {name: _action(name, text, self) for name, text in _TEXTS.items()}
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
        for name, reason in why_not(selected, active=active).items():
            self._actions[name].setEnabled(not reason)
            self._actions[name].setToolTip(reason or _TIPS[name])
        hides = bool(selected) and all(entry.path in shown for entry in selected)
        self._actions["overlay"].setText(HIDE if hides else SHOW)
        self._actions["overlay"].setIconText(HIDE if hides else SHOW)
        stars = bool(selected) and all(entry.annotations.starred for entry in selected)
        self._actions["starRun"].setText("Remove star" if stars else "Star")

    @Slot(QAction)
    def _ask(self, action: QAction) -> None:
        self.requested.emit(next(name for name, each in self._actions.items() if each is action))


def why_not(selected: Sequence[RunListing], *, active: bool) -> dict[str, str]:
    """Return by the names of the actions why they are not possible; empty where they are."""
    return {
        "overlay": nothing_selected(selected),
        "newFromRun": no_settings(selected),
        "continueRun": not_continued(selected, active=active),
        "goBack": not_gone_back(selected, active=active),
        "openRun": not_opened(selected, active=active),
        "showRunFolder": not_one(selected),
        "report": no_settings(selected),
        "exportRun": no_settings(selected),
        "renameRun": not_one(selected),
        "starRun": nothing_selected(selected),
        "deleteRun": not_deleted(selected),
    }


def _action(name: str, text: str, parent: QObject) -> QAction:
    action = named(QAction(text, parent), f"{name}Action")
    action.setIconText(text)  # Qt's own for a button would be without the dots
    return action


_ROWS = (
    ("overlay", "newFromRun", "continueRun", "goBack"),
    ("openRun", "showRunFolder", "report", "exportRun", "deleteRun"),
)


class RunButtons(QWidget):
    """Has a button for each frequent action."""

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = (hbox(*(self._button(n, actions) for n in names), spacing=4) for names in _ROWS)
        self.setLayout(vbox(*rows, spacing=4))

    def _button(self, name: str, actions: RunActions) -> QToolButton:
        button = named(QToolButton(), f"{name}Button")
        button.setDefaultAction(actions[name])
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if name == "overlay":
            # As wide as its widest text.
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(HIDE) + 16)
        return button
