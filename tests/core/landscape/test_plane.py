"""The planes: filter-normalized random directions, and the principal components of a path."""

import numpy as np
import pytest

from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.landscape.plane import gram, path_plane, random_plane
from core.nn.mlp import MLP
from core.training.trainer import new_network

SETTINGS = Hyperparameters(hidden_layers=(12, 7), activation="relu")


@pytest.fixture
def network() -> MLP:
    network = new_network(SETTINGS, np.float64)
    network.weights[1][:, 3] = 0.0  # a unit without weights
    return network


def test_each_unit_of_a_random_direction_has_the_norm_of_the_networks_unit(network: MLP) -> None:
    plane = random_plane(network, seed=5)
    for direction in (plane.first, plane.second):
        weights, biases = network.views(direction)
        for own, drawn in zip(network.weights, weights, strict=True):
            np.testing.assert_allclose(
                np.sqrt((drawn**2).sum(axis=0)), np.sqrt((own**2).sum(axis=0)), atol=1e-12
            )
        assert not any(bias.any() for bias in biases)
    assert plane.shares is None


def test_random_directions_depend_on_the_seed_alone(network: MLP) -> None:
    one, again, other = (random_plane(network, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.second, again.second)
    assert (one.first != other.first).any()
    assert abs(one.first @ one.second) < 0.1 * np.linalg.norm(one.first) ** 2


def test_the_points_of_a_plane_are_projected_to_themselves(network: MLP) -> None:
    """Also where the directions are neither orthogonal nor of length 1."""
    plane = random_plane(network)
    away = np.random.default_rng(0).standard_normal(len(network.parameters))
    for direction in (plane.first, plane.second):  # only outside of the plane
        away -= direction * (away @ direction) / (direction @ direction)
    place = plane.project(plane.at(0.3, -1.7).parameters)
    assert (place.x, place.y) == pytest.approx((0.3, -1.7))
    assert place.distance == pytest.approx(0.0, abs=1e-5)
    beside = plane.project(plane.at(0.3, -1.7).parameters + away)
    assert beside.distance == pytest.approx(float(np.linalg.norm(away)), rel=0.01)


def test_a_path_in_a_plane_gives_that_plane(network: MLP) -> None:
    rng = np.random.default_rng(1)
    axes = np.linalg.qr(rng.standard_normal((len(network.parameters), 2)))[0].T
    places = np.array([[-6.0, 1.0], [-4.0, -0.5], [-2.0, -1.0], [-1.0, -0.4]])
    path = [network.parameters + place @ axes for place in places]
    plane = path_plane(network, path, "run")
    found = np.array([plane.first, plane.second])
    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(found.T @ (found @ axes.T), axes.T, atol=1e-9)  # the same plane
    distances = [plane.project(each) for each in path]
    for place, projected in zip(places, distances, strict=True):
        assert np.hypot(projected.x, projected.y) == pytest.approx(np.linalg.norm(place))
        assert projected.distance == pytest.approx(0.0, abs=1e-6)
    assert distances[0].x < 0 < distances[0].y
    # The shares are those of the squared singular values.
    squared = np.linalg.svd(places, compute_uv=False) ** 2
    assert plane.shares == pytest.approx(squared / squared.sum())
    assert sum(plane.shares or ()) == pytest.approx(1.0)


@pytest.mark.parametrize(("count", "why"), [(0, "0 moments"), (2, "2 moments"), (4, "is a line")])
def test_a_path_without_a_plane_says_so(network: MLP, count: int, why: str) -> None:
    direction = np.ones_like(network.parameters)
    path = [network.parameters + n * direction for n in range(count)]
    with pytest.raises(RunError, match=why) as raised:
        path_plane(network, path, "my run")
    assert "“my run”" in str(raised.value)
    assert str(raised.value).endswith("Choose random directions.")


def test_products_of_vectors_are_those_of_the_whole_matrix() -> None:
    rows = np.random.default_rng(0).standard_normal((3, 250_001)).astype(np.float32)
    expected = rows.astype(np.float64) @ rows.astype(np.float64).T
    np.testing.assert_allclose(gram(list(rows)), expected, rtol=1e-12, atol=1e-9)
