"""Any value that a field allows, and any settings."""

import hypothesis.strategies as st

from core.fields import Choice, Field, Integer, Real, Value, Widths
from core.hyperparameters import FIELDS, Hyperparameters


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


SETTINGS = st.builds(Hyperparameters, **{name: values_of(field) for name, field in FIELDS.items()})
"""With one activation for all layers."""
