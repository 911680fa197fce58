"""Writing a search as the space file that `space_file` reads back."""

import json

from core.foundation.files import replace_lone_surrogates
from core.hyperparameters.fields import Field, Integer
from core.hyperparameters.schema import FIELDS
from core.tuning.dimension import Dimension, Options
from core.tuning.space import SearchSpace

_TEXTS = ("title", "description", "preset", "sampler", "pruning", "metric")
_NUMBERS = ("trials", "seed")


def to_toml(space: SearchSpace) -> str:
    """Return the content of the space file of a search."""
    lines = [f"{key} = {_text(getattr(space, key))}" for key in _TEXTS if getattr(space, key)]
    lines += [f"{key} = {getattr(space, key)}" for key in _NUMBERS]
    if space.storage:
        lines.append(f"storage = {_text(space.storage)}")
    if space.fixed:
        lines += ["", "[settings]", *(f"{name} = {_value(v)}" for name, v in space.fixed.items())]
    lines += ["", "[space]"]
    for name, dimension in space.dimensions.items():
        lines.append(f"{name} = {_dimension(FIELDS[name], dimension)}")
    return "\n".join(lines) + "\n"


def dimension_table(field: Field, dimension: Dimension) -> dict[str, object]:
    """Return the values that `read_dimension` reads as this dimension."""
    if isinstance(dimension, Options):
        return {"choose": [field.parse(text) for text in dimension.texts]}
    kind = int if isinstance(field, Integer) else float
    table: dict[str, object] = {"from": kind(dimension.low), "to": kind(dimension.high)}
    if dimension.step is not None:
        table["step"] = kind(dimension.step)
    if dimension.logarithmic:
        table["scale"] = "log"
    return table


def _dimension(field: Field, dimension: Dimension) -> str:
    parts = (f"{key} = {_value(v)}" for key, v in dimension_table(field, dimension).items())
    return f"{{ {', '.join(parts)} }}"


def _value(value: object) -> str:
    match value:
        case str():
            return _text(value)
        case tuple() | list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return repr(value)


def _text(text: str) -> str:
    """Return a basic string of TOML, which is one of JSON without the character DEL."""
    quoted = json.dumps(replace_lone_surrogates(text), ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007f")
