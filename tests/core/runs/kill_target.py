"""Trains a run in processes that can be killed: a line on standard input starts one.

The parent process has imported everything; each child that it forks begins or goes on with the
run in the folder that is its argument, and now and then changes something as a person would.
"""

import os
import random
import sys
from contextlib import closing
from pathlib import Path

from core.datasets.mnist import load_mnist
from core.foundation.blas_threads import limit_threads
from core.runs import checkpoints
from core.runs.recorded_training import RecordedTraining
from core.runs.run_folder import is_run
from core.runs.weights_budget import MEGABYTE
from core.training.events import BatchEnd, Change, Command, Event, TrainingEnd
from tests.core.runs.settings import RICH, few

CHANGES = [{"learning_rate": 0.02}, {"rotation": 20.0}, {"batch_size": 24}, {"dropout": 0.1}]
_OFTEN = 0.01


def live(folder: Path, dataset: object, epochs: int) -> None:
    """Train as far as one comes."""
    settings = RICH.with_values({"epochs": epochs})
    if is_run(folder):
        recorded = RecordedTraining.resume(folder, dataset, print, budget=MEGABYTE)
    else:
        recorded = RecordedTraining.begin(settings, dataset, print, path=folder, budget=MEGABYTE)
    with closing(recorded):
        events, command = recorded.events(), None
        while not isinstance(event := events.send(command), TrainingEnd):
            command = wish(event)
        assert recorded.finish(event, dataset).folder == folder
    os.write(1, b"done\n")


def wish(event: Event) -> Command | None:
    if isinstance(event, BatchEnd) and random.random() < _OFTEN:
        return Change(random.choice(CHANGES))
    return None


def main() -> None:
    folder, epochs = Path(sys.argv[1]), int(sys.argv[2])
    checkpoints.INTERVAL = 0.02
    limit_threads()
    dataset = few(load_mnist())
    os.write(1, b"ready\n")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            random.seed()
            live(folder, dataset, epochs)
            os._exit(0)
        os.write(1, f"{child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"gone\n")


if __name__ == "__main__":
    main()
