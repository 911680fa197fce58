"""What the form says about a field: its range, its help, and how its value differs."""

import re
from typing import NamedTuple

from core.hyperparameters.fields import Choice, Choices, Field, Integer, Number, Real, Value
from core.hyperparameters.schema import Hyperparameters


class FieldChange(NamedTuple):
    """How the value of a field differs from another one, in the words of the form."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


def default_of(name: str) -> Value:
    """Return the default of a field."""
    value: Value = getattr(Hyperparameters, name)
    return value


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    return re.split(r"(?<=\.) (?=[A-Z])", text, maxsplit=1)[0]


def range_of(field: Field, most: int | None = None) -> str:
    """Return what can be entered, and what usually is; nothing for a list, which shows itself.

    `most` is the largest number that has an effect of its own with the other settings; None where
    that is the largest number that can be entered.
    """
    match field:
        case Integer() | Real():
            lower = "Off, or up" if field.off_at_zero else _number(field.minimum)
            upper = field.maximum if most is None else min(most, field.maximum)
            fits = most is None or _largest_number(field.usual) <= most
            usual = f"; usually {field.usual}" if field.usual and fits else ""
            return f"{lower} to {_number(upper)}{usual}"
        case Choices():
            return "One for all layers, or one for each"
        case Choice():
            return ""
        case _:
            return field.allowed[:1].upper() + field.allowed[1:]


def _largest_number(text: str) -> int:
    """Return the largest whole number in a text; 0 where there is none."""
    return max((int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text)), default=0)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def description_of(field: Field, most: int | None = None) -> str:
    """Return what can be entered, and what the field does; `most` as for `range_of`."""
    return " ".join(part for part in (f"{range_of(field, most)}.".lstrip("."), field.help) if part)


def tip_of(field: Field) -> str:
    """Return the tooltip of a field, as HTML."""
    unit = f" Unit: {field.unit}." if field.unit else ""
    # A list shows its choices itself.
    allowed = "" if isinstance(field, Choice) else f" Allowed: {_allowed(field)}."
    usual = f" Usually {field.usual}." if isinstance(field, Number) and field.usual else ""
    live = " Can be changed during training." if field.live else ""
    return f"<p>{field.help}{unit}{allowed}{usual}{live}</p>"


def _allowed(field: Field) -> str:
    off = isinstance(field, Integer | Real) and field.off_at_zero
    return f"off (0), or {field.allowed}" if off else field.allowed
