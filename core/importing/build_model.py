"""A model of what a file was found to hold, and of what a person says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.datasets.dataset import PIXELS
from core.foundation.errors import HyperparameterError, ModelError
from core.hyperparameters.schema import Hyperparameters
from core.importing.layer_matching import ChainError, Pair, layers_in
from core.importing.raw_arrays import Found
from core.models.model_file import Model, ModelMetadata, fine_tuned_title, unusable_model_error
from core.nn.mlp import MLP, blank_network

DEFAULTS = {"activation": "relu", "loss": "softmax_cross_entropy"}
"""What a network is taken for that does not say: what most people train at present."""


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A model, and what had to be assumed of it."""

    model: Model
    assumed: str = ""
    """A sentence; empty where the file says it all."""


def assemble(path: Path, found: Found, asked: Mapping[str, str]) -> Imported:
    """The model of a file of others. Raises ModelError where it is none."""
    layers = _layers(path, found)
    told = {"activation": found.activation, "loss": found.loss}
    known = {name: value for name, value in told.items() if value is not None}
    check_agreement(path, known, asked)
    hidden = tuple(pair.shape[1] for pair in layers[:-1])
    chosen: dict[str, Any] = {**DEFAULTS, **asked, **known}
    try:
        settings = Hyperparameters(hidden_layers=hidden, **chosen)
    except HyperparameterError as error:
        raise unusable_model_error(path, str(error)) from error
    open_questions = {"loss", *(["activation"] if hidden else [])} - known.keys() - asked.keys()
    model = Model(_network(path, layers, settings), settings, epoch=0, title=f"from {path.name}")
    return Imported(model, _assumption(open_questions))


def reassemble(path: Path, found: Found, told: ModelMetadata) -> Imported:
    """The model of an npz file of our own. Raises ModelError where it contradicts itself."""
    layers, settings = _layers(path, found), told.hyperparameters
    if tuple(pair.shape[1] for pair in layers[:-1]) != settings.hidden_layers:
        raise unusable_model_error(path, "its arrays are not those of its hyperparameters")
    model = Model(
        _network(path, layers, settings),
        settings,
        told.epoch,
        told.test_accuracy,
        told.seconds,
        told.calibration,
        title=fine_tuned_title(told.own_digits),
        own_digits=told.own_digits,
    )
    return Imported(model)


def check_agreement(path: Path, told: Mapping[str, str], asked: Mapping[str, str]) -> None:
    """Raises ModelError where a person says other than the file."""
    for name, value in asked.items():
        if told.get(name, value) != value:
            raise ModelError(
                f"{path} says that its {name} is {told[name]}; it cannot be read as {value}."
            )


def _layers(path: Path, found: Found) -> list[Pair]:
    try:
        layers = layers_in(found.arrays)
    except ChainError as error:
        raise unusable_model_error(path, str(error)) from error
    sizes = (PIXELS, *(pair.shape[1] for pair in layers))
    if found.sizes is not None and found.sizes != sizes:
        raise unusable_model_error(path, "its arrays are not those of its sizes")
    return layers


def _network(path: Path, layers: list[Pair], settings: Hyperparameters) -> MLP:
    network = blank_network(settings)
    try:
        for pair, weights, biases in zip(layers, network.weights, network.biases, strict=True):
            pair.read_into(weights, biases)
    except ChainError as error:
        raise unusable_model_error(path, str(error)) from error
    return network.as_read_only()


def _assumption(names: set[str]) -> str:
    if not names:
        return ""
    taken = " and ".join(f"{name} {DEFAULTS[name]}" for name in sorted(names))
    return f"It does not say its {' and '.join(sorted(names))}: taken are {taken}."
