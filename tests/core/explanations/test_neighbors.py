"""The nearest training images."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split
from core.explanations.neighbors import NearestImages
from tests.rounding import rounding

CLOSE = rounding(np.float32, 784, 20.0)
"""Of a sum over all pixels; no two images are farther apart than 28, nor neighbors than 20."""


def test_they_are_the_nearest_of_all(mnist: Dataset) -> None:
    split = mnist.train.first(3000)  # more than one part, and the last one not full
    image = mnist.test.images[7]
    distances = np.linalg.norm((split.images - image.astype(float)) / 255, axis=1)
    found = NearestImages(split).nearest(image.reshape(28, 28), 5)
    expected = np.sort(distances)[:5]
    assert [each.distance for each in found] == pytest.approx(expected.tolist(), abs=CLOSE)
    assert found[0].digit == split.labels[distances.argmin()]
    assert (found[0].pixels.ravel() == split.images[distances.argmin()]).all()


def test_a_training_image_is_nearest_to_itself(mnist: Dataset) -> None:
    (found,) = NearestImages(mnist.train).nearest(mnist.train.images[123].reshape(28, 28), 1)
    assert found.distance == 0
    assert found.digit == mnist.train.labels[123]


def test_one_digits_images_can_be_asked_for(mnist: Dataset) -> None:
    split = mnist.train.first(2000)
    image = mnist.test.images[0]
    found = NearestImages(split).nearest(image.reshape(28, 28), 4, digit=2)
    twos = split.images[split.labels == 2]
    nearest = np.sort(np.linalg.norm((twos - image.astype(float)) / 255, axis=1))[:4]
    assert [each.distance for each in found] == pytest.approx(nearest.tolist(), abs=CLOSE)
    assert {each.digit for each in found} == {2}


def test_there_may_be_fewer_than_asked_for(mnist: Dataset) -> None:
    ones = np.flatnonzero(mnist.train.labels == 1)[:3]
    images = NearestImages(Split(mnist.train.images[ones], mnist.train.labels[ones]))
    image = mnist.test.images[0].reshape(28, 28)
    assert len(images.nearest(image, 5)) == 3
    assert images.nearest(image, 5, digit=8) == ()
