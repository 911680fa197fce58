"""Drives a recorded training to its end, on a terminal or for another program."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from core.cli.progress import print_end, reporter
from core.datasets.dataset import Dataset
from core.errors import RunError
from core.evaluation.metrics import evaluate
from core.runs.layout import MODEL
from core.runs.outcome import Outcome, model_of
from core.runs.recorded import RecordedTraining
from core.runs.run import Run, read_run
from core.training.events import BatchEnd, EpochEnd, Status, Stop, TrainingEnd
from core.training.pace import Pace

FAILED = 1
INTERRUPTED = 130
_STATUS = {Status.COMPLETED: 0, Status.STOPPED: INTERRUPTED, Status.DIVERGED: FAILED}


def warn(error: RunError) -> None:
    """Say what went wrong beside the training."""
    print(f"warning: {error} {error.details}", file=sys.stderr, flush=True)


def read_run_or_warn(path: Path) -> Run:
    """A run to show to others; what of it cannot be read is said. Raises RunError."""
    run = read_run(path)
    if run.problem:
        warn(RunError(f"Not all of {path} can be read, and what cannot is left out:", run.problem))
    return run


def to_the_end(
    recorded: RecordedTraining, dataset: Dataset, *, as_json: bool
) -> tuple[Outcome, int]:
    """Train, evaluate, save and tell; the exit status is 130 after Ctrl-C, 1 when it diverged."""
    with closing(recorded):
        training = recorded.training
        with reporter(training.settings.epochs, done=training.epochs, as_json=as_json) as report:
            end = _drive(recorded, report)
        model = model_of(training, dataset, end)
        outcome = Outcome(model, end, evaluate(model.network, dataset.test))
        try:
            path = str(recorded.save(outcome) / MODEL)
        except RunError:
            print_end(end, outcome.test, "", as_json=as_json)  # nobody trains it again for that
            raise
    print_end(end, outcome.test, path, as_json=as_json)
    if end.status is Status.DIVERGED:
        print(f"error: {end.reason}", file=sys.stderr)
    return outcome, _STATUS[end.status]


def _drive(recorded: RecordedTraining, report: Callable[[EpochEnd], None]) -> TrainingEnd:
    """Run to the end; the first Ctrl-C asks for a stop in order, a second one insists."""
    events, pace = recorded.events(), Pace()
    with interrupts() as interrupted:
        event = next(events)
        while not isinstance(event, TrainingEnd):
            if isinstance(event, EpochEnd):
                report(event)
            if isinstance(event, BatchEnd):
                time.sleep(pace.delay(recorded.training.settings.speed, time.monotonic()))
            event = events.send(Stop() if interrupted else None)
    return event


@contextmanager
def interrupts() -> Iterator[list[int]]:
    """A list that fills when Ctrl-C is pressed."""
    caught: list[int] = []

    def catch(number: int, frame: FrameType | None) -> None:
        if caught:
            raise KeyboardInterrupt
        caught.append(number)

    before = signal.signal(signal.SIGINT, catch)
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)
