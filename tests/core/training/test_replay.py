"""Live changes that are made once more, at the same places."""

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.training.events import BatchEnd, Change, Command, EpochEnd, Evaluating, Event, LiveChange
from core.training.replay import Replay

from .driving import RICH, TinyDataset, new_training, plain, results

STEP, END = {"batch_size": 5, "noise": 0.2}, {"learning_rate": 0.1}


def told(dataset: Dataset, answer: object) -> tuple[list[Event], np.ndarray]:
    training = new_training(dataset, RICH)
    events, heard = training.events(), []
    command: Command | None = None
    while True:
        try:
            event = events.send(command)
        except StopIteration:
            return heard, training.network.parameters.copy()
        heard.append(plain(event))
        command = answer(event)  # type: ignore[operator]


def answer_of(replay: Replay) -> Callable[[Event], Change | None]:
    """What a driver answers to each event so that the changes of a replay are made."""

    def answer(event: Event) -> Change | None:
        replay.observe(event)
        return replay.pop_due()

    return answer


def changes(events: Iterable[Event]) -> list[LiveChange]:
    return [event for event in events if isinstance(event, LiveChange)]


class Person:
    """Changes something at the first event of a kind in an epoch, and then something else."""

    def __init__(self, kind: type, epoch: int) -> None:
        self._kind, self._epoch = kind, epoch
        self._left = [Change(END), Change(STEP)]

    def __call__(self, event: Event) -> Change | None:
        here = isinstance(event, self._kind) and getattr(event, "epoch", 0) == self._epoch
        if here or isinstance(event, LiveChange):
            return self._left.pop() if self._left else None
        return None


@pytest.mark.parametrize("kind", [BatchEnd, Evaluating, EpochEnd])
@pytest.mark.parametrize("epoch", [1, 2])
def test_replayed_changes_give_the_same_training(tiny: TinyDataset, kind: type, epoch: int) -> None:
    dataset = tiny(60, 20)
    first, reached = told(dataset, Person(kind, epoch))
    assert [change.values for change in changes(first)] == [STEP, END]
    second, again = told(dataset, answer_of(Replay(changes(first))))
    assert changes(second) == changes(first)
    unchanged = [
        [event for event in results(events) if not isinstance(event, LiveChange)]
        for events in (first, second)
    ]
    assert unchanged[0] == unchanged[1]
    assert np.array_equal(reached, again)


def test_without_changes_nothing_is_said(tiny: TinyDataset) -> None:
    assert told(tiny(60, 20), answer_of(Replay([])))[0] == told(tiny(60, 20), lambda event: None)[0]
