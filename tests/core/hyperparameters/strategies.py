"""Any value that a field allows, and any settings."""

from typing import Any

import hypothesis.strategies as st

from core.hyperparameters.data import LABELED_IMAGES
from core.hyperparameters.fields import Choice, Field, Integer, Real, Value, Widths
from core.hyperparameters.schema import FIELDS, Hyperparameters


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """Any allowed value, whatever kind of field it is."""
    match field:
        case Integer():
            return st.integers(field.minimum, field.maximum)
        case Real():
            return st.floats(field.minimum, field.maximum)
        case Choice():
            return st.sampled_from(sorted(field.options))
        case Widths():
            width = st.integers(1, field.maximum_width)
            return st.lists(width, max_size=field.maximum_layers).map(tuple)
    raise TypeError(field)


def _fitting(**values: Any) -> Hyperparameters:
    most = LABELED_IMAGES - values["validation_images"]
    values["training_images"] = min(values["training_images"], most)
    return Hyperparameters(**values)


SETTINGS = st.builds(_fitting, **{name: values_of(field) for name, field in FIELDS.items()})
"""With one activation for all layers."""
