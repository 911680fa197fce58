"""How many threads the matrix products of a training use, where nobody has chosen."""

import os

import pytest

from core.hyperparameters.schema import Hyperparameters
from core.training.thread_count import default_threads


@pytest.fixture(autouse=True)
def _four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)


def wide(**values: object) -> Hyperparameters:
    return Hyperparameters().with_values({"hidden_layers": (800,), "batch_size": 128, **values})


def test_narrow_layers_have_one_thread() -> None:
    assert default_threads(Hyperparameters()) == 1


def test_wide_layers_have_two_threads() -> None:
    assert default_threads(wide()) == 2


def test_a_wide_layer_after_a_narrow_one_counts_too() -> None:
    assert default_threads(wide(hidden_layers=(10, 2000, 1000))) == 2


def test_small_mini_batches_of_wide_layers_have_one_thread() -> None:
    assert default_threads(wide(batch_size=10)) == 1


@pytest.mark.parametrize("prepared", [{"elastic": 1.0}, {"noise": 0.1}, {"scribbles": 0.02}])
def test_the_core_that_prepares_images_is_left_to_that(prepared: dict[str, float]) -> None:
    assert default_threads(wide(**prepared)) == 1


def test_a_single_core_has_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert default_threads(wide()) == 1
