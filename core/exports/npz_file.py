"""A model as NumPy's npz file: an array for each array, and a text for each fact."""

from io import BytesIO
from typing import Any

import numpy as np

from core.exports.layers import layers_of
from core.runs.metadata import metadata_of
from core.runs.model_file import Model


def npz_of(model: Model) -> bytes:
    """Arrays `layer1.weights` (n_in, n_out), `layer1.biases` (n_out,) and so on, float32; the
    metadata of our safetensors files, and `activation` and `loss` by name. Nothing is pickled."""
    settings = model.hyperparameters
    facts = {"activation": settings.activation, "loss": settings.loss, **metadata_of(model)}
    arrays: dict[str, Any] = {name: np.array(text) for name, text in facts.items()}
    for number, layer in enumerate(layers_of(model), start=1):
        arrays[f"layer{number}.weights"] = layer.weights
        arrays[f"layer{number}.biases"] = layer.biases
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()
