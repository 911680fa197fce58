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
)


@dataclass(slots=True, eq=False)
class RunRow:
    """The row of a run."""

    entry: RunListing
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, entry: RunListing) -> "RunRow":
        """Make the row of a run."""
        return cls(entry, cells_of_run(entry))


@dataclass(slots=True, eq=False)
class SearchRow:
    """The row of a search, above those of its trials."""

    name: str
    id: int
    """What the indexes of its trials contain; 0 is for rows that belong to no search."""
    trials: list[RunRow] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()

    @property
    def entries(self) -> list[RunListing]:
        """The runs of its trials."""
        return [trial.entry for trial in self.trials]

    def update(self) -> None:
        """Make the cells from those of the trials."""
        self.cells = cells_of_search(self.name, self.entries)


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
        return count_states(row.entries) if column.name in {NAME, STATE} else text or None
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
