"""Models as NumPy arrays."""

import json
from pathlib import Path

import numpy as np

from core.exporting.formats import export_model

from .models import model_of


def test_arrays_have_names_and_facts_are_texts_and_nothing_is_pickled(tmp_path: Path) -> None:
    model = model_of("relu, tanh", "softmax_cross_entropy")
    path = export_model(tmp_path / "m.npz", model, "npz")
    with np.load(path, allow_pickle=False) as file:
        assert file["layer1.weights"].shape == (784, 7)
        np.testing.assert_array_equal(file["layer3.biases"], model.network.biases[2])
        assert str(file["activation"]) == "relu, tanh"
        assert str(file["loss"]) == "softmax_cross_entropy"
        assert json.loads(str(file["hyperparameters"])) == json.loads(
            json.dumps(model.hyperparameters.to_dict())
        )
