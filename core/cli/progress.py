"""What `train` prints while it trains, and at the end."""

import json
import math
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial

from tqdm import tqdm

from core.evaluation.metrics import Evaluation
from core.training.events import EpochEnd, Status, TrainingEnd


def print_json(values: dict[str, object]) -> None:
    """Print one object at once, so that a reader at the other end of a pipe is not kept waiting.

    JSON has no word for infinity or not-a-number: they become null.
    """
    print(json.dumps(_finite(values), allow_nan=False), flush=True)


def _finite(value: object) -> object:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {key: _finite(each) for key, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
        case _:
            return value


@contextmanager
def reporter(epochs: int, *, done: int = 0, as_json: bool) -> Iterator[Callable[[EpochEnd], None]]:
    """JSON; or a progress bar on a terminal, a line an epoch elsewhere.

    `done` epochs are behind.
    """
    if as_json:
        yield _report_json
        return
    with _Bar(total=epochs, initial=done, unit="epoch", disable=None) as bar:
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


def print_left(epochs: int, run: str, *, as_json: bool) -> None:
    """Of a training that was told to end, and can be gone on with."""
    if as_json:
        print_json({"event": "left", "epochs": epochs, "run": run})
    else:
        print(f"left after {epochs} epochs; go on with: resume {shlex.quote(run)}")


def print_end(end: TrainingEnd, test: Evaluation, model: str, *, as_json: bool) -> None:
    """Print how a training ended, its results on the test images, and the file of the model."""
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
    print(f"test set: accuracy {test.accuracy:.2%}, loss {test.loss:.4f}, {test.errors} errors")
    if model:
        print(f"model: {model}")
