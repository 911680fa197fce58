"""The rules of the hints on made-up histories, and on short trainings with odd settings."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import CLASSES, Dataset
from core.foundation.percent import percent
from core.hints.evidence import BatchLosses, Evidence
from core.hints.hint import Hint, Kind, Remedy
from core.hints.loss_rules import plateau
from core.hints.rate_rule import holds_for
from core.hints.rules import RULES, find_hint
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.nn.losses import LOSSES
from core.report.curve_findings import Kind as Finding
from core.report.curve_findings import curve_findings
from core.training.events import EpochEnd, LiveChange
from tests.core.hints.watching import hints
from tests.core.report.histories import history

MEAN = Hyperparameters(gradient="mean", learning_rate=0.1)
QUICK = Hyperparameters(
    loss="softmax_cross_entropy",
    activation="relu",
    initializer="he",
    hidden_layers=(40,),
    gradient="mean",
    optimizer="adam",
    learning_rate=1e-3,
    training_images=5000,
    validation_images=1000,
    epochs=20,
)


def ends(
    losses: list[float], accuracies: list[float], validation: list[float] | None = None
) -> tuple[EpochEnd, ...]:
    validation = validation or losses
    return tuple(
        EpochEnd(number, loss, accuracy, other, accuracy, 1.0, 0.5)
        for number, (loss, accuracy, other) in enumerate(
            zip(losses, accuracies, validation, strict=True), start=1
        )
    )


def told(evidence: Evidence) -> Hint:
    hint = find_hint(evidence)
    assert hint is not None
    return hint


@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_at_the_base_rate_is_that_of_ten_percent_for_each_digit(name: str) -> None:
    share = 1 / CLASSES
    sigmoid = name.startswith("sigmoid")
    logits = np.full((CLASSES, CLASSES), np.log(share / (1 - share)) if sigmoid else 0.0)
    total = LOSSES[name].total(logits, np.eye(CLASSES))
    evidence = Evidence(Hyperparameters(loss=name))
    assert evidence.base_rate_loss == pytest.approx(total / CLASSES)


def test_every_kind_has_a_rule_in_the_order_of_severity() -> None:
    assert list(RULES) == list(Kind)


def test_nothing_is_known_before_the_first_epoch() -> None:
    assert find_hint(Evidence(Hyperparameters())) is None


def test_a_training_that_ended_because_it_diverged(mnist: Dataset) -> None:
    [hint] = hints(QUICK.with_values({"optimizer": "sgd", "learning_rate": 100.0}), mnist, 1)
    assert (hint.kind, hint.epoch) == (Kind.DIVERGING, 0)
    assert hint.remedy == Remedy({"learning_rate": 3.3}, is_new_run=True)
    assert hint.remedy.label == "New run: learning rate → 3.3"
    assert "The loss has grown" in hint.reason


def test_diverging_is_seen_within_the_first_epoch() -> None:
    assert find_hint(Evidence(MEAN, batches=BatchLosses(8.0, 13.0, 99))) is None
    assert find_hint(Evidence(MEAN, batches=BatchLosses(8.0, 11.0, 100))) is None
    hint = told(Evidence(MEAN, batches=BatchLosses(8.0, 13.0, 100)))
    assert (hint.kind, hint.epoch) == (Kind.DIVERGING, 0)
    assert "13" in hint.reason


def test_a_training_loss_that_rises_again_is_diverging_unless_it_is_tiny() -> None:
    accuracies = [0.5, 0.8, 0.9, 0.8, 0.6]
    hint = told(Evidence(MEAN, ends([2.0, 1.0, 0.5, 0.9, 1.4], accuracies)))
    assert hint.kind is Kind.DIVERGING
    assert "since epoch 3" in hint.text
    assert hint.remedy == Remedy({"learning_rate": 0.033})
    assert hint.remedy.label == "Learning rate → 0.033"
    bouncing = ends([2.0, 0.1, 0.001, 0.003, 0.004], [0.5, 0.95, 1.0, 1.0, 0.999])
    assert find_hint(Evidence(MEAN, bouncing)) is None


def test_units_of_which_most_are_dead(mnist: Dataset) -> None:
    found = hints(QUICK.with_values({"learning_rate": 0.5}), mnist, 2)
    assert {hint.kind for hint in found} <= {Kind.DEAD, Kind.DIVERGING}
    dead = next(hint for hint in found if hint.kind is Kind.DEAD)
    assert "of 40 units of hidden layer 1 are 0 for every image" in dead.text
    assert dead.remedy == Remedy({"learning_rate": 0.05}, is_new_run=True)


def test_units_that_are_saturated_from_the_start(mnist: Dataset) -> None:
    settings = MEAN.with_values(
        {"activation": "tanh", "initializer": "normal", "hidden_layers": (30,)}
    )
    settings = settings.with_values({"training_images": 1000, "learning_rate": 1e-4})
    bright = replace(mnist, train=replace(mnist.train, images=np.full_like(mnist.train.images, 99)))
    [hint] = hints(settings, bright, 1)
    assert hint.kind is Kind.SATURATED
    assert "are stuck at −1 or 1" in hint.text
    assert hint.remedy == Remedy({"initializer": "report"}, is_new_run=True)


def test_only_the_base_rate_is_known_by_its_loss() -> None:
    softmax = MEAN.with_values({"loss": "softmax_cross_entropy"})
    losses, accuracies = [2.31, 2.3, 2.29], [0.11, 0.12, 0.1]
    hint = told(Evidence(softmax, ends(losses, accuracies)))
    assert (hint.kind, hint.epoch) == (Kind.BASE_RATE, 3)
    assert "2.303" in hint.reason
    assert hint.remedy is None  # without statistics, too fast and too slow look the same
    assert find_hint(Evidence(MEAN, ends(losses, accuracies))) is None
    assert find_hint(Evidence(softmax, ends(losses, [0.11, 0.12, 0.3]))) is None
    penalized = softmax.with_values({"l2": 500.0})
    assert told(Evidence(penalized, ends(losses, accuracies))).remedy == Remedy({"l2": 0.0})


def test_overfitting_begins_where_the_report_says() -> None:
    """And only there: a rising validation loss with ever fewer errors is confidence."""
    numbers = np.arange(1, 41)
    train = 2.0 / numbers
    validation = 0.5 + 0.002 * np.abs(numbers - 17.0) + 1.5 / numbers**2
    run = history(train, validation)
    findings = {finding.kind: finding.text for finding in curve_findings(run)}
    hint = told(Evidence(MEAN.with_values({"training_images": 1000}), tuple(run.epochs)))
    assert hint.kind is Kind.OVERFITTING
    epoch = int(run.epochs[int(np.argmin(validation))].epoch)
    assert f"since epoch {epoch}:" in hint.text
    assert f"epoch {epoch} was the time to stop" in findings[Finding.STOP]
    shown = re.search(r"([\d.]+), and is ([\d.]+) now, ([\d.]+)% more", hint.reason)
    assert shown is not None
    lowest, last, more = map(float, shown.groups())
    assert (lowest, last) == (round(validation.min(), 4), round(validation[-1], 4))
    assert more == round(100 * (last / lowest - 1), 1)
    best, end = run.epochs[epoch - 1], run.epochs[-1]
    accuracies = percent(best.validation_accuracy), percent(end.validation_accuracy)
    assert "accuracy was {} and is {}.".format(*accuracies) in hint.reason
    same = [replace(end, validation_accuracy=0.8895) for end in run.epochs]
    assert "accuracy is 88.95%, as it was then." in told(Evidence(MEAN, tuple(same))).reason
    better = [replace(end, validation_accuracy=1 - 0.1 / end.epoch) for end in run.epochs]
    assert find_hint(Evidence(MEAN, tuple(better))) is None


def test_what_helps_against_overfitting_is_what_is_not_in_use_yet() -> None:
    numbers = np.arange(1, 41)
    run = history(2.0 / numbers, 0.5 + 0.002 * np.abs(numbers - 17.0) + 1.5 / numbers**2)
    settings, found = MEAN.with_values({"training_images": 1000}), []
    while (remedy := told(Evidence(settings, tuple(run.epochs))).remedy) is not None:
        found.append(remedy.label)
        settings = settings.with_values(remedy.values)
    assert found == [
        "New run: training images → 50,000",
        "New run: shift → 1",
        "New run: dropout (hidden) → 0.2",
        "New run: early stopping → By validation loss",
    ]


def test_a_plateau_is_a_loss_that_has_not_fallen_while_much_is_wrong() -> None:
    random = np.random.default_rng(1)
    flat = [3.0, 2.0, 1.5, 1.2, *(1 + 0.01 * random.standard_normal(16))]
    hint = told(Evidence(MEAN, ends(flat, [0.7] * 20)))
    assert hint.kind is Kind.PLATEAU
    assert hint.remedy == Remedy({"learning_rate": 0.033})
    assert find_hint(Evidence(MEAN, ends(flat, [0.95] * 20))) is None
    falling = (3 * 0.9 ** np.arange(20)).tolist()
    assert plateau(Evidence(MEAN, ends(falling, [0.7] * 20))) is None


def test_far_from_the_range_test_only_where_one_was_made() -> None:
    good = ends([1.0, 0.5], [0.8, 0.9])
    assert find_hint(Evidence(MEAN, good)) is None
    assert find_hint(Evidence(MEAN, good, range_rate=0.02)) is None
    hint = told(Evidence(MEAN, good, range_rate=0.002))
    assert hint.kind is Kind.FAR_FROM_RANGE_TEST
    assert "50 times higher" in hint.text
    assert hint.remedy == Remedy({"learning_rate": 0.002})
    assert "20 times lower" in told(Evidence(MEAN, good, range_rate=2.0)).text


def test_a_range_test_knows_better_which_rate_helps() -> None:
    slow = Evidence(MEAN, ends([6.0, 5.0, 4.0], [0.1] * 3))
    for suggestion, rate in ((None, 1.0), (0.4, 0.4), (0.05, 1.0)):
        hint = told(replace(slow, range_rate=suggestion))
        assert hint.remedy == Remedy({"learning_rate": rate})


def test_a_range_test_holds_for_settings_that_take_the_same_steps() -> None:
    same = {"learning_rate": 3.0, "epochs": 3, "seed": 7, "schedule": "cosine", "ema": 0.9}
    assert holds_for(MEAN, MEAN.with_values(same))
    for values in ({"batch_size": 10}, {"optimizer": "adam"}, {"hidden_layers": (30,)}):
        assert not holds_for(MEAN, MEAN.with_values(values))


def test_a_change_of_the_steps_is_given_time_and_one_of_the_speed_is_not() -> None:
    images = MEAN.training_images
    slow = Evidence(MEAN, ends([6.0, 5.0, 4.0], [0.1] * 3))
    assert told(slow).kind is Kind.TOO_SLOW
    for values, kept in (({"speed": 5.0}, True), ({"learning_rate": 1.0}, False)):
        changed = replace(slow, changes=(LiveChange(images, values),))
        assert (find_hint(changed) is not None) is kept


def test_a_diverged_history_is_judged_by_what_is_a_number() -> None:
    history_ = ends([1.0, float("nan"), float("inf")], [0.5, 0.1, 0.1])
    assert told(Evidence(MEAN, history_, divergence="It ended.")).kind is Kind.DIVERGING
    assert find_hint(Evidence(MEAN, history_)) is None


@pytest.mark.parametrize("layers", [(), (4096,) * 8])
def test_any_number_of_layers_can_be_judged(layers: tuple[int, ...]) -> None:
    settings = MEAN.with_values({"hidden_layers": layers, "initializer": "zeros"})
    hint = find_hint(Evidence(settings, ends([2.0], [0.3])))
    assert (hint is not None) is bool(layers)


def test_the_table_of_the_documentation_has_every_rule() -> None:
    text = (Path(__file__).parents[3] / "docs" / "hints.md").read_text(encoding="utf-8")
    for kind in Kind:
        assert f"| {kind.value} |" in text, kind


def test_remedies_are_within_the_limits_of_their_fields() -> None:
    fast = MEAN.with_values({"learning_rate": 1e-6})
    hint = told(Evidence(fast, divergence="It ended."))
    assert hint.remedy is not None
    FIELDS["learning_rate"].check(hint.remedy.values["learning_rate"])
