"""The question whether a new run is to branch off at a moment, and with which settings."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from core.hyperparameters.schema import Hyperparameters, display_rounded, short_name
from gui.common.dialogs import ask_question

if TYPE_CHECKING:
    from core.runs.operations import BranchSettings

_MOST = 6
"""So many settings are named."""


def ask_to_branch(
    window: QWidget,
    epoch: int,
    run: str,
    settings: Hyperparameters,
    taken: "BranchSettings",
    do: Callable[[], object],
) -> None:
    """Ask whether to branch off at the end of an epoch; call the slot `do` if so.

    `settings` are those of the run there, and `taken` is what the branch takes from the form.
    """
    changes = [
        f"{short_name(name)} {display_rounded(name, getattr(settings, name))} → "
        f"{display_rounded(name, value)}"
        for name, value in taken.changes.items()
    ]
    fixed = [short_name(name) for name in taken.fixed]
    lines = [
        "The new run begins there and waits until you press Continue. The old one stays as it is."
    ]
    if changes:
        lines.append(f"It takes these settings from the form: {_listed(changes)}.")
    else:
        lines.append(
            "It has the settings of the old one. You can change them in the form before you press "
            "Continue."
        )
    if fixed:
        lines.append(
            f"It does not take these, because they cannot change within a run: {_listed(fixed)}."
        )
    ask_question(
        window,
        "branchQuestion",
        f"Branch from epoch {epoch:,} of {run}?",
        "\n\n".join(lines),
        yes="Branch",
        do=do,
    )


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - _MOST
    return ", ".join(texts) if more <= 0 else f"{', '.join(texts[:_MOST])} and {more} more"
