"""Small networks of every kind."""

from itertools import product

from core.evaluation.calibration import Calibration
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.nn.activations import ACTIVATIONS
from core.nn.losses import LOSSES
from core.training.trainer import new_network

KINDS = [*product(ACTIVATIONS, LOSSES), ("relu, tanh", "softmax_cross_entropy")]
"""Every activation with every loss, and one with an activation for each layer."""


def model_of(activation: str, loss: str, hidden: tuple[int, ...] = (7, 5)) -> Model:
    """A network with random weights whose answers differ much from image to image."""
    settings = Hyperparameters(
        hidden_layers=hidden, activation=activation, loss=loss, initializer="normal"
    )
    network = new_network(settings)
    network.weights[0][...] *= 0.3
    return Model(network.snapshot(), settings, 4, 0.5, 1.5, Calibration(2.0, 0.7))
