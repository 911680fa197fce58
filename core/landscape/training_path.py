"""The path of a run: the weights of its network at the moments that were kept."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from core.foundation.errors import ModelError, RunError
from core.foundation.files import is_file
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, load_model
from core.nn.activations import Floats
from core.nn.mlp import MLP, layer_sizes, parameter_count
from core.runs.checkpoints import checkpoint_at, checkpoint_epochs
from core.runs.initial_network import initial_network
from core.runs.library import title_of_run
from core.runs.moments import kept_moments, load_moment
from core.runs.run import Run
from core.training.trainer import new_network

_MOST_NUMBERS = 30_000_000
"""Parameters of all moments of a path together; where there are more, some moments are left out."""


_MOST_PARAMETERS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class TrainingPath:
    """The weights of a run in the order of time."""

    name: str
    network: MLP
    """The network at the end: that of the model, or the last one that was kept."""
    settings: Hyperparameters
    """Those of the run, which choose the images for training and validation."""
    positions: tuple[float, ...] = ()
    """The epochs until each moment, with fractions in the first one."""
    parameters: tuple[Floats, ...] = ()
    """Those of the network at each moment, laid out as in `MLP`; there may be none."""


def path_of(run: Run) -> TrainingPath:
    """Read the path of a run: its kept weights or, where it has none, its checkpoints.

    Raises RunError where it has neither weights nor a model, ModelError where the model is damaged
    or its network is too large for a landscape.
    """
    check_size(parameter_count(layer_sizes(run.settings)))
    points = [*_moments(run)] or [*_checkpoints(run)]
    if is_file(run.model_path):
        network = load_model(run.model_path).network
    elif points:
        network = points[-1][1]
    else:
        raise RunError(f"{run.path} has no weights yet: wait for the end of its first epoch.")
    points = [point for point in points if point[1].sizes == network.sizes]
    return TrainingPath(
        title_of_run(run),
        network,
        run.settings,
        tuple(position for position, _ in points),
        tuple(each.parameters for _, each in points),
    )


def path_of_model(model: Model, name: str) -> TrainingPath:
    """Return the path of a model without a run, which has no moments."""
    return TrainingPath(name, model.network, model.hyperparameters)


def check_size(parameters: int) -> None:
    """Raise ModelError where a network has too many parameters for a landscape."""
    if parameters > _MOST_PARAMETERS:
        raise ModelError(
            f"The network has {parameters:,} parameters: a landscape is computed for networks of "
            f"up to {_MOST_PARAMETERS:,}."
        )


def _moments(run: Run) -> Iterator[tuple[float, MLP]]:
    moments = kept_moments(run.path)
    parameters = parameter_count(layer_sizes(run.settings))
    stride = -(-len(moments) * parameters // _MOST_NUMBERS) or 1
    for number, moment in enumerate(moments):
        if number % stride and number != len(moments) - 1:
            continue
        try:
            network = load_moment(run.path, moment).network
        except RunError:
            continue  # damaged, or removed since then to make room for others
        yield moment.position(run.settings), network


def _checkpoints(run: Run) -> Iterator[tuple[float, MLP]]:
    """Yield the initial network, which the seed determines, and those of the checkpoints."""
    epochs = checkpoint_epochs(run.path)
    network = new_network(run.settings)
    if epochs:
        with suppress(RunError):  # the network that it began with may be lost
            yield 0.0, initial_network(run.path, run.settings, run.metadata)
    for epoch in epochs:
        checkpoint = checkpoint_at(run, epoch)
        if checkpoint is not None and checkpoint.state.progress.epochs == epoch:
            step = checkpoint.state.train_step
            average = step.average
            parameters = step.parameters if average is None else average.average
            yield float(epoch), network.with_parameters(parameters)
