"""The columns of the table of runs: what each shows, and what it sorts by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.foundation.percent import percent, widest_percent
from core.runs.library import RunListing
from gui.common.table_model import Cell, sort_key
from gui.runs.run_text import duration, loss, moment, network, state

Value = str | float | tuple[int, int] | datetime


_BEYOND = "out of range"


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

    def cell(self, entry: RunListing) -> Cell:
        """Return the cell of a run.

        A number or a time that is too large to be written is shown as such.
        """
        try:
            value = self.value(entry)
            return Cell("" if value is None else self.form(value), sort_key(value))
        except (ArithmeticError, ValueError):
            return Cell(_BEYOND, None)


def _best(metric: str) -> Callable[[RunListing], float | None]:
    return lambda entry: entry.summary.best.get(metric, (None, 0))[0]


def _last(metric: str) -> Callable[[RunListing], float | None]:
    return lambda entry: entry.summary.last.get(metric)


def _metrics(part: str, short: str, *, shown: bool) -> list[Column]:
    """Return the columns for a part of the images: best and last loss and accuracy."""
    metric = "train" if part == "training" else part
    kinds = (
        ("loss", "loss", "in nats per image", loss, "0.00000"),
        ("accuracy", "acc.", "in percent", percent, widest_percent()),
    )
    looks = (("best", _best), ("last", _last))
    return [
        Column(
            f"{look}_{metric}_{kind}",
            f"{look.capitalize()} {short} {abbreviation}",
            f"{look.capitalize()} {part} {kind}, {unit}",
            value(f"{metric}_{kind}"),
            form,
            widest,
            number=True,
            shown=shown,
        )
        for look, value in looks
        for kind, abbreviation, unit, form, widest in kinds
    ]


STAR, NAME = "star", "name"
COLUMNS = [
    Column(
        STAR,
        "★",
        "Starred: click or press *",
        lambda entry: 0 if entry.annotations.starred else 1,
        lambda unstarred: "☆" if unstarred else "★",
    ),
    Column(
        NAME,
        "Name",
        "Double-click or press F2 to rename",
        lambda entry: entry.title,
        widest="Report, 3,000 images",
    ),
    Column("state", "State", "Current state of the run", state, widest="interrupted"),
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
        widest_percent(),
        number=True,
    ),
    Column(
        "time",
        "Time",
        "Wall time, including evaluations but not pauses",
        lambda entry: entry.summary.seconds or None,
        duration,
        "00 min 00 s",
        number=True,
    ),
    Column(
        "speed",
        "Images/s",
        "Training images per second, not counting evaluations",
        lambda entry: entry.images_per_second,
        lambda speed: f"{speed:,.0f}",
        "1,000,000",
        number=True,
    ),
    Column(
        "started",
        "Started",
        "When the run started",
        lambda entry: entry.metadata.created,
        moment,
        "00 Mmm, 00:00",
        number=True,
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
        widest="784-300-100-10 sigmoid",
    ),
    Column(
        "tags",
        "Tags",
        "Your tags for the run",
        lambda entry: ", ".join(entry.annotations.tags) or None,
        widest="several, tags",
    ),
    *_metrics("training", "train.", shown=False),
]
