"""The hints on the presets: none on a healthy one, the right one on each that is made to fail.

Few epochs and one seed; `tests/reliability/test_hints.py` has all epochs and more seeds.
"""

from itertools import pairwise

import pytest

from core.datasets.dataset import Dataset
from core.hints.evidence import Evidence
from core.hints.hint import Kind
from core.hints.rate_rule import far_from_range_test
from core.hints.rules import find_hint
from core.hyperparameters.fields import Value
from core.hyperparameters.presets import preset
from core.learning_rate.range_test import range_points
from core.learning_rate.suggestion import range_result
from core.training.events import Change, EpochEnd
from tests.core.hints.watching import hints, watched

FAILING = {
    "too-fast": (1, Kind.DIVERGING, {"learning_rate": 1.0}),
    "too-slow": (3, Kind.TOO_SLOW, {"learning_rate": 0.005}),
    "zeros": (1, Kind.SYMMETRIC, {"initializer": "report"}),
    "vanishing": (1, Kind.VANISHING, {"activation": "relu", "initializer": "he"}),
    "overfitting": (32, Kind.OVERFITTING, {"training_images": 50_000}),
}
"""The epochs until the hint is there, what it is about, and its remedy."""
HEALTHY = {"report": 4, "report-3000": 25, "quick": 1}


@pytest.mark.parametrize("name", FAILING)
def test_each_preset_that_is_made_to_fail_has_its_hint(name: str, mnist: Dataset) -> None:
    epochs, kind, remedy = FAILING[name]
    found = hints(preset(name).hyperparameters, mnist, epochs)
    assert {hint.kind for hint in found} == {kind}
    last = found[-1]
    assert last.epoch == epochs
    assert last.remedy is not None
    assert last.remedy.values == remedy
    assert last.remedy.is_new_run is (name != "too-slow")


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_preset_has_no_hint(name: str, mnist: Dataset) -> None:
    assert hints(preset(name).hyperparameters, mnist, HEALTHY[name]) == []


@pytest.mark.parametrize("name", ["report", "quick", "overfitting", "too-fast", "too-slow"])
def test_a_range_test_finds_a_rate_far_away_only_where_that_is_what_fails(
    name: str, mnist: Dataset
) -> None:
    settings = preset(name).hyperparameters
    suggestion = range_result(list(range_points(mnist, settings))).suggestion
    end = EpochEnd(1, 1.0, 0.5, 1.0, 0.5, 1.0, 0.5)
    hint = far_from_range_test(Evidence(settings, (end,), range_rate=suggestion))
    assert (hint is not None) is (name in {"too-fast", "too-slow"})


@pytest.mark.parametrize("name", ["too-fast", "zeros", "vanishing"])
def test_the_new_run_of_a_remedy_learns(name: str, mnist: Dataset) -> None:
    settings = preset(name).hyperparameters.with_values(FAILING[name][2])
    evidence = list(watched(settings, mnist, 2))
    assert all(find_hint(each) is None for each in evidence)
    assert evidence[-1].epochs[-1].train_accuracy > 0.7


def test_the_remedy_of_a_rate_that_is_too_high_holds_to_the_end(mnist: Dataset) -> None:
    chosen = preset("too-fast")
    assert "a learning rate of 0.1 to 1" in chosen.description.replace("\n", " ")
    settings = chosen.hyperparameters.with_values(FAILING["too-fast"][2])
    losses = [each.validation_loss for each in list(watched(settings, mnist, 8))[-1].epochs]
    rises = [now / before for before, now in pairwise(losses)]
    assert max(rises) < 1.1  # with 3, the loss jumps up by 30%


def test_the_live_change_of_a_remedy_helps(mnist: Dataset) -> None:
    values: dict[str, Value] = {"learning_rate": 0.05}
    *before, last = watched(preset("too-slow").hyperparameters, mnist, 4, Change(values))
    assert find_hint(before[-1]) is not None
    assert find_hint(last) is None
    assert last.epochs[-1].train_accuracy > 2 * before[-1].epochs[-1].train_accuracy
