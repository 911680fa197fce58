"""The surface of a landscape as a mesh, and its contours."""

from dataclasses import replace

import numpy as np
import pytest

from core.landscape.contours import contours, finer
from core.landscape.landscape import Directions, Landscape, ProjectedPath, Sample
from core.landscape.surface import surface


def bowl(points: int = 9) -> Landscape:
    """A loss that is e to the power of the squared distance from the middle."""
    axis = np.linspace(-1.0, 1.0, points)
    x, y = np.meshgrid(axis, axis)
    places = np.array([-1.0, 0.0, 0.25, 3.0])
    path = ProjectedPath(0, "a run", np.arange(4.0), places, np.zeros(4), np.zeros(4))
    losses = np.exp(x**2 + y**2)
    return Landscape(
        *("a run", Directions.RANDOM, Sample.TRAINING, 10, axis, axis, losses),
        *(1.0, None, (path,), ()),
    )


def test_the_contours_of_a_bowl_are_circles() -> None:
    found = bowl(201)
    lines = contours(found)
    assert len(lines) == 14
    for line in lines[:6]:  # those that are whole
        radii = np.hypot(line.x, line.y)[~np.isnan(line.x)]
        np.testing.assert_allclose(radii, np.sqrt(np.log(line.loss)), rtol=0.01)


@pytest.mark.parametrize("azimuth", [0.0, 35.0, 180.0, 300.0])
def test_all_of_the_surface_is_on_the_page(azimuth: float) -> None:
    mesh = surface(bowl(), azimuth)
    assert len(mesh.faces) == 64
    for places in (mesh.faces, mesh.base):
        assert places.min() >= -1e-9
        assert places.max() <= 1 + 1e-9
    assert 0 <= mesh.levels.min() < mesh.levels.max() <= 1
    assert 0.6 < mesh.brightness.min() <= mesh.brightness.max() <= 1 + 1e-9


def test_the_nearest_faces_are_painted_last() -> None:
    flat = replace(bowl(), losses=np.full((9, 9), 2.0))
    middles = surface(flat, 20.0).faces.mean(axis=1)
    assert (np.diff(middles[:, 1]) >= -1e-9).all()  # lower on the page is nearer
    assert not surface(flat, 20.0).levels.any()


def test_the_path_is_on_the_surface_and_ends_at_its_edge() -> None:
    found = bowl()
    (path,) = surface(found, 0.0).paths
    assert np.isnan(path[3]).all()
    # From the front, x goes from the left to the right of the base.
    left, right = surface(found, 0.0).base[:2, 0]
    np.testing.assert_allclose(path[:3, 0], left + (right - left) * np.array([0, 0.5, 0.625]))
    assert path[0, 1] < path[1, 1]  # the edge of the bowl is higher than its middle


def test_a_finer_grid_has_the_same_ends_and_is_linear_between() -> None:
    rows, columns = np.meshgrid(np.arange(3.0), np.arange(4.0), indexing="ij")
    result = finer(2 * rows - columns, 3)
    fine = np.meshgrid(np.arange(7) / 3, np.arange(10) / 3, indexing="ij")
    np.testing.assert_allclose(result, 2 * fine[0] - fine[1], atol=1e-12)
