"""A share of the training images gives way to digits of other schools, and to no digits."""

import numpy as np

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.synthesis.synthetic_images import ReplacementShares, SyntheticImages


def replaced(
    mnist: Dataset, shares: ReplacementShares, seed: int = 3
) -> tuple[np.ndarray, np.ndarray]:
    """Which of a thousand images are others now, and which of them are no digits."""
    images = mnist.train.images[:1000].copy()
    nothing = SyntheticImages(seed).replace_some(
        images, mnist.train.labels[:1000], shares, np.random.default_rng(5)
    )
    return (images != mnist.train.images[:1000]).any(axis=1), nothing


def test_about_that_share_is_replaced(mnist: Dataset) -> None:
    others, nothing = replaced(mnist, ReplacementShares(regional_forms=0.2, scribbles=0.1))
    assert 60 < nothing.sum() < 140
    assert 150 < (others & ~nothing).sum() < 250
    assert (others >= nothing).all()


def test_without_shares_no_image_is_replaced(mnist: Dataset) -> None:
    others, nothing = replaced(mnist, ReplacementShares())
    assert not others.any()
    assert not nothing.any()


def test_images_depend_on_the_seed_alone_and_not_on_what_was_drawn_before(mnist: Dataset) -> None:
    labels, shares = mnist.train.labels[:100], ReplacementShares(0.5, 0.2)
    used, fresh, other = SyntheticImages(3), SyntheticImages(3), SyntheticImages(4)
    used.replace_some(mnist.train.images[:100].copy(), labels, shares, np.random.default_rng(1))
    found = []
    for pool in (used, fresh, other):
        images = mnist.train.images[:100].copy()
        pool.replace_some(images, labels, shares, np.random.default_rng(5))
        found.append(images)
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def test_the_shares_are_those_of_the_settings() -> None:
    assert ReplacementShares.of(
        Hyperparameters(regional_forms=0.3, scribbles=0.1)
    ) == ReplacementShares(0.3, 0.1)
    assert not ReplacementShares.of(Hyperparameters()).any
