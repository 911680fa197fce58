"""Suggested ranges and values for the dimensions of a search, around the present settings."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, Widths
from core.hyperparameters.schema import FIELDS, Hyperparameters

Table = dict[str, object]
"""A dimension as in a space file."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search that is offered with one click."""

    title: str
    fields: tuple[str, ...]
    """The hyperparameters that are varied."""


SUGGESTIONS = (
    Suggestion("Learning rate", ("learning_rate",)),
    Suggestion("Learning rate and mini-batch", ("learning_rate", "batch_size")),
    Suggestion("Hidden layers", ("hidden_layers",)),
    Suggestion("Optimizer and learning rate", ("optimizer", "learning_rate")),
    Suggestion("Regularization", ("l2", "dropout")),
)
_KNOWN: Mapping[str, Table] = {
    "hidden_layers": {"choose": [[20], [50], [100], [200], [100, 50]]},
    "batch_size": {"choose": [16, 32, 64, 128, 256]},
    "momentum": {"choose": [0.5, 0.8, 0.9, 0.95, 0.99]},
    "label_smoothing": {"from": 0.0, "to": 0.2, "step": 0.05},
    "l2": {"from": 0.01, "to": 10.0, "scale": "log"},
    "l1": {"from": 0.01, "to": 10.0, "scale": "log"},
    "weight_decay": {"from": 1e-4, "to": 0.1, "scale": "log"},
    "dropout": {"from": 0.0, "to": 0.6, "step": 0.1},
    "dropout_input": {"from": 0.0, "to": 0.4, "step": 0.1},
    "clip_norm": {"choose": [0.0, 0.5, 1.0, 5.0]},
    "ema": {"choose": [0.0, 0.9, 0.99, 0.999]},
    "seed": {"choose": [0, 1, 2, 3, 4]},
    "training_images": {"choose": [1000, 3000, 10_000, 30_000]},
    "validation_images": {"choose": [1000, 5000, 10_000]},
}
"""Ranges and values that are sensible whatever the other settings are."""


def suggested_dimension(name: str, settings: Hyperparameters) -> Table:
    """Return a dimension for a field that is sensible near these settings."""
    field, value = FIELDS[name], getattr(settings, name)
    if name in _KNOWN:
        return dict(_KNOWN[name])
    match field:
        case Choice():
            return {"choose": list(field.options)}
        case Integer():
            return _whole_range(field, value)
        case Real():
            return _real_range(field, value)
        case Widths():
            return {"choose": [list(value)]}
        case _:
            return {"choose": [value]}


def suggested_dimensions(names: tuple[str, ...], settings: Hyperparameters) -> dict[str, Table]:
    """Return the suggested dimension of each of these fields."""
    return {name: suggested_dimension(name, settings) for name in names}


def _real_range(field: Real, value: float) -> Table:
    """Return about three powers of ten around a value, or a linear range from the minimum."""
    if field.scale == "log" and value > 0:
        power = math.floor(math.log10(value))
        low, high = float(f"1e{power - 1}"), float(f"1e{power + 2}")
        return {"from": max(low, field.minimum), "to": min(high, field.maximum), "scale": "log"}
    high = field.maximum if field.maximum <= 1 else min(field.maximum, max(4 * value, 1.0))
    return {"from": field.minimum, "to": high}


def _whole_range(field: Integer, value: int) -> Table:
    low, high = max(field.minimum, value // 2), min(field.maximum, 2 * value)
    return {"from": low, "to": high} if low < high else {"choose": [value]}
