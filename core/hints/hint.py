"""A hint about a training: what is wrong, why that is known, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, display_rounded


class Kind(StrEnum):
    """What a hint is about, the most severe first; of several, the first is shown."""

    DIVERGING = "diverging"
    SYMMETRIC = "all units the same"
    VANISHING = "vanishing gradients"
    DEAD = "dead units"
    SATURATED = "saturated units"
    TOO_SLOW = "too slow"
    BASE_RATE = "only the base rate"
    OVERFITTING = "overfitting"
    PLATEAU = "plateau"
    FAR_FROM_RANGE_TEST = "far from the range test"


@dataclass(frozen=True)
class Remedy:
    """Values of hyperparameters that help: a live change, or the difference of a new run."""

    values: Mapping[str, Value]
    is_new_run: bool = False

    def as_new_run(self) -> "Remedy":
        """Return the same values for a new run, where the training cannot be changed any more."""
        return replace(self, is_new_run=True)

    @property
    def label(self) -> str:
        """What it does, in a few words, such as “Learning rate → 0.03”."""
        first, *others = [
            f"{_name(name)} → {display_rounded(name, v)}" for name, v in self.values.items()
        ]
        others = [_lower(text) for text in others]
        if self.is_new_run:
            return f"New run: {', '.join([_lower(first), *others])}"
        return ", ".join([first, *others])


@dataclass(frozen=True)
class Hint:
    """One observation about a training."""

    kind: Kind
    epoch: int
    """The epoch at whose end it was seen, or in which; 0 before the end of the first one."""
    text: str
    """One sentence."""
    reason: str
    """The numbers by which it is known, and what they mean."""
    remedy: Remedy | None = None


def _name(field: str) -> str:
    """Return the label of a field without its symbol, such as “Learning rate”."""
    label = FIELDS[field].label
    return " ".join(word for word in label.split() if len(word) > 2 or word.isascii())


def _lower(text: str) -> str:
    """Begin with a small letter, unless the text begins with a name such as L2."""
    return text if text[1].isdigit() else text[0].lower() + text[1:]
