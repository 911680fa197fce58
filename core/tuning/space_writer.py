"""Writing a search as the space file that `space_file` reads back."""

from core.foundation.toml_file import format_value
from core.hyperparameters.fields import Field, Integer
from core.hyperparameters.schema import FIELDS
from core.tuning.dimension import Dimension, Options
from core.tuning.space import SearchSpace

_TEXTS = ("title", "description", "preset", "sampler", "pruning", "metric")
_NUMBERS = ("trials", "seed")


def to_toml(space: SearchSpace) -> str:
    """Return the content of the space file of a search."""
    lines = [
        f"{key} = {format_value(getattr(space, key))}" for key in _TEXTS if getattr(space, key)
    ]
    lines += [f"{key} = {getattr(space, key)}" for key in _NUMBERS]
    if space.storage:
        lines.append(f"storage = {format_value(space.storage)}")
    if space.fixed:
        lines += [
            "",
            "[settings]",
            *(f"{name} = {format_value(v)}" for name, v in space.fixed.items()),
        ]
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
    parts = (f"{key} = {format_value(v)}" for key, v in dimension_table(field, dimension).items())
    return f"{{ {', '.join(parts)} }}"
