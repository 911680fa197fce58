"""The rates of training with and without the window, in images per second over whole epochs."""

import time
from collections.abc import Callable

from core.datasets.mnist import load_mnist
from core.hyperparameters.presets import DEFAULT, preset
from core.training.events import EpochEnd
from core.training.trainer import new_network, train
from gui.benchmarks.simulated_pen import wait_until
from gui.main_window import MainWindow
from gui.session.event_batch import EventBatch


def headless_rate(at_least: float) -> float:
    """Return images per second, over whole epochs that take at least this many seconds."""
    settings, dataset = preset(DEFAULT).hyperparameters, load_mnist()
    training = train(new_network(settings), dataset, settings)
    seconds = images = 0.0
    for event in training:
        if isinstance(event, EpochEnd):
            seconds += event.seconds
            images += settings.training_images
        if seconds > at_least:
            break
    return images / seconds


def window_rate(window: MainWindow, meanwhile: Callable[[], None]) -> float:
    """Return images per second of a training in the window, while a function runs."""
    session = window.session
    arrivals: list[tuple[float, int]] = []

    def note(events: EventBatch) -> None:
        if events.epochs:
            arrivals.append((time.perf_counter(), events.epochs[-1].epoch))

    session.received.connect(note)
    window.start()
    wait_until(lambda: len(arrivals) > 0)
    meanwhile()
    wait_until(lambda: len(arrivals) > 1)
    (started, first), (ended, last) = arrivals[0], arrivals[-1]
    session.received.disconnect(note)
    session.stop()
    wait_until(lambda: not session.active)
    images = (last - first) * preset(DEFAULT).hyperparameters.training_images
    return images / (ended - started)
