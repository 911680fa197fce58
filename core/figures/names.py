"""What a figure says in letters: the names of runs, and of what was changed."""

from collections.abc import Mapping

from core.fields import Value
from core.hyperparameters import FIELDS

_LONGEST = 44


def shown_name(name: str) -> str:
    """A name in one line, without what has no letter: an SVG with that would be no XML."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def changes_label(changes: list[Mapping[str, Value]]) -> str:
    """Changes that stand at one place, in a few words."""
    last: dict[str, Value] = {}
    for values in changes:
        last.update(values)
    told = ", ".join(f"{_sign(name)} {FIELDS[name].format(value)}" for name, value in last.items())
    return shown_name(told if len(changes) == 1 else f"{told} ({len(changes)} changes)")


def _sign(name: str) -> str:
    """The sign that a label ends with, such as η; without one, the field's name."""
    sign = FIELDS[name].label.split()[-1]
    return sign if len(sign) <= 2 and not sign.isascii() else name.replace("_", " ")
