"""Earlier states of a network, against a training that is done again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import ModelError
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.nn.activations import Floats
from core.runs.earlier_network import Earlier, EarlierNetworks
from core.runs.moments import Moment
from core.runs.recorded_training import RecordedTraining
from core.runs.weights_budget import MEGABYTE
from core.training.events import EpochEnd, TrainingEnd
from core.training.trainer import Training, new_network

SETTINGS = Hyperparameters(
    hidden_layers=(6,), training_images=300, evaluation_images=100, batch_size=50, epochs=4, seed=5
)


@pytest.fixture
def ends(mnist: Dataset) -> list[Floats]:
    """The parameters at the start and at the end of each epoch."""
    network = new_network(SETTINGS)
    start, events = network.parameters.copy(), Training(network, mnist, SETTINGS).events()
    return [start, *(network.parameters.copy() for e in events if isinstance(e, EpochEnd))]


@pytest.fixture
def run(mnist: Dataset, tmp_path: Path) -> Path:
    return record(mnist, tmp_path / "run", MEGABYTE)


def record(mnist: Dataset, path: Path, budget: int) -> Path:
    """Record a run whose weights are kept."""

    def fail(error: Exception) -> None:
        raise error

    run = RecordedTraining.begin(SETTINGS, mnist, fail, path=path, budget=budget)
    for event in run.events():
        if isinstance(event, TrainingEnd):
            run.finish(event, mnist)
    run.close()
    return path


def model_at(ends: list[Floats], epoch: int, mini_batches: int = 0) -> Model:
    """A model of the training in this window."""
    network = new_network(SETTINGS).with_parameters(ends[epoch])
    return Model(network, SETTINGS, epoch, mini_batches=mini_batches, training_id="this")


def test_the_start_is_that_of_the_training(ends: list[Floats], run: Path) -> None:
    for folder in (None, run):  # made from the seed, and read
        found = EarlierNetworks().find(model_at(ends, 3), Earlier.START, folder)
        assert np.array_equal(found.network.parameters, ends[0])
        assert found.text == "the start of the run"


@pytest.mark.parametrize(
    ("epoch", "mini_batches", "before"),
    [(4, 0, 3), (3, 2, 3), (2, 0, 1), (1, 1, 1), (1, 0, 0), (0, 3, 0), (0, 0, 0)],
)
def test_the_epoch_before_is_the_last_end_of_an_epoch(
    ends: list[Floats], run: Path, epoch: int, mini_batches: int, before: int
) -> None:
    found = EarlierNetworks().find(model_at(ends, epoch, mini_batches), Earlier.EPOCH, run)
    assert found.moment == Moment(before)
    assert np.array_equal(found.network.parameters, ends[before])
    assert found.text == (f"epoch {before}" if before else "the start of the run")


def test_what_is_remembered_belongs_to_its_training(ends: list[Floats], run: Path) -> None:
    networks = EarlierNetworks()
    first = networks.find(model_at(ends, 3), Earlier.START, None)
    assert networks.find(model_at(ends, 4), Earlier.START, None) is first
    other = replace(
        model_at(ends, 3), hyperparameters=replace(SETTINGS, seed=6), training_id="other"
    )
    found = networks.find(other, Earlier.START, None).network.parameters
    assert np.array_equal(found, new_network(other.hyperparameters).parameters)
    for epoch in (3, 4, 3):
        found = networks.find(model_at(ends, epoch), Earlier.EPOCH, run).network.parameters
        assert np.array_equal(found, ends[epoch - 1])


Change = Callable[[Model], Model]


@pytest.mark.parametrize(
    ("change", "earlier", "says"),
    [
        (lambda model: replace(model, training_id=""), Earlier.START, "not from a training"),
        (lambda model: replace(model, own_digits=4), Earlier.START, "fine-tuned"),
        (lambda model: model, Earlier.EPOCH, "keeps no weights"),
    ],
)
def test_a_network_without_a_known_past_says_so(
    ends: list[Floats], tmp_path: Path, change: Change, earlier: Earlier, says: str
) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(ModelError, match=says):
            EarlierNetworks().find(change(model_at(ends, 3)), earlier, folder)


def test_in_the_first_epoch_the_start_is_the_epoch_before(ends: list[Floats]) -> None:
    found = EarlierNetworks().find(model_at(ends, 0, 1), Earlier.EPOCH, None)
    assert np.array_equal(found.network.parameters, ends[0])
