"""How a network is fine-tuned on a person's digits."""

from dataclasses import dataclass

from core.datasets.dataset import CLASSES
from core.datasets.mnist import TRAINING_IMAGES
from core.hyperparameters import Hyperparameters
from core.network.mlp import MLP

_NARROW = 100
"""Units; a network this narrow at most learns cheaply, and needs more passes to change its mind."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What differs between networks, and what does not."""

    learning_rate: float
    epochs: int
    mnist_images: int = 10_000
    """Of MNIST's training part: what keeps the network from forgetting (rehearsal; Robins
    1995)."""
    share: float = 0.1
    """Of the mixture that is the person's digits, repeated, where they are fewer."""
    way: float = 1.0
    """How much of the way from the former weights to the fine-tuned ones is gone: on the line
    between them most is gained with less forgotten (Wortsman et al. 2022)."""


def recipe_for(network: MLP) -> Recipe:
    """Adam's learning rate goes with 1/width (Yang and Hu 2021). The rest was chosen on real
    strokes, by digits gained and images of MNIST lost, at widths of 20 and 1,000."""
    width = max(network.sizes[1:-1], default=CLASSES)
    if width <= _NARROW:
        return Recipe(learning_rate=min(0.1 / width, 5e-3), epochs=10)
    return Recipe(learning_rate=0.2 / width, epochs=4, share=0.2, way=0.5)


def fine_tuning(settings: Hyperparameters, images: int, recipe: Recipe) -> Hyperparameters:
    """Settings that teach a trained network gently, whatever it was trained with.

    The distortions are about those of the best preset: each repetition of a digit is another.
    They fade, so that MNIST's digits do not suffer.
    """
    gentle = {
        "optimizer": "adamw",
        "learning_rate": recipe.learning_rate,
        "weight_decay": 0.0,
        "beta2": 0.99,
        "batch_size": 128,
        "gradient": "mean",
        "epochs": recipe.epochs,
        "schedule": "cosine",
        "shift": 1.0,
        "rotation": 10.0,
        "scale": 0.1,
        "shear": 0.15,
        "elastic": 1.0,
        "thickness": 0.5,
        "fade_epochs": recipe.epochs - 1,
        "training_images": min(images, TRAINING_IMAGES),
        "evaluation_images": 1,
    }
    kept = ("hidden_layers", "activation", "loss", "label_smoothing", "initializer", "seed")
    known = {name: getattr(settings, name) for name in kept}
    return Hyperparameters.from_dict({**known, **gentle})
