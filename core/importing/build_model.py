"""Building of a model from the arrays of a file and the options of the user."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.datasets.dataset import PIXELS
from core.foundation.errors import HyperparameterError, ModelError
from core.hyperparameters.schema import Hyperparameters
from core.importing.layer_matching import LayerArrays, LayerMatchError, RawArrays, match_layers
from core.models.model_file import Model, ModelMetadata, unusable_model_error
from core.nn.mlp import MLP, blank_network

DEFAULTS = {"activation": "relu", "loss": "softmax_cross_entropy"}
"""What is assumed about a network whose file does not tell: the most common choice."""


@dataclass(frozen=True, slots=True, eq=False)
class ImportedModel:
    """A model, and what had to be assumed about it."""

    model: Model
    assumption: str = ""
    """A sentence; empty where nothing had to be assumed."""


def build_model(path: Path, raw: RawArrays, requested: Mapping[str, str]) -> ImportedModel:
    """Build the model of another program. Raises ModelError where that is impossible."""
    layers = _layers(path, raw)
    stated = {"activation": raw.activation, "loss": raw.loss}
    known = {name: value for name, value in stated.items() if value is not None}
    check_agreement(path, known, requested)
    hidden = tuple(pair.shape[1] for pair in layers[:-1])
    chosen: dict[str, Any] = {**DEFAULTS, **requested, **known}
    try:
        settings = Hyperparameters(hidden_layers=hidden, **chosen)
    except HyperparameterError as error:
        raise unusable_model_error(path, str(error)) from error
    unknown = {"loss", *(["activation"] if hidden else [])} - known.keys() - requested.keys()
    model = Model(_network(path, layers, settings), settings, epoch=0, title=f"from {path.name}")
    return ImportedModel(model, _assumption(unknown))


def rebuild_own_model(path: Path, raw: RawArrays, description: ModelMetadata) -> ImportedModel:
    """Build the model of an npz file of Inkling. Raises ModelError where it is inconsistent."""
    layers, settings = _layers(path, raw), description.hyperparameters
    if tuple(pair.shape[1] for pair in layers[:-1]) != settings.hidden_layers:
        raise unusable_model_error(path, "its arrays do not match its hyperparameters")
    return ImportedModel(description.model_with(_network(path, layers, settings)))


def check_agreement(path: Path, stated: Mapping[str, str], requested: Mapping[str, str]) -> None:
    """Raise ModelError where an option contradicts the file."""
    for name, value in requested.items():
        if stated.get(name, value) != value:
            raise ModelError(f"{path} has the {name} {stated[name]}; it cannot be read as {value}.")


def _layers(path: Path, raw: RawArrays) -> list[LayerArrays]:
    try:
        layers = match_layers(raw.arrays)
    except LayerMatchError as error:
        raise unusable_model_error(path, str(error)) from error
    sizes = (PIXELS, *(pair.shape[1] for pair in layers))
    if raw.sizes is not None and raw.sizes != sizes:
        raise unusable_model_error(path, "its arrays do not match its sizes")
    return layers


def _network(path: Path, layers: list[LayerArrays], settings: Hyperparameters) -> MLP:
    network = blank_network(settings)
    try:
        for pair, weights, biases in zip(layers, network.weights, network.biases, strict=True):
            pair.read_into(weights, biases)
    except LayerMatchError as error:
        raise unusable_model_error(path, str(error)) from error
    return network.as_read_only()


def _assumption(names: set[str]) -> str:
    if not names:
        return ""
    assumed = " and ".join(f"{name} {DEFAULTS[name]}" for name in sorted(names))
    return f"It does not tell its {' and '.join(sorted(names))}: assumed are {assumed}."
