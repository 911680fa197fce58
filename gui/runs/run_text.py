"""Texts for numbers, times, networks and states in the tab “Runs”."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.hyperparameters.fields import Choice, Value, Widths
from core.hyperparameters.schema import FIELDS, Hyperparameters, display_setting, short_name
from core.nn.mlp import layer_sizes

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def loss(value: float) -> str:
    """Return a loss with four decimals, or a huge one in scientific notation."""
    return f"{value:.4f}" if abs(value) < 1e4 else f"{value:.2e}"


def moment(when: datetime, *, now: datetime | None = None) -> str:
    """Return a local time such as “24 Nov, 14:05”, with its year if that is not the current one."""
    try:
        local = when.astimezone()
    except (OverflowError, ValueError, OSError):
        local = when  # near the years 1 and 9999, and where this machine's clock has no such time
    year = "" if local.year == (now or datetime.now().astimezone()).year else f" {local.year}"
    return f"{local.day} {_MONTHS[local.month - 1]}{year}, {local:%H:%M}"


def network(settings: Hyperparameters) -> str:
    """Return a short text such as “784-20-10 Sigmoid”."""
    activation = setting("activation", settings.activation) if settings.hidden_layers else ""
    return f"{'-'.join(map(str, layer_sizes(settings)))} {activation}".strip()


def state(entry: "RunListing") -> str:
    """Return the state of a run, whether it is paused, and whether its folder is damaged."""
    name = "paused" if entry.paused and entry.state.value == "running" else str(entry.state)
    return f"{name}, damaged" if entry.problem else name


def epochs(count: int) -> str:
    """Return a text such as “1 epoch” or “3,000 epochs”."""
    return f"{count:,} epoch{'s' if count != 1 else ''}"


def runs(count: int) -> str:
    """Return a text such as “1 run” or “3 runs”."""
    return f"{count:,} run{'s' if count != 1 else ''}"


def count_trials(count: int) -> str:
    """Return a text such as “1 trial” or “3 trials”."""
    return f"{count:,} trial{'s' if count != 1 else ''}"


def count_seeds(count: int) -> str:
    """Return a text such as “1 seed” or “3 seeds”."""
    return f"{count:,} seed{'s' if count != 1 else ''}"


def setting(name: str, value: Value) -> str:
    """Return the value of a hyperparameter as the form shows it."""
    return display_setting(name, value)


def label(name: str) -> str:
    """Return the label of a hyperparameter in the form, with its unit."""
    return FIELDS[name].label_with_unit


def changes_of(name: str, changes: Sequence[tuple[int, Value, Value]]) -> str:
    """Return a text such as “0.5 → 0.1 in epoch 3, → 0.05 in epoch 5” for live changes."""
    parts = [f"→ {setting(name, new)} in epoch {epoch:,}" for epoch, _, new in changes]
    return f"{setting(name, changes[0][1])} {', '.join(parts)}" if changes else ""


def live_changes(entry: "RunListing", *, brief: bool = False) -> str:
    """Return what was changed during the training of a run; empty if nothing was.

    With `brief`, settings are called by their symbols, such as η, where they have one.
    """
    name_of, head = (short_name, "Changed") if brief else (label, "Changed during training")
    parts = [f"{name_of(name)} {changes_of(name, each)}" for name, each in entry.changes.items()]
    return f"{head}: {'; '.join(parts)}" if parts else ""


def is_number(name: str) -> bool:
    """Return whether the values of a hyperparameter are numbers."""
    return not isinstance(FIELDS[name], Choice | Widths)
