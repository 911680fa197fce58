"""Drives a recorded training to its end, on a terminal or for another program."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from core.cli.progress import print_end, print_left, reporter
from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.foundation.errors import RunError
from core.runs.layout import MODEL
from core.runs.recorded_training import RecordedTraining
from core.runs.run import Run, read_run
from core.runs.training_result import TrainingResult, model_of
from core.training.events import BatchEnd, EpochEnd, Status, Stop, TrainingEnd
from core.training.timing import RateLimiter

FAILED = 1
INTERRUPTED = 130
_BY_SIGNAL = 128
_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
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
) -> tuple[TrainingResult | None, int]:
    """Train, evaluate, save and tell; the exit status is 130 after Ctrl-C, 1 when it diverged.

    Where the process is told to end, by SIGTERM or because its terminal is closed, it leaves the
    run so that it can be gone on with, and there is no outcome; the status is then 143 or 129.
    """
    with closing(recorded), interrupts() as interrupted:
        training = recorded.training
        with reporter(training.settings.epochs, done=training.epochs, as_json=as_json) as report:
            end = _drive(recorded, report, interrupted)
        if end is None:
            recorded.leave()
            print_left(training.epochs, str(recorded.folder.path), as_json=as_json)
            return None, status_of(interrupted)
        model = model_of(training, dataset, end)
        outcome = TrainingResult(model, end, evaluate(model.network, dataset.test))
        try:
            path = str(recorded.save(outcome) / MODEL)
        except RunError:
            print_end(end, outcome.test, "", as_json=as_json)  # nobody trains it again for that
            raise
    print_end(end, outcome.test, path, as_json=as_json)
    if end.status is Status.DIVERGED:
        print(f"error: {end.reason}", file=sys.stderr)
    return outcome, _STATUS[end.status]


def _drive(
    recorded: RecordedTraining, report: Callable[[EpochEnd], None], interrupted: Sequence[int]
) -> TrainingEnd | None:
    """Run to the end; None where it is left before. The first Ctrl-C asks for a stop in order."""
    events, pace = recorded.events(), RateLimiter()
    event = next(events)
    while not isinstance(event, TrainingEnd):
        if isinstance(event, EpochEnd):
            report(event)
        if isinstance(event, BatchEnd):
            time.sleep(pace.delay(recorded.training.settings.speed, time.monotonic()))
        if interrupted and interrupted[0] != signal.SIGINT:
            return None
        event = events.send(Stop() if interrupted else None)
    return event


@contextmanager
def interrupts() -> Iterator[list[int]]:
    """A list of the signals that ask the process to end: Ctrl-C, SIGTERM, and that its terminal
    is closed. A second Ctrl-C insists: it raises KeyboardInterrupt."""
    caught: list[int] = []

    def catch(number: int, frame: FrameType | None) -> None:
        if caught and number == signal.SIGINT:
            raise KeyboardInterrupt
        caught.append(number)

    # What somebody has had ignored, such as nohup, stays ignored.
    ends = [each for each in _ENDS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, catch) for each in (signal.SIGINT, *ends)}
    try:
        yield caught
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def status_of(interrupted: Sequence[int]) -> int:
    """The exit status of a process that was asked to end, as if the signal had ended it."""
    return _BY_SIGNAL + interrupted[0] if interrupted else INTERRUPTED
