"""The summary of a run, kept beside its history so that a thousand runs can be listed quickly."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from core.foundation.errors import HyperparameterError
from core.foundation.json_file import check_count, check_duration, check_real
from core.runs.history import Checksum, Record, parse_record, record_to_dict
from core.runs.result import end_from_dict, end_to_dict
from core.training.events import EpochEnd, LiveChange, TrainingEnd

METRICS: dict[str, Callable[[float, float], float]] = {
    "train_loss": min,
    "train_accuracy": max,
    "validation_loss": min,
    "validation_accuracy": max,
}
"""The metrics of an epoch, each with the function that chooses the better of two values."""
_SHARES = "train_accuracy", "validation_accuracy"
"""The accuracies among the metrics."""


@dataclass(slots=True)
class Summary:
    """What has happened in a run so far, in a few numbers."""

    epochs: int = 0
    """The number of completed epochs."""
    seconds: float = 0.0
    """The time of those epochs, without pauses."""
    training_seconds: float = 0.0
    """The part of that time without evaluations."""
    best: dict[str, tuple[float, int]] = field(default_factory=dict)
    """The best value of each metric, and its epoch."""
    last: dict[str, float] = field(default_factory=dict)
    """The value of each metric at the last epoch."""
    total_epochs: int = 0
    """The number of epochs planned by live changes; 0 without such a change."""
    changes: list[LiveChange] | None = field(default_factory=list)
    """The live changes in their order; None where an earlier version did not record them."""
    end: TrainingEnd | None = None
    test_accuracy: float | None = None
    """A fraction."""
    checksum: Checksum | None = None
    """The checksum of the history that is summarized; None where it is not known."""

    @property
    def duration(self) -> float:
        """Seconds of the whole training without pauses, with what it did after its last epoch."""
        return self.end.seconds if self.end is not None else self.seconds

    @classmethod
    def of_records(cls, records: Iterable[Record]) -> Self:
        """Return the summary of a history."""
        summary = cls()
        for record in records:
            summary.add(record)
        return summary

    def add(self, record: Record) -> None:
        """Add the next record."""
        match record:
            case EpochEnd():
                self.epochs = record.epoch
                self.seconds += record.seconds
                self.training_seconds += record.train_seconds
                for metric in METRICS:
                    self._update(metric, getattr(record, metric), record.epoch)
            case LiveChange():
                epochs = record.values.get("epochs")
                if isinstance(epochs, int):
                    self.total_epochs = epochs
                if self.changes is not None:
                    self.changes.append(record)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest validation loss; 0 before the first one."""
        return self.best.get("validation_loss", (0.0, 0))[1]

    def is_best(self, epoch: int) -> bool:
        """Return whether no epoch had a lower validation loss than this one."""
        return self.best_epoch == epoch

    def fits(self, content: bytes) -> bool:
        """Return whether a history may be the one that this summarizes.

        The history of a run that has not ended may have been continued since.
        """
        return self.end is None or self.checksum is None or self.checksum.fits(content)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "epochs": self.epochs,
            "seconds": self.seconds,
            "training_seconds": self.training_seconds,
            "best": self.best,
            "last": self.last,
            "total_epochs": self.total_epochs,
            "changes": [record_to_dict(change) for change in self.changes]
            if self.changes is not None
            else None,
            "end": end_to_dict(self.end) if self.end is not None else None,
            "test_accuracy": self.test_accuracy,
            "history": self.checksum._asdict() if self.checksum is not None else None,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` returned.

        Raises ValueError, TypeError, KeyError or AttributeError for anything else.
        """
        best = {
            metric: (_metric(metric, value), check_count(epoch))
            for metric, (value, epoch) in values["best"].items()
            if metric in METRICS
        }
        last = {name: _metric(name, v) for name, v in values["last"].items() if name in METRICS}
        end, test = values["end"], values["test_accuracy"]
        return cls(
            check_count(values["epochs"]),
            check_duration(values["seconds"]),
            check_duration(values["training_seconds"]),
            best,
            last,
            check_count(values["total_epochs"]),
            _changes(values.get("changes")),
            end_from_dict(end) if end is not None else None,
            check_real(test, minimum=0, maximum=1) if test is not None else None,
            Checksum.from_dict(values.get("history")),
        )

    def _update(self, metric: str, value: float, epoch: int) -> None:
        self.last[metric] = value
        before = self.best.get(metric)
        if before is None or METRICS[metric](before[0], value) != before[0]:
            self.best[metric] = value, epoch


def _changes(values: list[dict[str, Any]] | None) -> list[LiveChange] | None:
    if values is None:
        return None
    try:
        records = [parse_record(each) for each in values]
    except HyperparameterError as error:
        raise ValueError(str(error)) from error
    return [record for record in records if isinstance(record, LiveChange)]


def _metric(name: str, value: object) -> float:
    if name in _SHARES:
        return check_real(value, minimum=0, maximum=1)
    return check_real(value, minimum=0)
