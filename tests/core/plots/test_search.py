"""Parallel coordinates and importances of a search."""

from collections.abc import Sequence

import pytest

from core.plots.parallel_coordinates import (
    Coordinate,
    Metric,
    ParallelLayout,
    TrialPoint,
    rank_trials,
)
from core.plots.search_figure import search_figure

ACCURACY = Metric("Validation accuracy\n(%)", lower_is_better=False)
POINTS = [
    TrialPoint({"learning_rate": 10.0**-n, "optimizer": "adam" if n % 2 else "sgd"}, 90.0 + n)
    for n in range(7)
]


def test_wide_ranges_of_numbers_are_logarithmic() -> None:
    axis = Coordinate.of_field("learning_rate", [1e-4, 1e-3, 2e-3, 3e-3, 4e-3, 1.0])
    assert axis.logarithmic
    assert axis.position(1e-2) == pytest.approx(0.5)
    assert [text for _, text in axis.ticks()] == ["0.0001", "0.001", "0.01", "0.1", "1"]


@pytest.mark.parametrize(
    ("name", "values", "texts"),
    [
        ("batch_size", [32, 8, 32, 16], ["8", "16", "32"]),
        ("hidden_layers", [(800, 300), (100,), (), (30,)], ["none", "30", "100", "800, 300"]),
        ("optimizer", ["adam", "sgd"], ["SGD", "Adam"]),
        ("optimizer", ["of a later version", "sgd"], ["SGD", "of a later version"]),
    ],
)
def test_few_values_stand_side_by_side(name: str, values: Sequence[int], texts: list[str]) -> None:
    axis = Coordinate.of_field(name, values)
    assert [text for _, text in axis.ticks()] == texts
    assert axis.position(values[0]) in [position for position, _ in axis.ticks()]


def test_a_number_that_never_changes_is_in_the_middle() -> None:
    axis = Coordinate.of_numbers("Loss", [0.25, 0.25])
    assert axis.position(0.25) == 0.5
    assert axis.ticks() == [(0.5, "0.25")]


def test_a_line_leaves_out_what_has_no_meaning_for_its_trial() -> None:
    points = [
        TrialPoint({"optimizer": "sgd"}, 1.0),
        TrialPoint({"optimizer": "momentum", "momentum": 0.5}, 2),
    ]
    layout = ParallelLayout.of(points, ACCURACY)
    assert list(layout.settings) == ["optimizer", "momentum"]
    corners = [[axis for axis, _ in layout.corners(point)] for point in points]
    assert corners == [[0, 2], [0, 1, 2]]


@pytest.mark.parametrize(("lower", "best"), [(False, 96.0), (True, 90.0)])
def test_the_best_has_the_strongest_shade(lower: bool, best: float) -> None:
    order = rank_trials(POINTS, Metric("", lower))
    assert (order[0][0], order[-1][0]) == (0.0, 1.0)
    assert order[-1][1].value == best


def test_the_same_search_gives_the_same_bytes() -> None:
    shares = {"learning_rate": 0.8, "optimizer": 0.2}
    one, other = (search_figure(POINTS, shares, ACCURACY, "svg") for _ in range(2))
    assert one == other
    for words in ("Learning rate η", "Optimizer", "Validation accuracy", "80.0%", "Adam"):
        assert words in one.decode()


def test_a_search_without_complete_trials_has_a_picture_that_says_so() -> None:
    assert b"No trial is complete yet." in search_figure([], {}, ACCURACY, "svg")
