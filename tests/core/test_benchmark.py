"""The benchmark of the training."""

import pytest

from core import benchmark
from core.benchmark import measure_training


def test_the_benchmark_gives_positive_figures_and_compares_with_the_floor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(benchmark, "ROUNDS", 1)
    monkeypatch.setattr(benchmark, "_rivals", lambda dataset, settings: {})
    figures = measure_training()
    assert figures.pop("network") == "784-20-10"
    assert set(figures) == {
        "rounds",
        "threads",
        "inkling_images_per_second",
        "floor_images_per_second",
        "times_the_floor",
    }
    assert all(isinstance(value, int | float) and value > 0 for value in figures.values())


def test_a_rival_is_named_with_how_many_times_as_fast_the_training_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(benchmark, "ROUNDS", 3)
    for name, seconds in (("_inkling", 2.0), ("_floor", 1.0)):
        monkeypatch.setattr(
            benchmark, name, lambda dataset, settings, seconds=seconds: lambda: seconds
        )
    monkeypatch.setattr(benchmark, "_rivals", lambda dataset, settings: {"rival": lambda: 5.0})
    figures = measure_training()
    assert figures["inkling_images_per_second"] == 25_000
    assert figures["times_the_floor"] == 2.0
    assert figures["times_as_fast_as_rival"] == 2.5
