"""Models in ONNX, read by the runtime that most people use."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from core.datasets.dataset import Dataset, to_pixels
from core.exporting.formats import export_model
from core.exporting.onnx_export import onnx_of
from core.foundation.errors import ExportError
from core.models.model_file import Model
from tests.rounding import assert_within, of_logits, of_probabilities

from .models import KINDS, model_of


def session_of(model: Model) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(onnx_of(model), options, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize(("activation", "loss"), KINDS)
def test_the_runtime_answers_as_we_do_on_the_whole_test_set(
    mnist: Dataset, activation: str, loss: str
) -> None:
    model = model_of(activation, loss)
    pixels = to_pixels(mnist.test.images)
    logits, probabilities = session_of(model).run(["logits", "probabilities"], {"pixels": pixels})
    network = model.network
    assert_within(logits, network.logits(pixels), of_logits(network, pixels))
    expected = network.probabilities(pixels)
    assert_within(probabilities, expected, of_probabilities(network, pixels))


def test_a_trained_network_and_one_without_hidden_layers_too(
    trained_model: Model, mnist: Dataset
) -> None:
    pixels = to_pixels(mnist.test.images)
    for model in (trained_model, model_of("relu", "softmax_cross_entropy", hidden=())):
        (found,) = session_of(model).run(["probabilities"], {"pixels": pixels})
        expected = model.network.probabilities(pixels)
        assert_within(found, expected, of_probabilities(model.network, pixels))


def test_one_image_or_many_and_what_it_was_trained_with() -> None:
    session = session_of(model_of("tanh", "softmax_cross_entropy"))
    for count in (1, 3):
        (found,) = session.run(["probabilities"], {"pixels": np.ones((count, 784), np.float32)})
        assert found.shape == (count, 10)
    told = session.get_modelmeta().custom_metadata_map
    assert json.loads(told["hyperparameters"])["activation"] == "tanh"
    assert told["temperature"] == "2.0"


def test_without_the_library_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match=r"pip install \"inkling-lab\[onnx\]\""):
        export_model(tmp_path / "m.onnx", model_of("relu", "softmax_cross_entropy"), "onnx")
    assert not list(tmp_path.iterdir())
