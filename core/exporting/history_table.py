"""The history and statistics of a run as a CSV table and as JSON lines, for other programs."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from io import StringIO
from math import isfinite

from core.hyperparameters.schema import FIELDS
from core.runs.epoch_statistics import NUMBERS, EpochStatistics, statistics_to_dict
from core.runs.history import record_to_dict
from core.runs.library import title_of_run
from core.runs.result import end_to_dict
from core.runs.run import Run
from core.runs.statistics_reader import readable_statistics
from core.training.events import EpochEnd, LiveChange

_METRICS = [field.name for field in fields(EpochEnd)]
COLUMNS = ["images_seen", *_METRICS, "changes"]


def csv_of(run: Run) -> bytes:
    """Return a CSV table in UTF-8 with a header and a row for each epoch.

    Behind the history stand the numbers of each layer, such as `layer1_gradient_norm`, where they
    were measured.

    `changes` are the live changes since the row before, such as `learning_rate=0.001 at 1,500
    images`; changes after the last epoch have a row of their own, without metrics.
    """
    text = StringIO()
    measured = {each.epoch: _layer_columns(each) for each in readable_statistics(run)}
    columns = [*COLUMNS, *next(iter(measured.values()), ())]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    changes: list[LiveChange] = []
    for record in run.records:
        if isinstance(record, LiveChange):
            changes.append(record)
            continue
        seen = record.epoch * run.settings.training_images
        row = {"images_seen": seen, **asdict(record), "changes": _changes_text(changes)}
        writer.writerow(row | measured.get(record.epoch, {}))
        changes = []
    if changes:
        writer.writerow({"images_seen": changes[-1].images_seen, "changes": _changes_text(changes)})
    return text.getvalue().encode()


def json_lines_of(run: Run) -> bytes:
    """Return JSON lines, each an object with its `event`.

    They are the run with its hyperparameters, epochs and live changes in order, each epoch followed
    by its statistics if it was measured, and the end and the test result where they are known.
    """
    objects = [_start(run), *_records(run), *_results(run)]
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects).encode()


def change_text(change: LiveChange) -> str:
    """Return a live change as text, such as `learning_rate=0.001, batch_size=64`."""
    values = change.values.items()
    return ", ".join(f"{name}={FIELDS[name].format(value)}" for name, value in values)


def _records(run: Run) -> Iterator[dict[str, object]]:
    measured = {each.epoch: each for each in readable_statistics(run)}
    for record in run.records:
        yield record_to_dict(record)
        if isinstance(record, EpochEnd) and record.epoch in measured:
            yield {"event": "statistics", **statistics_to_dict(measured[record.epoch])}


def _layer_columns(statistics: EpochStatistics) -> dict[str, float | str]:
    return {
        f"layer{number}_{name}": value if isfinite(value) else ""
        for number, layer in enumerate(statistics.layers, start=1)
        for name in NUMBERS
        if (value := getattr(layer, name)) is not None
    }


def _changes_text(changes: Iterable[LiveChange]) -> str:
    return "; ".join(f"{change_text(each)} at {each.images_seen:,} images" for each in changes)


def _start(run: Run) -> dict[str, object]:
    return {
        "event": "run",
        "title": title_of_run(run).encode("utf-8", "replace").decode(),
        "created": run.metadata.created.isoformat(),
        "hyperparameters": run.settings.to_dict(),
    }


def _results(run: Run) -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    if run.end is not None:
        results.append({"event": "end", **end_to_dict(run.end)})
    if run.test is not None:
        test = run.test
        values = {"images": test.images, "loss": test.loss, "accuracy": test.accuracy}
        results.append({"event": "test", **values})
    return results
