"""Trainings that are watched as the window does, for the rules of the hints."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np

from core.datasets.dataset import Dataset
from core.hints.evidence import BatchLosses, Evidence
from core.hints.hint import Hint
from core.hints.rules import find_hint
from core.hyperparameters.schema import Hyperparameters
from core.runs.statistics_recorder import measure
from core.training.events import BatchEnd, Change, EpochEnd, LiveChange, Status, TrainingEnd
from core.training.trainer import Training, new_network

RECENT = 100


def watched(
    settings: Hyperparameters, dataset: Dataset, epochs: int, change: Change | None = None
) -> Iterator[Evidence]:
    """What is known at the end of each epoch; the change is made after the last but one."""
    training = Training(new_network(settings), dataset, settings)
    training.keep_last_step()
    losses, ends, statistics, changes = [], [], [], []
    with closing(training.events()) as events:
        event = next(events)
        while True:
            command, divergence = None, None
            match event:
                case BatchEnd():
                    losses.append(event.loss)
                case LiveChange():
                    changes.append(event)
                case EpochEnd():
                    ends.append(event)
                    statistics.append(measure(training))
                    command = change if event.epoch == epochs - 1 else None
                case TrainingEnd(status=Status.DIVERGED, reason=reason):
                    divergence = reason
            if isinstance(event, EpochEnd | TrainingEnd):
                recent = losses[-RECENT:]
                yield Evidence(
                    training.settings,
                    tuple(ends),
                    tuple(changes),
                    tuple(statistics),
                    BatchLosses(losses[0], float(np.mean(recent)), len(recent)),
                    divergence,
                )
                if isinstance(event, TrainingEnd) or event.epoch >= epochs:
                    return
            event = next(events) if command is None else events.send(command)


def hints(settings: Hyperparameters, dataset: Dataset, epochs: int) -> list[Hint]:
    """The hints of a training, one for each end of an epoch at which there is one."""
    found = (find_hint(evidence) for evidence in watched(settings, dataset, epochs))
    return [hint for hint in found if hint is not None]
