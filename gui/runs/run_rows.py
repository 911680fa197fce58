"""The rows of the table of runs: a run, or a search with its trials below it."""

from dataclasses import dataclass, field, fields
from typing import TypeVar

from core.runs.run_listing import RunListing
from gui.common.table_model import Cell
from gui.runs.run_columns import (
    NAME,
    STAR,
    STATE,
    Column,
    cells_of_run,
    cells_of_search,
    count_states,
    result_of_search,
)
from gui.runs.trial_group import TrialGroup


@dataclass(slots=True, eq=False)
class RunRow:
    """The row of a run."""

    entry: RunListing
    cells: tuple[Cell, ...]
    rank: str = ""
    """“best” or “tied best” for the best trial of a search; empty for others."""

    @classmethod
    def of(cls, entry: RunListing) -> "RunRow":
        """Make the row of a run."""
        return cls(entry, cells_of_run(entry))

    def show(self, entry: RunListing, rank: str) -> None:
        """Make the cells for a run as it is now."""
        self.entry, self.rank, self.cells = entry, rank, cells_of_run(entry, rank)


@dataclass(slots=True, eq=False)
class SearchRow:
    """The row of a search, above those of its trials."""

    name: str
    id: int
    """What the indexes of its trials contain; 0 is for rows that belong to no search."""
    trials: list[RunRow] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    result: str = ""
    """What its results are."""
    is_repetition: bool = False
    """Whether its trials differ only in their seeds."""

    @property
    def entries(self) -> list[RunListing]:
        """The runs of its trials."""
        return [trial.entry for trial in self.trials]

    def update(self) -> list[int]:
        """Make the cells from those of the trials; return which trials have another rank now."""
        group = TrialGroup(self.entries)
        self.is_repetition = group.is_repetition
        self.cells, self.result = cells_of_search(group), result_of_search(group)
        # One trial alone is compared with nothing.
        best = {entry.path for entry in group.tied} if len(self.trials) > 1 else set()
        word = "best" if len(best) == 1 else "tied best"
        if len(self.trials) == 1:
            word = ""  # there is nothing to be better than
        changed = []
        for number, trial in enumerate(self.trials):
            rank = word if trial.entry.path in best else ""
            if rank != trial.rank:
                trial.show(trial.entry, rank)
                changed.append(number)
        return changed


Row = RunRow | SearchRow
AnyRow = TypeVar("AnyRow", RunRow, Row)


def same(one: RunListing, other: RunListing) -> bool:
    """Return whether two listings show the same."""
    return one is other or all(
        getattr(one, field.name) == getattr(other, field.name) for field in fields(RunListing)
    )


def tip_of(row: Row, column: Column, text: str) -> str | None:
    """Return a tooltip with what a cell may have no room for."""
    if isinstance(row, SearchRow):
        if column.name in {NAME, STATE}:
            return f"{count_states(row.entries)}\n{row.result}."
        return f"{text}\n{row.result}." if column.best is not None and text else text or None
    if row.entry.problem:
        return f"Damaged: {row.entry.problem}"
    end = row.entry.summary.end
    if column.name == STATE and end is not None and end.reason:
        return f"{text}: {end.reason}"
    return column.tip if column.name == STAR else text or None


def spoken(column: Column, text: str) -> str:
    """Return the text of a cell as a screen reader says it, with the title of its column."""
    if column.name == STAR:
        return "starred" if text == "★" else "not starred"
    return f"{column.title}: {text or 'none'}"
