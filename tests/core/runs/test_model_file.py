"""A model survives its file bit for bit, in an open format."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load_file

from core.foundation.errors import ModelError
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, load_model, save_model
from core.training.trainer import new_network

from .conftest import Forge


def test_a_model_comes_back_bit_for_bit(model: Model, tmp_path: Path) -> None:
    save_model(tmp_path / "m.safetensors", model)
    loaded = load_model(tmp_path / "m.safetensors")
    assert loaded.network.parameters.tobytes() == model.network.parameters.tobytes()
    assert loaded.network.parameters.dtype == np.float32
    assert loaded.network.sizes == (784, 6, 5, 10)
    assert loaded.hyperparameters == model.hyperparameters
    assert loaded.epoch == 7


@settings(max_examples=25)
@given(
    widths=st.lists(st.integers(1, 12), max_size=8),
    seed=st.integers(0, 2**31 - 1),
    learning_rate=st.floats(1e-6, 100.0),
    epoch=st.integers(0, 10_000),
)
def test_every_network_and_its_hyperparameters_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    widths: list[int],
    seed: int,
    learning_rate: float,
    epoch: int,
) -> None:
    chosen = Hyperparameters(hidden_layers=tuple(widths), seed=seed, learning_rate=learning_rate)
    network = new_network(chosen)
    path = tmp_path_factory.mktemp("any") / "m.safetensors"
    save_model(path, Model(network, chosen, epoch))
    loaded = load_model(path)
    np.testing.assert_array_equal(loaded.network.parameters, network.parameters)
    assert (loaded.hyperparameters, loaded.epoch) == (chosen, epoch)


def test_a_loaded_network_is_read_only(model_bytes: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(model_bytes)
    assert not load_model(tmp_path / "m.safetensors").network.parameters.flags.writeable


def test_another_program_reads_the_arrays_and_the_metadata(
    model: Model, model_bytes: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(model_bytes)
    arrays = load_file(path)
    assert {name: array.shape for name, array in arrays.items()} == {
        "layer1.weights": (784, 6),
        "layer1.biases": (6,),
        "layer2.weights": (6, 5),
        "layer2.biases": (5,),
        "layer3.weights": (5, 10),
        "layer3.biases": (10,),
    }
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    assert (metadata["format"], metadata["version"], metadata["epoch"]) == (
        "inkling-model",
        "1",
        "7",
    )
    told = json.loads(metadata["hyperparameters"])
    assert told == json.loads(json.dumps(model.hyperparameters.to_dict()))


@pytest.mark.parametrize(
    ("digits", "title"),
    [(0, ""), (1, "fine-tuned on 1 of your digits"), (1234, "fine-tuned on 1,234 of your digits")],
)
def test_a_model_that_has_learnt_a_person_s_digits_still_knows_it(
    model: Model, tmp_path: Path, digits: int, title: str
) -> None:
    save_model(tmp_path / "m.safetensors", replace(model, own_digits=digits))
    loaded = load_model(tmp_path / "m.safetensors")
    assert (loaded.own_digits, loaded.title) == (digits, title)


def test_a_file_from_before_there_were_own_digits_is_read(forge: Forge) -> None:
    assert load_model(forge(own_digits=None)).own_digits == 0


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_weights_of_another_precision_are_read(forge: Forge, dtype: type) -> None:
    weights = np.full((784, 6), 0.25, dtype)
    loaded = load_model(forge({"layer1.weights": weights}))
    np.testing.assert_array_equal(loaded.network.weights[0], np.float32(0.25))


def test_hyperparameters_that_are_not_told_have_their_defaults(forge: Forge) -> None:
    loaded = load_model(forge(hyperparameters='{"hidden_layers": [6, 5]}'))
    assert loaded.hyperparameters == Hyperparameters(hidden_layers=(6, 5))


def test_a_full_disk_is_a_sentence_and_leaves_the_old_model(
    model: Model, model_bytes: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(model_bytes)

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ModelError, match=r"cannot be saved to .*m\.safetensors") as caught:
        save_model(path, model)
    assert "No space left" in caught.value.details
    assert path.read_bytes() == model_bytes
