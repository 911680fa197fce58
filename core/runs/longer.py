"""What changes when a run is given more epochs."""

from core.fields import Integer, Value
from core.hyperparameters import FIELDS, Hyperparameters


def longer(
    settings: Hyperparameters, more: int, done: int, *, stopped_early: bool
) -> dict[str, Value]:
    """The live change that lets a run of these settings, with `done` epochs, go on for `more` than
    it was to have; or than it had, where it was stopped early, which then waits longer too."""
    if not stopped_early:
        return {"epochs": _at_most("epochs", settings.epochs + more)}
    return {
        "epochs": _at_most("epochs", done + more),
        "patience": _at_most("patience", settings.patience + more),
    }


def _at_most(name: str, value: int) -> int:
    field = FIELDS[name]
    return min(value, field.maximum) if isinstance(field, Integer) else value
