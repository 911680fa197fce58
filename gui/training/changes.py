"""What was changed while a network learnt, and where on the curves it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.fields import Value
from gui.training.wording import short, short_all, short_name

_LONGEST = 4


@dataclass(frozen=True)
class Change:
    """Hyperparameters that were changed together."""

    epoch: float
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Mark:
    """Changes that are too close to each other to be told apart where they are drawn."""

    changes: tuple[Change, ...]

    @property
    def epoch(self) -> float:
        """Of the first of them."""
        return self.changes[0].epoch

    @property
    def label(self) -> str:
        """In a few letters."""
        if len(self.changes) > 1:
            return f"{len(self.changes)} changes"
        values = self.changes[0].values
        return short_all(values) if len(values) <= 2 else f"{len(values)} settings"

    @property
    def text(self) -> str:
        """All of it: where many changes were made of one field, its last value, and how many."""
        last: dict[str, Value] = {}
        for change in self.changes:
            last.update(change.values)
        count = len(self.changes)
        first_epoch, last_epoch = self.epoch, self.changes[-1].epoch
        if count == 1:
            return f"{short_all(last)} @ {first_epoch:.3f}"
        return (
            f"{count} changes @ {first_epoch:.3f} to {last_epoch:.3f}: "
            f"{', '.join(f'{short_name(name)} → {_value(name, v)}' for name, v in last.items())}"
        )


def merged(changes: Sequence[tuple[float, Change]], least: float) -> list[tuple[float, Mark]]:
    """Marks that stand at least so far apart, each with its place; `changes` are in the order of
    theirs.

    What goes on without a gap, as while a slider is drawn, is one mark up to `_LONGEST` of that.
    """
    groups: list[list[tuple[float, Change]]] = []
    for place, change in changes:
        near = groups and place - groups[-1][-1][0] < least
        if near and place - groups[-1][0][0] < _LONGEST * least:
            groups[-1].append((place, change))
        else:
            groups.append([(place, change)])
    return [(group[0][0], Mark(tuple(change for _, change in group))) for group in groups]


def _value(name: str, value: Value) -> str:
    return short(name, value).removeprefix(f"{short_name(name)} ")
