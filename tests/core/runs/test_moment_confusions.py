"""Since when a run tells two digits apart."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.runs.moment_confusions import MomentConfusion, moment_confusions, told_apart_since
from core.runs.moments import Moment, kept_moments, load_moment
from core.runs.recorded_training import RecordedTraining

from .recording import fail, to_the_end
from .settings import PLAIN

pytestmark = pytest.mark.usefixtures("write_at_once")


def at(epoch: int, threes: tuple[int, int], fives: tuple[int, int]) -> MomentConfusion:
    """A matrix in which threes and fives are classified as (3, 5), and nothing else."""
    confusion = np.zeros((10, 10), np.int64)
    confusion[3, [3, 5]], confusion[5, [3, 5]] = threes, fives
    return MomentConfusion(Moment(epoch), confusion)


def test_it_tells_them_apart_once_both_are_more_often_right_for_good() -> None:
    course = [
        at(0, (0, 0), (0, 0)),  # all digits are taken for another one
        at(1, (9, 1), (8, 2)),  # every five is a three
        at(2, (7, 3), (4, 6)),
        at(3, (5, 5), (3, 7)),  # not any more
        at(4, (6, 4), (2, 8)),
        at(5, (9, 1), (1, 9)),
    ]
    assert told_apart_since(course, 3, 5) == told_apart_since(course, 5, 3) == 4
    assert told_apart_since(course[:3], 3, 5) == 2
    assert told_apart_since(course[:4], 3, 5) is None
    assert told_apart_since([], 3, 5) is None
    assert course[4].share(3, 5) == 0.4
    assert course[0].share(3, 5) == 0.0


def test_the_matrices_are_those_of_each_network(tmp_path: Path, data: Dataset) -> None:
    run = tmp_path / "run"
    settings = replace(PLAIN, learning_rate=0.02)
    recorded = RecordedTraining.begin(settings, data, fail, path=run, budget=1_000_000)
    to_the_end(recorded, data)
    moments = kept_moments(run)
    for found, moment in zip(moment_confusions(run, moments, data.test), moments, strict=True):
        network = load_moment(run, moment).network
        expected = np.zeros((10, 10), np.int64)
        for image, label in zip(data.test.images, data.test.labels, strict=True):
            pixels = image.reshape(1, -1).astype(np.float64) / 255
            expected[label, network.probabilities(pixels)[0].argmax()] += 1
        assert found.moment == moment
        assert np.array_equal(found.confusion, expected)
