"""Writing a search as the space file that `space_file` reads back."""

import json

from core.foundation.files import replace_lone_surrogates
from core.hyperparameters.fields import Field, Integer, Value
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


def _dimension(field: Field, dimension: Dimension) -> str:
    if isinstance(dimension, Options):
        return f"{{ choose = [{', '.join(_value(field.parse(t)) for t in dimension.texts)}] }}"
    numbers = {"from": dimension.low, "to": dimension.high}
    if dimension.step is not None:
        numbers["step"] = dimension.step
    kind = int if isinstance(field, Integer) else float
    parts = [f"{key} = {kind(number)!r}" for key, number in numbers.items()]
    if dimension.logarithmic:
        parts.append('scale = "log"')
    return f"{{ {', '.join(parts)} }}"


def _value(value: Value) -> str:
    match value:
        case str():
            return _text(value)
        case tuple():
            return f"[{', '.join(map(str, value))}]"
        case _:
            return repr(value)


def _text(text: str) -> str:
    """Return a basic string of TOML, which is one of JSON without the character DEL."""
    quoted = json.dumps(replace_lone_surrogates(text), ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007f")
