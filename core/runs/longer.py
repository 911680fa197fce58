"""What changes when a run is given more epochs."""

from core.errors import RunError
from core.fields import Integer, Value
from core.hyperparameters import FIELDS, Hyperparameters


def longer(
    settings: Hyperparameters, more: int, done: int, *, stopped_early: bool
) -> dict[str, Value]:
    """The live change that lets a run of these settings, with `done` epochs, go on for `more` than
    it was to have; or than it had, where it was stopped early, which then waits longer too.

    Raises RunError where they would be more than a run can have.
    """
    before, most = done if stopped_early else settings.epochs, _most("epochs")
    if before + more > most:
        left = f"at most {most - before:,} more" if before < most else "no more"
        raise RunError(f"A run has at most {most:,} epochs: give it {left}.")
    if not stopped_early:
        return {"epochs": before + more}
    # Nobody waits for more epochs than there are.
    return {"epochs": before + more, "patience": min(settings.patience + more, _most("patience"))}


def _most(name: str) -> int:
    field = FIELDS[name]
    assert isinstance(field, Integer)
    return field.maximum
