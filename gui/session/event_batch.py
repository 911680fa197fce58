"""The events of a training, sorted once for everything that shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.training.events import BatchEnd, EpochEnd, LiveChange


@dataclass(frozen=True)
class EventBatch:
    """The events since the last batch by kind, each kind in order.

    There are thousands of mini-batches a second, and the training waits while the GUI thread reads
    them: they are sorted only once.
    """

    batches: list[BatchEnd] = field(default_factory=list)
    epochs: list[EpochEnd] = field(default_factory=list)
    changes: list[LiveChange] = field(default_factory=list)
    others: list[object] = field(default_factory=list)

    @classmethod
    def sort(cls, events: Iterable[object]) -> "EventBatch":
        """Sort events of a training, and what is reported besides them."""
        sorted_events = cls()
        batches = sorted_events.batches
        for event in events:
            if type(event) is BatchEnd:
                batches.append(event)
            else:
                sorted_events._take(event)
        return sorted_events

    def _take(self, event: object) -> None:
        match event:
            case EpochEnd():
                self.epochs.append(event)
            case LiveChange():
                self.changes.append(event)
            case _:
                self.others.append(event)
