"""The columns of the table of runs: what each shows of a run or a search, and what it sorts by."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.foundation.duration import duration
from core.foundation.percent import percent, widest_percent
from core.runs.run import RunState
from core.runs.run_listing import RunListing
from gui.common.table_model import Cell, sort_key
from gui.runs.run_text import count_seeds, count_trials, loss, moment, network, state
from gui.runs.trial_group import LOSS, TrialGroup, mean

Value = str | float | tuple[int, int] | datetime
Combine = Callable[[Sequence[Any]], Value | None]
"""Makes one value from those of several runs, of which there is at least one."""

_BEYOND = "out of range"


def _common(values: Sequence[Any]) -> Any:
    """Return the value that all have; None where they differ."""
    return values[0] if all(value == values[0] for value in values) else None


def _none(values: Sequence[Any]) -> None:
    """Return None: together the values mean nothing."""


def _first(values: Sequence[Any]) -> Any:
    return min(values, key=lambda value: sort_key(value) or (0, 0))


def _shared_tags(values: Sequence[str]) -> str | None:
    """Return the tags that all have."""
    tags = [value.split(", ") for value in values]
    return ", ".join(tag for tag in tags[0] if all(tag in others for others in tags)) or None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; a run without a value has an empty cell, which is sorted last."""

    name: str
    title: str
    tip: str
    value: Callable[[RunListing], Value | None]
    form: Callable[[Any], str] = str
    """Formats the value as text."""
    widest: str = ""
    """A text for which it initially has room."""
    number: bool = False
    shown: bool = True
    """Whether it is initially shown."""
    combine: Combine = _common
    """What it shows of a search, from the values of its trials."""
    best: Callable[[Sequence[Any]], Any] | None = None
    """Chooses the best of several results; None where the column has no results."""

    def cell(self, entry: RunListing) -> Cell:
        """Return the cell of a run.

        A number or a time that is too large to be written is shown as such.
        """
        return self._cell(lambda: self.value(entry))

    def cell_of_search(self, group: TrialGroup) -> Cell:
        """Return the cell of a search, with what its trials have in common.

        All results are those of its best trial: the best value of each column would be one that no
        run has. Of a repetition they are means, which say so.
        """
        if self.best is None:
            return self._cell(lambda: self._combined(group.entries, self.combine))
        if group.is_repetition:
            cell = self._cell(lambda: self._combined(group.completed, mean))
            several = cell.key is not None and len(group.completed) > 1
            return Cell(f"mean {cell.text}", cell.key) if several else cell
        return self.cell(group.best) if group.best is not None else Cell("", None)

    def _combined(self, entries: Sequence[RunListing], combine: Combine) -> Value | None:
        values = [value for value in map(self.value, entries) if sort_key(value) is not None]
        return combine(values) if values else None

    def _cell(self, read: Callable[[], Value | None]) -> Cell:
        try:
            value = read()
            return Cell("" if value is None else self.form(value), sort_key(value))
        except (ArithmeticError, ValueError):
            return Cell(_BEYOND, None)


def _best(metric: str) -> Callable[[RunListing], float | None]:
    return lambda entry: entry.summary.best.get(metric, (None, 0))[0]


def _last(metric: str) -> Callable[[RunListing], float | None]:
    return lambda entry: entry.summary.last.get(metric)


_WIDEST_PERCENT = f"mean {widest_percent()}"
_LOSS_UNIT = "per image, in nats unless it is the quadratic loss"


def _metrics(part: str, short: str, *, shown: bool) -> list[Column]:
    """Return the columns for a part of the images: best and last loss and accuracy."""
    metric = "train" if part == "training" else part
    kinds = (
        ("loss", "loss", _LOSS_UNIT, loss, "mean 0.0000"),
        ("accuracy", "acc.", "in percent", percent, _WIDEST_PERCENT),
    )
    looks = (("best", _best), ("last", _last))
    epochs = {"best": "in the best epoch for it", "last": "after the last epoch"}
    return [
        Column(
            f"{look}_{metric}_{kind}",
            f"{look.capitalize()} {short} {abbreviation}",
            f"{part.capitalize()} {kind} {epochs[look]}, {unit}",
            value(f"{metric}_{kind}"),
            form,
            widest,
            number=True,
            shown=shown,
            best=min if kind == "loss" else max,
        )
        for look, value in looks
        for kind, abbreviation, unit, form, widest in kinds
    ]


