"""What is compared between runs: their results, and the settings in which they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.hyperparameters.differences import differing_fields
from core.hyperparameters.fields import OFF
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.run_listing import RunListing
from gui.runs import run_text
from gui.runs.run_columns import COLUMNS, Column

_METRICS = [
    f"{which}_validation_{kind}" for which in ("best", "last") for kind in ("loss", "accuracy")
]
_RESULTS = ("state", "epochs", *_METRICS, "test", "time")
"""The columns of the table of runs that are compared."""
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity that is compared, with its text for each run."""

    label: str
    tip: str
    texts: Sequence[str]
    number: bool
    best: frozenset[int] = frozenset()
    """The numbers of the runs that have the best result."""


def compare(entries: Sequence[RunListing], *, everything: bool) -> list[Line]:
    """Return the results and the settings in which runs differ or, if wanted, all of them."""
    results = [_result(column, entries) for column in COLUMNS if column.name in _RESULTS]
    results = [line for line in results if everything or len(set(line.texts)) > 1]
    known = [entry.settings for entry in entries if entry.settings is not None]
    different = differing_fields(known)
    settings = [entry.settings for entry in entries]
    return (
        results
        + [
            _setting(name, settings)
            for name in FIELDS
            if name in different or (everything and any(each.applies(name) for each in known))
        ]
        + [line for line in _changes(entries) if everything or len(set(line.texts)) > 1]
    )


def count_differing_changes(entries: Sequence[RunListing]) -> int:
    """Return the number of settings whose live changes differ between runs."""
    return sum(len(set(line.texts)) > 1 for line in _changes(entries))


def _changes(entries: Sequence[RunListing]) -> list[Line]:
    """Return the live changes of the runs, with a line for each setting that was changed."""
    changes = [entry.changes for entry in entries]
    return [
        Line(
            f"{FIELDS[name].label}, changed",
            f"Changes of “{FIELDS[name].label}” during training, with their epochs",
            [run_text.changes_of(name, each.get(name, ())) or _DASH for each in changes],
            number=False,
        )
        for name in FIELDS
        if any(name in each for each in changes)
    ]


def _result(column: Column, entries: Sequence[RunListing]) -> Line:
    cells = [column.cell(entry) for entry in entries]
    keys = [cell.key for cell in cells]
    known = [key for key in keys if key is not None]
    best: frozenset[int] = frozenset()
    if column.best is not None and len(set(known)) > 1:
        first = column.best(known)
        best = frozenset(number for number, key in enumerate(keys) if key == first)
    # “Epochs” alone is the setting.
    title = "Epochs done / planned" if column.name == "epochs" else column.title
    return Line(title, column.tip, [cell.text or _DASH for cell in cells], column.number, best)


def _setting(name: str, settings: Sequence[Hyperparameters | None]) -> Line:
    # None where it has no meaning beside what else was chosen, or cannot be read.
    values = [
        getattr(each, name) if each is not None and each.applies(name) else None
        for each in settings
    ]
    texts = [_DASH if value is None else run_text.setting(name, value) for value in values]
    short = [
        f"{value:.4g}" if isinstance(value, float) and text != OFF else text
        for value, text in zip(values, texts, strict=True)
    ]
    if len(set(short)) == len(set(texts)):
        texts = short  # a search draws numbers with seventeen digits
    return Line(run_text.label(name), FIELDS[name].help, texts, run_text.is_number(name))
