"""The history of a run as text for other programs: a table, and JSON lines."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from io import StringIO

from core.hyperparameters.schema import FIELDS
from core.runs.history import record_to_dict
from core.runs.result import end_to_dict
from core.runs.run import Run
from core.training.events import EpochEnd, LiveChange

_METRICS = [field.name for field in fields(EpochEnd)]
COLUMNS = ["images_seen", *_METRICS, "changes"]


def csv_of(run: Run) -> bytes:
    """A row an epoch, UTF-8 with a header. `changes` are the live changes since the row before,
    such as `learning_rate=0.001 at 1,500 images`; some after the last epoch have a row of their
    own, without metrics."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    changes: list[LiveChange] = []
    for record in run.records:
        if isinstance(record, LiveChange):
            changes.append(record)
            continue
        seen = record.epoch * run.settings.training_images
        writer.writerow({"images_seen": seen, **asdict(record), "changes": _told(changes)})
        changes = []
    if changes:
        writer.writerow({"images_seen": changes[-1].images_seen, "changes": _told(changes)})
    return text.getvalue().encode()


def json_lines_of(run: Run) -> bytes:
    """An object a line, each with its `event`: the run with its hyperparameters, epochs and live
    changes in their order, and where they are known the end and the test result."""
    objects = [_start(run), *map(record_to_dict, run.records), *_results(run)]
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects).encode()


def change_text(change: LiveChange) -> str:
    """What was changed, such as `learning_rate=0.001, batch_size=64`."""
    values = change.values.items()
    return ", ".join(f"{name}={FIELDS[name].format(value)}" for name, value in values)


def _told(changes: Iterable[LiveChange]) -> str:
    return "; ".join(f"{change_text(each)} at {each.images_seen:,} images" for each in changes)


def _start(run: Run) -> dict[str, object]:
    return {
        "event": "run",
        "title": run.title.encode("utf-8", "replace").decode(),
        "created": run.metadata.created.isoformat(),
        "hyperparameters": run.settings.to_dict(),
    }


def _results(run: Run) -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    if run.end is not None:
        results.append({"event": "end", **end_to_dict(run.end)})
    if run.test is not None:
        found = run.test
        told = {"images": found.images, "loss": found.loss, "accuracy": found.accuracy}
        results.append({"event": "test", **told})
    return results
