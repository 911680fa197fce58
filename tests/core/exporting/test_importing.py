"""Models of this program and of others are recognised by what is in the file."""

from pathlib import Path

import numpy as np
import pytest

from core.exporting.formats import export_model
from core.foundation.errors import HyperparameterError, ModelError
from core.importing.model_import import import_model, read_model
from core.models.model_file import Model
from tests.rounding import assert_within, of_probabilities

from .foreign import arrays_of, nielsen_of, write_json, write_npz, write_tensors
from .models import KINDS, model_of

PIXELS = np.random.default_rng(0).random((20, 784), np.float32)
RELU = model_of("relu", "softmax_cross_entropy")
SQUARE = model_of("relu", "softmax_cross_entropy", hidden=(6, 6, 6))
SIGMOID = model_of("sigmoid", "sigmoid_cross_entropy")


def assert_same(found: Model, expected: Model) -> None:
    assert found.hyperparameters.hidden_layers == expected.hyperparameters.hidden_layers
    np.testing.assert_array_equal(found.network.parameters, expected.network.parameters)
    most = of_probabilities(expected.network, PIXELS)
    assert_within(found.network.probabilities(PIXELS), expected.network.probabilities(PIXELS), most)
    assert not found.network.parameters.flags.writeable


@pytest.mark.parametrize("name", ["safetensors", "npz"])
@pytest.mark.parametrize(("activation", "loss"), KINDS[::5])
def test_our_own_formats_come_back_as_they_were(
    tmp_path: Path, name: str, activation: str, loss: str
) -> None:
    model = model_of(activation, loss)
    read = read_model(export_model(tmp_path / "any name", model, name))
    assert_same(read.model, model)
    assert read.model.hyperparameters == model.hyperparameters
    assert (read.model.epoch, read.model.test_accuracy, read.model.calibration) == (
        model.epoch,
        model.test_accuracy,
        model.calibration,
    )
    assert read.assumption == ""


@pytest.mark.parametrize(
    ("weights", "biases", "turned", "first"),
    [
        ("W{}", "b{}", False, 1),
        ("W{}", "b{}", True, 1),
        ("layer{}.weights", "layer{}.biases", True, 1),
        ("layers/{}/kernel", "layers/{}/bias", False, 9),
        ("coefs_{}", "intercepts_{}", False, 0),
        ("fc{}Weight", "fc{}Bias", True, 1),
    ],
)
def test_arrays_by_any_usual_name_and_either_way_round(
    tmp_path: Path, weights: str, biases: str, turned: bool, first: int
) -> None:
    for model in (RELU, SQUARE):
        arrays = arrays_of(model, weights, biases, turned=turned, first=first)
        for path in (
            write_npz(tmp_path / "m.npz", **arrays),
            write_tensors(tmp_path / "m.safetensors", arrays),
        ):
            assert_same(import_model(path), model)


def test_a_state_dict_of_torch_sequential(tmp_path: Path) -> None:
    numbered = arrays_of(RELU, "{}", "b{}", turned=True, first=0)
    arrays = {}
    for number in range(3):
        arrays[f"{2 * number}.weight"] = numbered[f"{number}"]
        arrays[f"{2 * number}.bias"] = numbered[f"b{number}"]
    read = read_model(write_tensors(tmp_path / "m.safetensors", arrays, format="pt"))
    assert_same(read.model, RELU)
    assert read.assumption == (
        "It does not tell its activation and loss: assumed are activation relu and loss "
        "softmax_cross_entropy."
    )


def test_names_without_order_are_put_in_the_order_that_fits(tmp_path: Path) -> None:
    names, network = ("input", "hidden", "classifier"), RELU.network
    arrays = {}
    for name, weights, biases in zip(names, network.weights, network.biases, strict=True):
        arrays[f"{name}.weight"] = np.ascontiguousarray(weights.T)
        arrays[f"{name}.bias"] = np.array(biases)
    assert_same(import_model(write_tensors(tmp_path / "m.safetensors", arrays)), RELU)


def test_layers_without_biases_have_biases_of_0(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "m.npz", W1=np.ones((784, 3)), W2=np.ones((3, 10)))
    assert not any(biases.any() for biases in import_model(path).network.biases)


@pytest.mark.parametrize(
    ("told", "activation", "loss"),
    [
        ({"activation": "Swish", "loss": "sigmoid"}, "silu", "sigmoid_cross_entropy"),
        ({"activation": "relu, tanh", "cost": "mse"}, "relu, tanh", "sigmoid_quadratic"),
    ],
)
def test_what_a_file_says_in_its_own_words_is_understood(
    tmp_path: Path, told: dict[str, str], activation: str, loss: str
) -> None:
    arrays = arrays_of(RELU, "W{}", "b{}", turned=False)
    for path in (
        write_npz(tmp_path / "m.npz", **arrays, **told),
        write_tensors(tmp_path / "m.safetensors", arrays, **told),
    ):
        read = read_model(path)
        assert read.model.hyperparameters.activation == activation
        assert read.model.hyperparameters.loss == loss
        assert read.assumption == ""


def test_what_a_file_does_not_say_may_be_said(tmp_path: Path) -> None:
    arrays = arrays_of(SIGMOID, "W{}", "b{}", turned=False)
    path = write_npz(tmp_path / "m.npz", **arrays)
    read = read_model(path, activation="sigmoid", loss="sigmoid_cross_entropy")
    assert_same(read.model, SIGMOID)
    assert read.assumption == ""
    with pytest.raises(HyperparameterError, match="activation: “step” is not one of"):
        read_model(path, activation="step")


def test_what_a_file_says_cannot_be_said_otherwise(tmp_path: Path) -> None:
    for path in (
        export_model(tmp_path / "m.npz", RELU, "npz"),
        export_model(tmp_path / "m.safetensors", RELU, "safetensors"),
    ):
        assert_same(read_model(path, activation="relu").model, RELU)
        with pytest.raises(ModelError, match="has the activation relu"):
            read_model(path, activation="tanh")


@pytest.mark.parametrize(
    ("cost", "loss"),
    [("CrossEntropyCost", "sigmoid_cross_entropy"), ("QuadraticCost", "sigmoid_quadratic")],
)
def test_a_network_of_nielsens_book(tmp_path: Path, cost: str, loss: str) -> None:
    model = model_of("sigmoid", loss)
    read = read_model(write_json(tmp_path / "net", nielsen_of(model, cost=cost)))
    assert_same(read.model, model)
    assert read.model.hyperparameters.activation == "sigmoid"
    assert read.model.hyperparameters.loss == loss
    assert read.model.title == "from net"


def test_an_imported_model_can_be_exported_in_every_format(tmp_path: Path) -> None:
    model = import_model(write_json(tmp_path / "net.json", nielsen_of(SIGMOID)))
    for name in ("safetensors", "npz"):
        assert_same(import_model(export_model(tmp_path / name, model, name)), SIGMOID)