STAR, NAME, STATE = "star", "name", "state"
COLUMNS = [
    Column(
        STAR,
        "★",
        "Starred: click or press *",
        lambda entry: 0 if entry.annotations.starred else 1,
        lambda unstarred: "☆" if unstarred else "★",
        combine=max,
    ),
    Column(
        NAME,
        "Name",
        "Double-click or press F2 to rename",
        lambda entry: entry.title,
        widest="Report, 3,000 images, seed 10",
    ),
    Column(STATE, "State", "Current state of the run", state, widest="completed, best"),
    Column(
        "epochs",
        "Epochs",
        "Epochs done / planned",
        lambda entry: (entry.summary.epochs, entry.epochs),
        lambda counts: f"{counts[0]:,} / {counts[1]:,}",
        "1,000 / 1,000",
        number=True,
    ),
    *_metrics("validation", "val.", shown=True),
    Column(
        "test",
        "Test acc.",
        "Test accuracy of the final network, in percent",
        lambda entry: entry.summary.test_accuracy,
        percent,
        _WIDEST_PERCENT,
        number=True,
        best=max,
    ),
    Column(
        "time",
        "Time",
        "Wall time, including evaluations but not pauses",
        lambda entry: entry.summary.duration or None,
        duration,
        "00 min 00 s",
        number=True,
        combine=sum,
    ),
    Column(
        "speed",
        "Images/s",
        "Training images per second, not counting evaluations",
        lambda entry: entry.images_per_second,
        lambda speed: f"{speed:,.0f}",
        "1,000,000",
        number=True,
        combine=_none,
    ),
    Column(
        "started",
        "Started",
        "When the run started",
        lambda entry: entry.metadata.created,
        moment,
        "00 Mmm, 00:00",
        number=True,
        combine=_first,
    ),
    Column(
        "preset",
        "Preset",
        "Preset that the run started with",
        lambda entry: entry.metadata.title or None,
        widest="Report, 3,000 images",
    ),
    Column(
        "network",
        "Network",
        "Units in each layer, and the activation",
        lambda entry: network(entry.settings) if entry.settings is not None else None,
        widest="784-300-100-10 Sigmoid",
    ),
    Column(
        "tags",
        "Tags",
        "Your tags for the run",
        lambda entry: ", ".join(entry.annotations.tags) or None,
        widest="several, tags",
        combine=_shared_tags,
    ),
    *_metrics("training", "train.", shown=False),
]
RESULTS_FIRST = ("best_validation_accuracy", "test", "best_validation_loss")
"""The results, which are initially shown directly after the name."""
NAME_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.name == NAME)
_STATE_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.name == STATE)
STAR_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.name == STAR)


def cells_of_run(entry: RunListing, rank: str = "") -> tuple[Cell, ...]:
    """Return the cells of a run; the state of one that is the best trial says its rank."""
    cells = tuple(column.cell(entry) for column in COLUMNS)
    if not rank:
        return cells
    state_cell = cells[_STATE_COLUMN]
    ranked = Cell(f"{state_cell.text}, {rank}", state_cell.key)
    return (*cells[:_STATE_COLUMN], ranked, *cells[_STATE_COLUMN + 1 :])


def cells_of_search(group: TrialGroup) -> tuple[Cell, ...]:
    """Return the cells of a search."""
    count, title = len(group.entries), group.title
    counted = count_seeds(count) if group.is_repetition else count_trials(count)
    own = {
        NAME: Cell(f"{title} · {counted}", sort_key(title)),
        STATE: _state_of_search(group.entries),
    }
    return tuple(own.get(column.name) or column.cell_of_search(group) for column in COLUMNS)


def result_of_search(group: TrialGroup) -> str:
    """Return what the results of a search are, in a sentence without its full stop."""
    if group.is_repetition:
        return _result_of_repetition(len(group.completed))
    result = group.result(group.best) if group.best is not None else None
    if group.best is None or result is None:
        return "No trial is complete yet"
    text = loss(result) if group.metric == LOSS else percent(result)
    others = f"; {len(group.tied):,} trials tie" if len(group.tied) > 1 else ""
    what = group.metric.replace("_", " ")
    head = "Best: trial" if len(group.entries) > 1 else "Trial"
    return f"{head} {group.best.metadata.trial_ordinal:,}, {what} {text} at its end{others}"


def _result_of_repetition(completed: int) -> str:
    if not completed:
        return "No seed is complete yet"
    if completed == 1:
        return "One seed is complete: means are shown from two on"
    return (
        f"Means of {count_seeds(completed)} that completed: “Best” is of each seed's best epoch, "
        "“Last” of its last"
    )


def count_states(trials: Sequence[RunListing]) -> str:
    """Return how many trials are in each state, such as “9 completed, 3 pruned”."""
    return ", ".join(f"{n:,} {name}" for name, n in Counter(map(state, trials)).most_common())


def _state_of_search(trials: Sequence[RunListing]) -> Cell:
    """Return the state that all trials have, or “running” if one of them is running."""
    states = [str(entry.state) for entry in trials]
    text = "running" if RunState.RUNNING in states else _common(states)
    if text is None:
        text = f"{states.count(RunState.COMPLETED):,} completed"
    return Cell(text, sort_key(text))
