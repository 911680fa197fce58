"""A run in a few numbers, kept beside its history so that a thousand runs are listed at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from core.foundation.json_file import check_count, check_duration, check_real
from core.runs.history import Record, Seal
from core.runs.result import end_of, end_to_dict
from core.training.events import EpochEnd, LiveChange, TrainingEnd

METRICS = {
    "train_loss": min,
    "train_accuracy": max,
    "validation_loss": min,
    "validation_accuracy": max,
}
_SHARES = "train_accuracy", "validation_accuracy"
"""Of an epoch; and what makes one of them the best."""


@dataclass(slots=True)
class Summary:
    """Grows with the history."""

    epochs: int = 0
    """Completed."""
    seconds: float = 0.0
    """Of those epochs, without pauses."""
    training_seconds: float = 0.0
    """Of those, without evaluations."""
    best: dict[str, tuple[float, int]] = field(default_factory=dict)
    """By metric, its best value and the epoch of that."""
    last: dict[str, float] = field(default_factory=dict)
    """By metric, its value at the last epoch."""
    total_epochs: int = 0
    """That it was or is to have; 0 where that is what it began with."""
    end: TrainingEnd | None = None
    test_accuracy: float | None = None
    """A fraction."""
    seal: Seal | None = None
    """Of the history that this is the summary of; None where it is not known."""

    @classmethod
    def of_records(cls, records: Iterable[Record]) -> Self:
        """The summary of a history."""
        summary = cls()
        for record in records:
            summary.add(record)
        return summary

    def add(self, record: Record) -> None:
        """What happened next."""
        match record:
            case EpochEnd():
                self.epochs = record.epoch
                self.seconds += record.seconds
                self.training_seconds += record.train_seconds
                for metric in METRICS:
                    self._look(metric, getattr(record, metric), record.epoch)
            case LiveChange():
                epochs = record.values.get("epochs")
                if isinstance(epochs, int):
                    self.total_epochs = epochs

    def is_best(self, epoch: int) -> bool:
        """Whether no epoch had a lower validation loss than this one."""
        return self.best.get("validation_loss", (0.0, 0))[1] == epoch

    def fits(self, content: bytes) -> bool:
        """Whether a history may be the one that this was made of. Of a run that has not ended it
        may have been written since."""
        return self.end is None or self.seal is None or self.seal.fits(content)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return {
            "epochs": self.epochs,
            "seconds": self.seconds,
            "training_seconds": self.training_seconds,
            "best": self.best,
            "last": self.last,
            "total_epochs": self.total_epochs,
            "end": end_to_dict(self.end) if self.end is not None else None,
            "test_accuracy": self.test_accuracy,
            "history": self.seal._asdict() if self.seal is not None else None,
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From what `to_dict` gave. Raises ValueError, TypeError, KeyError or AttributeError."""
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
            end_of(end) if end is not None else None,
            check_real(test, minimum=0, maximum=1) if test is not None else None,
            Seal.of(values.get("history")),
        )

    def _look(self, metric: str, value: float, epoch: int) -> None:
        self.last[metric] = value
        before = self.best.get(metric)
        if before is None or METRICS[metric](before[0], value) != before[0]:
            self.best[metric] = value, epoch


def _metric(name: str, value: object) -> float:
    if name in _SHARES:
        return check_real(value, minimum=0, maximum=1)
    return check_real(value, minimum=0)
