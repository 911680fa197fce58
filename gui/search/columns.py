"""The columns of the table of trials: some for every search, and one for each setting."""

from collections.abc import Callable
from dataclasses import dataclass

from core.fields import Choice, Value, Widths
from core.hyperparameters import FIELDS
from core.search.finding import TrialResult
from core.search.space import SearchSpace
from gui.sorting import Key, sort_key


@dataclass(frozen=True)
class Column:
    """What it says of a trial, and by what it sorts."""

    title: str
    tip: str
    text: Callable[[TrialResult], str]
    value: Callable[[TrialResult], Value | None]
    number: bool = True

    def cell(self, finding: TrialResult) -> tuple[str, Key | None]:
        """What stands in the cell of a trial, and by what it sorts."""
        return self.text(finding), sort_key(self.value(finding))


def columns_of(space: SearchSpace) -> list[Column]:
    """For the trials of a search."""
    return [_NUMBER, _STATE, _metric(space), *(_setting(name) for name in space.dimensions)]


_NUMBER = Column("Trial", "Its number in the study.", lambda f: f"{f.number}", lambda f: f.number)
_STATE = Column(
    "State",
    "Complete, pruned because it was hopeless, or failed.",
    lambda finding: finding.state,
    lambda finding: finding.state,
    number=False,
)


def _metric(space: SearchSpace) -> Column:
    if space.lower_is_better:
        return Column("Loss", "Validation loss per image.", _loss, lambda f: f.value)
    return Column("Accuracy", "Of the validation images.", _accuracy, lambda f: f.value)


def _loss(finding: TrialResult) -> str:
    return "" if finding.value is None else f"{finding.value:.4f}"


def _accuracy(finding: TrialResult) -> str:
    return "" if finding.value is None else f"{finding.value * 100:.2f} %"


def _setting(name: str) -> Column:
    field = FIELDS[name]
    unit = f" ({field.unit})" if field.unit else ""

    def text(finding: TrialResult) -> str:
        value = finding.settings.get(name)
        if value is None:
            return ""
        return f"{value:.4g}" if isinstance(value, float) else field.format(value)

    return Column(
        field.label,
        f"{field.label}{unit}: {field.help}",
        text,
        lambda finding: finding.settings.get(name),
        number=not isinstance(field, Choice | Widths),
    )
