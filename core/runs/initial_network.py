"""The network that a run begins with: that of its settings and seed, or one that was trained."""

import zlib
from pathlib import Path

from core.foundation.errors import ModelError, RunError
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.models.model_file import Model, load_model, save_model
from core.nn.mlp import MLP
from core.runs.layout import INITIAL
from core.runs.run_metadata import RunMetadata
from core.training.trainer import new_network


def settings_for(model: Model, wanted: Hyperparameters) -> Hyperparameters:
    """Return the `wanted` settings with the layers, the activations and the loss of a model."""
    fixed = [name for name, field in FIELDS.items() if field.defines_network]
    return wanted.with_values({name: getattr(model.hyperparameters, name) for name in fixed})


def trainable_network(model: Model, settings: Hyperparameters) -> MLP:
    """Copy the network of a model, to be trained with `settings_for` that model.

    Raises ModelError where the settings describe another network.
    """
    if settings != settings_for(model, settings):
        raise ModelError("The settings describe another network than the one to be trained.")
    network = new_network(settings)
    network.parameters[:] = model.network.parameters
    return network


def keep_initial_network(folder: Path, network: MLP, settings: Hyperparameters) -> None:
    """Keep the network that a run begins with in its folder. Raises RunError."""
    try:
        save_model(folder / INITIAL, Model(network, settings, 0))
    except ModelError as error:
        raise RunError(f"The folder {folder} cannot be written.", error.details) from error


def checksum(network: MLP) -> str:
    """Return the checksum of a network that `RunMetadata.initial` names."""
    return str(zlib.crc32(network.parameters.data))


def initial_network(folder: Path, settings: Hyperparameters, metadata: RunMetadata) -> MLP:
    """Make the network that a run begins with, to be trained.

    Raises RunError where it began with a trained network, and the file of that is gone, damaged or
    another one.
    """
    if not metadata.initial:
        return new_network(settings)
    problem = f"{folder} has lost the network that it began with."
    try:
        network = trainable_network(load_model(folder / INITIAL), settings)
    except ModelError as error:
        raise RunError(problem, error.details or str(error)) from error
    if checksum(network) != metadata.initial:
        raise RunError(problem, f"{INITIAL} holds other weights.")
    return network
