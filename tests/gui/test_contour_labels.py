"""The labels of contours: inside the plot, and away from the paths and from each other."""

import numpy as np

from gui.landscape.contour_labels import Label, place_label, points_along

ROOM, SIZE = (300.0, 200.0), (40.0, 14.0)
NONE = np.empty((0, 2))
ACROSS = np.stack([np.linspace(0, 300, 301), np.full(301, 100.0)], axis=1)


def covers(place: np.ndarray, point: tuple[float, float]) -> bool:
    return bool((np.abs(place - point) <= np.array(SIZE) / 2).all())


def test_a_label_stands_in_the_middle_of_its_line() -> None:
    assert place_label(ACROSS, SIZE, ROOM, NONE) == 150


def test_a_label_stays_inside_the_plot() -> None:
    edge = np.stack([np.full(100, 295.0), np.linspace(20, 180, 100)], axis=1)
    assert place_label(edge, SIZE, ROOM, NONE) is None
    bent = np.concatenate([np.stack([np.linspace(270, 295, 30), np.full(30, 20.0)], 1), edge])
    found = place_label(bent, SIZE, ROOM, NONE)
    assert found is not None
    assert bent[found, 0] <= 300 - SIZE[0] / 2


def test_a_label_leaves_a_path_free_although_it_has_few_points() -> None:
    path = points_along(np.array([(150.0, 0.0), (150.0, 200.0)]))
    found = place_label(ACROSS, SIZE, ROOM, path)
    assert found is not None
    assert not any(covers(ACROSS[found], tuple(point)) for point in path)
    assert abs(ACROSS[found, 0] - 150) < 40


def test_labels_do_not_cover_each_other() -> None:
    found = place_label(ACROSS, SIZE, ROOM, NONE, [Label(150.0, 102.0, *SIZE)])
    assert found is not None
    assert abs(ACROSS[found, 0] - 150) >= SIZE[0]


def test_a_line_in_several_parts_and_an_empty_one() -> None:
    gap = np.full((1, 2), np.nan)
    parts = np.concatenate([ACROSS[:40], gap, ACROSS[60:240], gap])
    found = place_label(parts, SIZE, ROOM, NONE)
    assert found is not None
    assert abs(parts[found, 0] - 150) <= 1
    assert place_label(gap, SIZE, ROOM, NONE) is None
