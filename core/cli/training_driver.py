"""The driver of `train` and `resume`: it runs a recorded training and prints its progress."""

import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import FrameType

from tqdm import tqdm

from core.cli.output import FAILED, print_json
from core.datasets.dataset import Dataset
from core.evaluation.metrics import Evaluation
from core.foundation.errors import RunError
from core.foundation.percent import percent
from core.runs.layout import MODEL
from core.runs.recorded_training import RecordedTraining
from core.runs.result import TrainingResult
from core.runs.run import Run, read_run
from core.training.events import BatchEnd, EpochEnd, Status, Stop, TrainingEnd
from core.training.timing import RateLimiter

INTERRUPTED = 130
_BY_SIGNAL = 128
_END_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
_STATUS = {Status.COMPLETED: 0, Status.STOPPED: INTERRUPTED, Status.DIVERGED: FAILED}


def warn(error: RunError) -> None:
    """Print what went wrong beside the training to standard error."""
    print(f"warning: {error} {error.details}", file=sys.stderr, flush=True)


def read_run_or_warn(path: Path) -> Run:
    """Read a run, with a warning where a part of it cannot be read. Raises RunError."""
    run = read_run(path)
    if run.problem:
        warn(RunError(f"Part of {path} cannot be read and is left out:", run.problem))
    return run


def train_to_end(
    recorded: RecordedTraining, dataset: Dataset, *, as_json: bool
) -> tuple[TrainingResult | None, int]:
    """Train, evaluate, save and print; return the result and the exit status.

    The status is 130 after Ctrl-C and 1 where the training diverged. When the process is told to
    end, by SIGTERM or because its terminal is closed, it suspends the run: there is no result, and
    the status is 143 or 129. Raises RunError where the run cannot be saved, after printing.
    """
    with closing(recorded), catch_signals() as caught:
        training = recorded.training
        done, settings = training.epochs, training.settings
        begun = training.images_seen > done * settings.training_images
        epochs = max(settings.epochs, done + begun)
        with _progress_reporter(epochs, done=done, as_json=as_json) as report:
            end = _drive(recorded, report, caught)
        if end is None:
            recorded.suspend()
            _print_suspended(training.epochs, recorded.folder.path, as_json=as_json)
            return None, exit_status(caught)
        result, folder, problem = recorded.finish(end, dataset)
    model = str(folder / MODEL) if folder is not None else ""
    _print_end(end, result.test, model, as_json=as_json)
    if problem is not None:
        raise problem
    if end.status is Status.DIVERGED:
        print(f"error: {end.reason}", file=sys.stderr)
    return result, _STATUS[end.status]


def _drive(
    recorded: RecordedTraining, report: Callable[[EpochEnd], None], caught: Sequence[int]
) -> TrainingEnd | None:
    """Run to the end, or return None to suspend. The first Ctrl-C stops the training in order."""
    events, limiter = recorded.events(), RateLimiter()
    event = next(events)
    while not isinstance(event, TrainingEnd):
        if isinstance(event, EpochEnd):
            report(event)
        if isinstance(event, BatchEnd):
            time.sleep(limiter.delay(recorded.training.settings.speed, time.monotonic()))
        if caught and caught[0] != signal.SIGINT:
            return None
        event = events.send(Stop() if caught else None)
    return event


@contextmanager
def catch_signals() -> Iterator[list[int]]:
    """Yield a list that collects the signals which ask the process to end.

    These are Ctrl-C, SIGTERM and the closing of the terminal. A second Ctrl-C raises
    KeyboardInterrupt.
    """
    caught: list[int] = []

    def catch(number: int, frame: FrameType | None) -> None:
        if caught and number == signal.SIGINT:
            raise KeyboardInterrupt
        caught.append(number)

    # A signal that is ignored, as by nohup, stays ignored.
    ends = [each for each in _END_SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, catch) for each in (signal.SIGINT, *ends)}
    try:
        yield caught
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def exit_status(caught: Sequence[int]) -> int:
    """Return the exit status of a process that was asked to end, as if the signal had ended it."""
    return _BY_SIGNAL + caught[0] if caught else INTERRUPTED


@contextmanager
def _progress_reporter(
    epochs: int, *, done: int, as_json: bool
) -> Iterator[Callable[[EpochEnd], None]]:
    """Yield what prints the end of an epoch: as JSON, in a progress bar, or as a line of text.

    The bar is for a terminal. `done` epochs are already completed.
    """
    if as_json:
        yield lambda event: print_json({"event": "epoch", **asdict(event)})
        return
    with _Bar(total=epochs, initial=done, unit="epoch", disable=None) as bar:
        yield partial(_report_text, bar)


class _Bar(tqdm):
    monitor_interval = 0
    """No thread that watches the bar: it would outlive the training."""


def _report_text(bar: _Bar, event: EpochEnd) -> None:
    text = (
        f"loss {event.train_loss:.4f} / {event.validation_loss:.4f}, "
        f"accuracy {percent(event.train_accuracy)} / {percent(event.validation_accuracy)}"
    )
    if bar.disable:
        print(f"epoch {event.epoch}: {text} (training / validation)", flush=True)
    bar.set_postfix_str(text, refresh=False)
    bar.update()


def _print_suspended(epochs: int, run: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": "left", "epochs": epochs, "run": str(run)})
    else:
        print(f"suspended after {epochs} epochs; continue with: resume {shlex.quote(str(run))}")


def _print_end(end: TrainingEnd, test: Evaluation, model: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "event": "end",
                "status": end.status.value,
                "epochs": end.epochs,
                "test_loss": test.loss,
                "test_accuracy": test.accuracy,
                "seconds": end.seconds,
                "model": model,
                "reason": end.reason,
            }
        )
        return
    print(f"{end.status.value} after {end.epochs} epochs and {end.seconds:.1f} s")
    if end.reason and end.status is Status.COMPLETED:
        print(end.reason)
    print(
        f"test set: accuracy {percent(test.accuracy)}, loss {test.loss:.4f}, {test.errors:,} errors"
    )
    if model:
        print(f"model: {model}")
