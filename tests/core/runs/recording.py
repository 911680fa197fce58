"""How the tests write runs, break them off and go on with them."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.models.model_file import load_model
from core.runs.history import Record
from core.runs.recorded_training import RecordedTraining
from core.runs.run import read_run
from core.training.events import Change, Command, TrainingEnd
from tests.core.training.driving import plain

from .settings import RICH

Answer = Callable[[object], Command | None]
CHANGE = Change({"learning_rate": 0.03})


def told(errors: list[RunError]) -> Callable[[RunError], None]:
    return errors.append


def fail(error: RunError) -> None:
    pytest.fail(f"{error} {error.details}")


def to_the_end(recorded: RecordedTraining, data: Dataset, answer: Answer = lambda _: None) -> None:
    with closing(recorded):
        events, command = recorded.events(), None
        while not isinstance(event := events.send(command), TrainingEnd):
            command = answer(event)
        finished = recorded.finish(event, data)
        if finished.problem is not None:
            raise finished.problem


def broken_off(recorded: RecordedTraining, after: int) -> None:
    """As by `kill -9`, so many events later."""
    events = recorded.events()
    for _ in range(after):
        next(events)
    events.close()
    recorded.close()


def begin(path: Path, data: Dataset, settings: object = RICH) -> RecordedTraining:
    return RecordedTraining.begin(settings, data, fail, path=path)  # type: ignore[arg-type]


def resume(
    path: Path, data: Dataset, tell: Callable[[RunError], None] = fail, *, repair: bool = False
) -> RecordedTraining:
    return RecordedTraining.resume(path, data, tell, repair=repair)


def history(path: Path) -> list[Record]:
    return [plain(record) for record in read_run(path).records]


def weights(path: Path) -> np.ndarray:
    return load_model(read_run(path).model_path).network.parameters
