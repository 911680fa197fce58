"""Export of the history of a run as an event file of TensorBoard."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.exporting.history_table import change_text
from core.exporting.optional_import import require_library
from core.foundation.errors import ExportError
from core.foundation.files import write_atomically
from core.runs.output_guard import check_replaceable
from core.runs.run import Run
from core.training.events import EpochEnd, LiveChange

if TYPE_CHECKING:
    from tensorboardX.proto.event_pb2 import Event

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


def _scalars(epoch: EpochEnd, images: int) -> Iterator[tuple[str, float]]:
    for tag, name in _KINDS.items():
        yield tag, getattr(epoch, name)
    if epoch.train_seconds > 0:
        yield "speed/images per second of training", images / epoch.train_seconds


def _code(text: str) -> str:
    """Return Markdown that shows a text unchanged."""
    return "\n".join(f"    {line}" for line in text.splitlines())
