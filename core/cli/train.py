"""`train`: a network on MNIST, with a progress bar or JSON."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from types import FrameType

from tqdm import tqdm

from core.cli.output import print_json
from core.cli.settings import chosen_settings
from core.datasets.mnist import load_mnist
from core.evaluation.metrics import Evaluation, evaluate
from core.runs.folder import RunFolder
from core.runs.model_file import Model
from core.training.events import EpochEnd, Status, Stop, TrainingEnd
from core.training.trainer import Events, Training, new_network

FAILED = 1
INTERRUPTED = 130


def run(options: argparse.Namespace) -> int:
    """Train, save, evaluate on the test set; 130 after Ctrl-C, 1 when the training diverged."""
    settings = chosen_settings(options)
    folder = RunFolder(settings, options.out)
    dataset = load_mnist()
    training = Training(new_network(settings), dataset, settings)
    with _reporter(settings.epochs, as_json=options.json) as report:
        history, end = _drive(training.events(), report)
    network = training.network.snapshot()
    folder.save(Model(network, settings, end.epochs), history)
    test = evaluate(network, dataset.test)
    _print_end(end, test, str(folder.model_path), as_json=options.json)
    if end.status is Status.DIVERGED:
        print(f"error: {end.reason}", file=sys.stderr)
    return {Status.COMPLETED: 0, Status.STOPPED: INTERRUPTED, Status.DIVERGED: FAILED}[end.status]


def _drive(
    training: Events, report: Callable[[EpochEnd], None]
) -> tuple[list[EpochEnd], TrainingEnd]:
    """Run to the end; the first Ctrl-C asks for a stop in order, a second one insists."""
    history = []
    with _interrupts() as interrupted:
        event = next(training)
        while not isinstance(event, TrainingEnd):
            if isinstance(event, EpochEnd):
                history.append(event)
                report(event)
            event = training.send(Stop() if interrupted else None)
    return history, event


@contextmanager
def _interrupts() -> Iterator[list[int]]:
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


@contextmanager
def _reporter(epochs: int, *, as_json: bool) -> Iterator[Callable[[EpochEnd], None]]:
    """JSON; or a progress bar on a terminal, a line an epoch elsewhere."""
    if as_json:
        yield _report_json
        return
    with _Bar(total=epochs, unit="epoch", disable=None) as bar:
        yield partial(_report_text, bar)


class _Bar(tqdm):
    monitor_interval = 0
    """No thread that watches the bar: it would outlive the training."""


def _report_text(bar: _Bar, event: EpochEnd) -> None:
    text = (
        f"loss {event.train_loss:.4f} / {event.validation_loss:.4f}, "
        f"accuracy {event.train_accuracy:.2%} / {event.validation_accuracy:.2%}"
    )
    if bar.disable:
        print(f"epoch {event.epoch}: {text} (training / validation)", flush=True)
    bar.set_postfix_str(text, refresh=False)
    bar.update()


def _report_json(event: EpochEnd) -> None:
    print_json({"event": "epoch", **asdict(event)})


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
            }
        )
        return
    print(f"{end.status.value} after {end.epochs} epochs and {end.seconds:.1f} s")
    print(f"test set: accuracy {test.accuracy:.2%}, loss {test.loss:.4f}, {test.errors} errors")
    print(f"model: {model}")
