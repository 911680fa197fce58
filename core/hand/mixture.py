"""What a network learns a person's digits from: them, again and again, among MNIST's."""

from dataclasses import dataclass

import numpy as np

from core.datasets.dataset import Dataset, Split
from core.datasets.mnist import TRAINING_IMAGES
from core.hyperparameters import Hyperparameters


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is fine-tuned."""

    mnist_images: int = 10_000
    """Of MNIST's training part: what keeps the network from forgetting (rehearsal; Robins
    1995)."""
    share: float = 0.1
    """Of the mixture that is the person's digits, repeated, where they are fewer."""
    epochs: int = 4
    learning_rate: float = 1e-4


def mixture(mine: Split, mnist: Dataset, recipe: Recipe, rng: "np.random.Generator") -> Dataset:
    """The person's digits and other images of MNIST's, as a training part.

    Its validation part is small, there to notice a training that diverges.
    """
    count = min(recipe.mnist_images, len(mnist.train))
    others = rng.choice(len(mnist.train), count, replace=False)
    wanted = count * recipe.share / (1 - recipe.share)
    times = max(1, round(wanted / len(mine)))
    # The person's come first: where there are more than a training takes, MNIST's are left out.
    images = np.concatenate([*[mine.images] * times, mnist.train.images[others]])
    labels = np.concatenate([*[mine.labels] * times, mnist.train.labels[others]])
    return Dataset("My digits", Split(images, labels), mnist.validation.first(1000), mnist.test)


def fine_tuning(settings: Hyperparameters, images: int, recipe: Recipe) -> Hyperparameters:
    """Settings that teach a trained network gently, whatever it was trained with.

    The distortions are about those of the best preset: each repetition of a digit is another.
    That they fade keeps MNIST's digits from suffering: 1 instead of 4 of 10,000.
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
