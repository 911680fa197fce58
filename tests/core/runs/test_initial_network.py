"""Runs that begin with a trained network."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import ModelError, RunError
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, load_model, save_model
from core.nn.mlp import MLP
from core.runs.initial_network import settings_for, trainable_network
from core.runs.layout import INITIAL, MODEL
from core.runs.operations import branch
from core.runs.recorded_training import RecordedTraining
from core.runs.run import read_run
from core.training.events import EpochEnd, Stop, TrainingEnd
from core.training.trainer import Training, new_network

SETTINGS = replace(Hyperparameters(), hidden_layers=(7,), training_images=300, epochs=4)


def fail(error: RunError) -> None:
    raise error


@pytest.fixture
def begun() -> MLP:
    """A network that the seed of the settings does not give."""
    network = new_network(replace(SETTINGS, seed=5))
    network.parameters *= 0.9
    return network


def train(recorded: RecordedTraining, dataset: Dataset, stop_after: int = 0) -> TrainingEnd:
    events = recorded.events()
    event = next(events)
    while not isinstance(event, TrainingEnd):
        stops = isinstance(event, EpochEnd) and event.epoch == stop_after
        event = events.send(Stop() if stops else None)
    recorded.finish(event, dataset)
    recorded.close()
    return event


def begin(path: Path, dataset: Dataset, network: MLP) -> RecordedTraining:
    copied = network.with_parameters(network.parameters.copy())
    return RecordedTraining.begin(SETTINGS, dataset, fail, path=path, initial=copied)


def parameters(path: Path) -> np.ndarray:
    return load_model(path / MODEL).network.parameters


@pytest.fixture
def expected(data: Dataset, begun: MLP) -> np.ndarray:
    """What training makes of the network, without a run."""
    network = begun.with_parameters(begun.parameters.copy())
    for _ in Training(network, data, SETTINGS).events():
        pass
    return network.parameters


def test_a_run_trains_the_network_that_it_begins_with(
    tmp_path: Path, data: Dataset, begun: MLP, expected: np.ndarray
) -> None:
    train(begin(tmp_path / "run", data, begun), data)
    assert (parameters(tmp_path / "run") == expected).all()
    assert (load_model(tmp_path / "run" / INITIAL).network.parameters == begun.parameters).all()


def test_a_stopped_run_continues_bit_for_bit(
    tmp_path: Path, data: Dataset, begun: MLP, expected: np.ndarray
) -> None:
    train(begin(tmp_path / "run", data, begun), data, stop_after=2)
    train(RecordedTraining.resume(tmp_path / "run", data, fail), data)
    assert (parameters(tmp_path / "run") == expected).all()


def test_without_a_checkpoint_it_is_trained_again_from_that_network(
    tmp_path: Path, data: Dataset, begun: MLP, expected: np.ndarray
) -> None:
    train(begin(tmp_path / "run", data, begun), data)
    again = branch(tmp_path / "run", 2, tmp_path / "branch")
    assert read_run(again).metadata.initial
    train(RecordedTraining.resume(again, data, lambda _: None), data)
    assert (parameters(again) == expected).all()


@pytest.mark.parametrize("harm", ["removed", "damaged", "another network"])
def test_a_lost_network_is_said_in_a_sentence(
    tmp_path: Path, data: Dataset, begun: MLP, harm: str
) -> None:
    train(begin(tmp_path / "run", data, begun), data)
    again = branch(tmp_path / "run", 2, tmp_path / "branch")
    file = again / INITIAL
    if harm == "removed":
        file.unlink()
    elif harm == "damaged":
        file.write_bytes(file.read_bytes()[:50])
    else:
        save_model(file, Model(new_network(SETTINGS), SETTINGS, 0))
    with pytest.raises(RunError, match="has lost the network that it began with"):
        RecordedTraining.resume(again, data, lambda _: None)


def test_a_model_is_trained_with_other_settings_but_its_own_layers(begun: MLP) -> None:
    wanted = replace(SETTINGS, hidden_layers=(30, 20), learning_rate=0.5)
    model = Model(begun, SETTINGS, 3)
    settings = settings_for(model, wanted)
    assert settings.hidden_layers == (7,)
    assert settings.learning_rate == 0.5
    network = trainable_network(model, settings)
    assert (network.parameters == begun.parameters).all()
    network.parameters += 1  # it is a copy
    assert not (network.parameters == begun.parameters).any()
    with pytest.raises(ModelError, match="another network"):
        trainable_network(model, wanted)
