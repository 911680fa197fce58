"""Why something cannot be done with the selected runs; empty where it can."""

from collections.abc import Sequence

from core.files import is_file
from core.runs.entry import Entry
from core.runs.layout import MODEL
from core.runs.run import RunState

Selected = Sequence[Entry]
_NONE = "Select a run first."
_ONE = "Select one run alone."
_BUSY = "A training is under way in this window: stop it first."
_UNREADABLE = "Its hyperparameters cannot be read."


def nothing_selected(selected: Selected) -> str:
    """Of what works with any number of runs."""
    return "" if selected else _NONE


def not_one(selected: Selected) -> str:
    """Of what works with one run."""
    return "" if len(selected) == 1 else (_ONE if selected else _NONE)


def no_settings(selected: Selected) -> str:
    """Of what needs the hyperparameters of one run."""
    return not_one(selected) or (_UNREADABLE if selected[0].settings is None else "")


def not_continued(selected: Selected, *, active: bool) -> str:
    """Of going on with a run where it is."""
    why = no_settings(selected)
    if why:
        return why
    match selected[0].state:
        case RunState.RUNNING:
            return "It is under way."
        case RunState.DIVERGED:
            return "It would diverge again: go back to an epoch before that."
    return _BUSY if active else ""


def not_gone_back(selected: Selected, *, active: bool) -> str:
    """Of a new run from an epoch of this one."""
    why = no_settings(selected)
    if not why and not selected[0].summary.epochs:
        why = "It has not completed an epoch."
    return why or (_BUSY if active else "")


def not_opened(selected: Selected, *, active: bool) -> str:
    """Of using its model in the window."""
    why = not_one(selected)
    if not why and not is_file(selected[0].path / MODEL):
        why = "It has no model yet: a run has one when it has ended."
    return why or (_BUSY if active else "")


def not_deleted(selected: Selected) -> str:
    """Of deleting runs."""
    running = [entry for entry in selected if entry.state is RunState.RUNNING]
    if selected and len(running) == len(selected):
        return "It is under way: stop it before it is deleted."
    return nothing_selected(selected)
