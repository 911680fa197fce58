"""What a network learns a person's digits from: them, again and again, among MNIST's."""

import numpy as np

from core.datasets.dataset import Dataset, Split
from core.hand.recipe import Recipe


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
