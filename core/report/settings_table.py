"""The hyperparameters of a run in a table, and which of them it makes no use of."""

from typing import NamedTuple

from core.fields import Choice, Choices, Value
from core.hyperparameters import FIELDS, Hyperparameters
from core.runs.run import Run
from core.training.events import LiveChange

_DEFAULTS = Hyperparameters()
_OPTIONAL = ("Regularisation", "Augmentation")
"""Groups whose fields do nothing at their defaults."""
_ALWAYS = ("l2",)
"""A course asks for it even where it is 0."""
_NEVER = ("speed",)
"""Changes nothing of what is learnt."""


class Row(NamedTuple):
    """A hyperparameter."""

    label: str
    value: str
    """With its unit."""


class Change(NamedTuple):
    """A live change."""

    epoch: str
    text: str


def rows_of(settings: Hyperparameters) -> list[Row]:
    """Those that have a part in the training, in the order of the form."""
    return [
        Row(FIELDS[name].label, shown(name, getattr(settings, name)))
        for name in FIELDS
        if settings.applies(name) and name not in _NEVER and not _is_off(settings, name)
    ]


def labels_of_unused(settings: Hyperparameters) -> list[str]:
    """Regularisation and distortions that were off."""
    return [FIELDS[name].label for name in FIELDS if _is_off(settings, name)]


def changes_of(run: Run) -> list[Change]:
    """Live changes, each with the epoch at which it was made, as a fraction."""
    return [_change(change, run.settings.training_images) for change in run.changes]


def _is_off(settings: Hyperparameters, name: str) -> bool:
    at_default = getattr(settings, name) == getattr(_DEFAULTS, name)
    optional = FIELDS[name].group in _OPTIONAL and name not in _ALWAYS
    return optional and at_default and settings.applies(name)


def shown(name: str, value: Value) -> str:
    """A value for people: an option's label, a number with its unit."""
    field = FIELDS[name]
    if isinstance(field, Choice) and not isinstance(field, Choices):
        return field.options[str(value)]
    text = f"{value:,}" if isinstance(value, int) else field.format(value)
    return f"{text or 'none'} {field.unit}".strip()


def _change(change: LiveChange, images: int) -> Change:
    told = [f"{FIELDS[name].label} → {shown(name, value)}" for name, value in change.values.items()]
    return Change(f"{change.images_seen / images:.2f}", ", ".join(told))
