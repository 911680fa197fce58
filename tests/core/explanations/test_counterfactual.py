"""What would make it another digit."""

import numpy as np
import pytest

from core.datasets.dataset import PIXELS, Dataset, Split, to_pixels
from core.explanations.counterfactual import Counterfactual, find_counterfactual
from core.explanations.log_odds import log_odds
from core.explanations.neighbors import NearestImages
from core.nn.mlp import MLP


@pytest.fixture(scope="module")
def images(mnist: Dataset) -> NearestImages:
    return NearestImages(mnist.train.first(10_000))


@pytest.fixture(scope="module")
def found(network: MLP, mnist: Dataset, images: NearestImages) -> list[Counterfactual | None]:
    """For thirty test images, of their second likeliest digit."""
    every = []
    for image in mnist.test.images[:30]:
        second = int(np.argsort(network.logits(to_pixels(image[None])))[0, -2])
        every.append(find_counterfactual(network, image.reshape(28, 28), second, images))
    return every


def log_odds_of(network: MLP, image: np.ndarray, digit: int) -> float:
    return float(log_odds(network.logits(to_pixels(image.reshape(1, PIXELS))), digit)[0])


def test_nearly_always_there_is_one(found: list[Counterfactual | None]) -> None:
    assert sum(each is not None for each in found) >= 28


def test_it_really_makes_it_the_other_digit(
    network: MLP, found: list[Counterfactual | None]
) -> None:
    for each in filter(None, found):
        assert log_odds_of(network, each.after, each.digit) >= 0
        answer = network.probabilities(to_pixels(each.after.reshape(1, PIXELS)))[0]
        assert answer.argmax() == each.digit


def test_most_of_the_drawing_stays(found: list[Counterfactual | None]) -> None:
    changed = [each.added + each.removed for each in found if each is not None]
    assert np.median(changed) < 0.3
    same = [np.mean(each.after == each.before) for each in found if each is not None]
    assert np.median(same) > 0.85


def test_the_change_is_ink_and_not_specks(found: list[Counterfactual | None]) -> None:
    """Changed pixels have changed neighbors, as no adversarial noise has."""
    together = alone = 0
    for each in filter(None, found):
        changed = np.pad(np.abs(each.after.astype(int) - each.before) > 64, 1)
        beside = changed[2:, 1:-1] | changed[:-2, 1:-1] | changed[1:-1, 2:] | changed[1:-1, :-2]
        changed = changed[1:-1, 1:-1]
        together += int((changed & beside).sum())
        alone += int((changed & ~beside).sum())
    assert together > 4 * alone


def test_the_shares_of_ink_are_those_of_the_pixels(found: list[Counterfactual | None]) -> None:
    for each in filter(None, found):
        change = (each.after.astype(float) - each.before) / each.before.sum()
        assert each.added == pytest.approx(change[change > 0].sum())
        assert each.removed == pytest.approx(-change[change < 0].sum())


def test_nothing_has_to_change_in_what_is_the_digit_already(
    network: MLP, mnist: Dataset, images: NearestImages
) -> None:
    same = find_counterfactual(network, mnist.test.images[0].reshape(28, 28), 7, images)
    assert same is not None
    assert (same.after == same.before).all()
    assert same.added == same.removed == 0


def test_a_network_that_knows_no_such_digit_is_said_to_know_none(
    network: MLP, mnist: Dataset, images: NearestImages
) -> None:
    deaf = network.with_parameters(network.parameters.copy())
    deaf.weights[-1][:, 4] = 0.0
    deaf.biases[-1][4] = -1000.0
    image = mnist.test.images[0].reshape(28, 28)
    assert find_counterfactual(deaf, image, 4, images) is None


def test_without_an_image_of_the_digit_nothing_is_found(network: MLP, mnist: Dataset) -> None:
    sevens = np.flatnonzero(mnist.train.labels == 7)[:20]
    only = NearestImages(Split(mnist.train.images[sevens], mnist.train.labels[sevens]))
    assert find_counterfactual(network, mnist.test.images[0].reshape(28, 28), 4, only) is None
