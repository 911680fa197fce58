"""Distorted images are made in a second thread: that changes nothing, and leaves nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import Dataset
from core.training import prefetch
from core.training.events import BatchEnd, Change, Evaluating, Stop, TrainingEnd
from core.training.prefetch import AugmentationPlan, AugmentationPrefetcher

from .driving import RICH, TinyDataset, drive, new_training, whole

STRENGTHS = AugmentationStrengths(shift=2.0, elastic=1.0, noise=0.1, erasing=0.3, thickness=0.5)


def distorting() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("distorter")]


class AtOnce:
    """Does the work where it is asked for, instead of in a thread."""

    def __init__(self, *arguments: object, **names: object) -> None:
        pass

    def submit(self, work: Callable[..., np.ndarray], *arguments: object) -> "Future[np.ndarray]":
        future: Future[np.ndarray] = Future()
        future.set_result(work(*arguments))
        return future

    def shutdown(self, **names: object) -> None:
        pass


def test_a_training_without_the_thread_is_the_same(
    tiny: TinyDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = {16: Change({"batch_size": 5}), 41: Change({"noise": 0.3})}
    monkeypatch.setattr(prefetch, "_STRETCH_IMAGES", 24)
    expected, parameters = whole(tiny(60, 20), RICH, commands)
    monkeypatch.setattr(prefetch, "ThreadPoolExecutor", AtOnce)
    told, reached = whole(tiny(60, 20), RICH, commands)
    assert told == expected
    assert np.array_equal(reached, parameters)


@pytest.mark.parametrize("batch_size", [1, 7, 100, 128, 2047, 2048, 2049, 3000])
def test_mini_batches_are_those_of_a_distorter_that_begins_with_them(
    mnist: Dataset, batch_size: int
) -> None:
    """Whether a training comes by or goes on from there."""
    order = np.random.default_rng(3).permutation(len(mnist.train))[:4500]
    plan, split = AugmentationPlan(0, 0, batch_size, STRENGTHS), mnist.train
    passing = AugmentationPrefetcher(split, seed=5)
    starts = range(0, len(order), batch_size)
    batches = {start: passing(order, start, plan).pixels.copy() for start in starts}
    passing.close()
    assert sum(map(len, batches.values())) == len(order)
    for start in (starts[0], starts[len(starts) // 2], starts[-1]):
        fresh = AugmentationPrefetcher(split, seed=5)
        assert np.array_equal(fresh(order, start, plan).pixels, batches[start])
        fresh.close()


def test_every_image_is_distorted_and_is_still_the_image(mnist: Dataset) -> None:
    order = np.random.default_rng(3).permutation(3000)
    distort = AugmentationPrefetcher(mnist.train, seed=5)
    plan = AugmentationPlan(0, 0, 128, AugmentationStrengths(noise=0.01))
    for start in range(0, 3000, 128):
        pixels, nothing = distort(order, start, plan)
        assert not nothing.any()
        images = mnist.train.images[order[start : start + 128]] / 255
        assert pixels.shape == images.shape
        assert np.abs(pixels - images).max() < 0.1
        assert (np.abs(pixels - images).max(axis=1) > 0).all()
    distort.close()


def test_an_image_is_distorted_otherwise_in_each_epoch_and_with_each_seed(mnist: Dataset) -> None:
    order = np.arange(100)
    shown = []
    for seed, seen in ((5, 0), (5, 100), (6, 0), (5, 0)):
        distort = AugmentationPrefetcher(mnist.train, seed)
        shown.append(distort(order, 0, AugmentationPlan(seen, 0, 100, STRENGTHS)).pixels.copy())
        distort.close()
    assert np.array_equal(shown[0], shown[3])
    for other in shown[1:3]:
        assert (np.abs(other - shown[0]).max(axis=1) > 0).all()


def test_the_thread_ends_with_the_training(tiny: TinyDataset) -> None:
    alive = []
    for event in new_training(tiny(60, 20), RICH).events():
        if isinstance(event, BatchEnd):
            alive.append(len(distorting()))
        if isinstance(event, TrainingEnd):
            assert distorting() == []
    assert set(alive) == {1}


@pytest.mark.parametrize("kind", [BatchEnd, Evaluating])
@pytest.mark.parametrize("how", ["stop", "close", "error", "diverged"])
def test_the_thread_ends_however_a_training_is_left(
    tiny: TinyDataset, kind: type, how: str
) -> None:
    training = new_training(tiny(60, 20), RICH)
    events = training.events()
    while not isinstance(next(events), kind):
        pass
    match how:
        case "stop":
            assert isinstance(events.send(Stop()), TrainingEnd)
        case "close":
            events.close()
        case "error":
            with pytest.raises(ValueError, match="seed"):
                events.send(Change({"seed": 1}))
        case "diverged":
            training._network.parameters[:] = np.nan
            *_, end = drive(events)
            assert "no longer a number" in getattr(end, "reason", "")
    assert distorting() == []


def test_without_distortions_there_is_no_thread(tiny: TinyDataset) -> None:
    settings = replace(
        RICH,
        **dict.fromkeys(
            (
                *("shift", "rotation", "scale", "shear", "elastic", "thickness", "noise"),
                *("erasing", "regional_forms", "scribbles"),
            ),
            0.0,
        ),
    )
    for _ in new_training(tiny(60, 20), settings).events():
        assert distorting() == []


def test_distortions_that_are_switched_on_while_training_begin_at_once(tiny: TinyDataset) -> None:
    settings = replace(RICH, batch_size=60, epochs=2)
    events = new_training(tiny(60, 20), settings).events()
    told = [next(events), events.send(Change({"shift": 0.0, "noise": 0.5})), *drive(events)]
    assert isinstance(told[-1], TrainingEnd)
    assert distorting() == []
