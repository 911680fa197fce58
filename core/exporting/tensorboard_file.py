"""Export of the history and statistics of a run as an event file of TensorBoard."""

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from core.exporting.history_table import change_text
from core.exporting.optional_import import require_library
from core.foundation.errors import ExportError
from core.foundation.files import write_atomically
from core.inside.layer_statistics import Histogram
from core.runs.epoch_statistics import HISTOGRAMS, NUMBERS, EpochStatistics
from core.runs.output_guard import check_replaceable
from core.runs.run import Run
from core.runs.statistics_reader import readable_statistics
from core.training.events import EpochEnd, LiveChange

if TYPE_CHECKING:
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.proto.summary_pb2 import Summary

_MARK = "tfevents"
"""TensorBoard reads only files whose names contain this."""
_KINDS = {
    "loss/train": "train_loss",
    "loss/validation": "validation_loss",
    "accuracy/train": "train_accuracy",
    "accuracy/validation": "validation_accuracy",
}


def write_events(path: Path, run: Run) -> Path:
    """Write an event file; return its path.

    TensorBoard ignores files without `tfevents` in their names: where `path` has none, it is the
    folder of the file, for `tensorboard --logdir`. A step is an epoch; a live change has the step
    of the epoch in which it was made. Raises ExportError without the library tensorboardX, and
    where nothing can be written.
    """
    content = events_of(run)
    created = int(run.metadata.created.timestamp())
    file = path if is_event_file(path) else path / f"events.out.{_MARK}.{created}.inkling"
    check_replaceable(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, content)
    except OSError as error:
        raise ExportError(f"{path} cannot be written.", str(error)) from error
    return file


def is_event_file(path: Path) -> bool:
    """Return whether TensorBoard reads a file of this name."""
    return _MARK in path.name


def events_of(run: Run) -> bytes:
    """Return the content of the event file. Raises ExportError without tensorboardX."""
    with require_library("tensorboardX", "tensorboard"):
        from tensorboardX.record_writer import RecordWriter

    # The library can write records only to files.
    with TemporaryDirectory() as folder:
        file = Path(folder) / _MARK
        writer = RecordWriter(str(file))
        try:
            for event in _events(run):
                writer.write(event.SerializeToString())
        finally:
            writer.close()
        return file.read_bytes()


def _events(run: Run) -> Iterator["Event"]:
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.summary import scalar, text

    measured = {each.epoch: each for each in readable_statistics(run)}
    began = now = run.metadata.created.timestamp()
    yield Event(wall_time=began, file_version="brain.Event:2")
    settings = _code(json.dumps(run.settings.to_dict(), indent=2))
    yield Event(wall_time=began, step=0, summary=text("hyperparameters", settings))
    for record in run.records:
        if isinstance(record, LiveChange):
            step = record.images_seen // run.settings.training_images + 1
            yield Event(wall_time=now, step=step, summary=text("live changes", change_text(record)))
            continue
        now += record.seconds
        for tag, value in _scalars(record, run.settings.training_images):
            yield Event(wall_time=now, step=record.epoch, summary=scalar(tag, value))
        if record.epoch in measured:
            for summary in _summaries(measured[record.epoch]):
                yield Event(wall_time=now, step=record.epoch, summary=summary)


def _scalars(epoch: EpochEnd, images: int) -> Iterator[tuple[str, float]]:
    for tag, name in _KINDS.items():
        yield tag, getattr(epoch, name)
    if epoch.train_seconds > 0:
        yield "speed/images per second of training", images / epoch.train_seconds


def _summaries(statistics: EpochStatistics) -> Iterator["Summary"]:
    from tensorboardX.summary import scalar

    for number, layer in enumerate(statistics.layers, start=1):
        for name in HISTOGRAMS:
            histogram: Histogram = getattr(layer, name)
            if histogram.counts.any():
                yield _histogram(f"{name}/layer_{number}", histogram)
        for name in NUMBERS:
            value = getattr(layer, name)
            if value is not None and isfinite(value):
                yield scalar(f"{name}/layer_{number}", value)


def _histogram(tag: str, histogram: Histogram) -> "Summary":
    """Return a histogram whose values count as the middles of their bins."""
    from tensorboardX.summary import histogram_raw

    edges, counts = histogram.edges, histogram.counts
    used = np.flatnonzero(counts)
    middles = (edges[:-1] + edges[1:]) / 2
    return histogram_raw(
        tag,
        min=edges[used[0]],
        max=edges[used[-1] + 1],
        num=counts.sum(),
        sum=middles @ counts,
        sum_squares=middles**2 @ counts,
        bucket_limits=edges[1:].tolist(),
        bucket_counts=counts.tolist(),
    )


def _code(text: str) -> str:
    """Return Markdown that shows a text unchanged."""
    return "\n".join(f"    {line}" for line in text.splitlines())
