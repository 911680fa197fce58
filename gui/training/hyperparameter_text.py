"""Short texts for hyperparameters, where there is little room."""

from collections.abc import Mapping

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, find_field


def short_name(name: str) -> str:
    """Return the symbol at the end of a label, such as η; without one, the field's name."""
    sign = find_field(name).label.split()[-1]
    return sign if len(sign) <= 2 and not sign.isascii() else name.replace("_", " ")


def short(name: str, value: Value) -> str:
    """Return a short text such as “η 0.001”, “batch size 64” or “schedule one cycle”."""
    return f"{short_name(name)} {FIELDS[name].format(value).replace('_', ' ')}"


def short_all(values: Mapping[str, Value]) -> str:
    """Return the short texts of several hyperparameters."""
    return ", ".join(short(name, value) for name, value in values.items())
