"""What the curves say: only what they support."""

from dataclasses import replace

import numpy as np
import pytest

from core.report.curve_findings import CurveFinding, Kind, curve_findings
from core.runs.run import Run, RunState
from core.runs.trend import fell, find_turn, noise, rose, still_falls
from core.training.events import EpochEnd, LiveChange, Status, TrainingEnd

from .histories import EPOCHS, FALLING, history

TURNING = 0.5 + 1.5 * np.exp(-EPOCHS / 8) + 0.004 * np.maximum(0, EPOCHS - 30)


def told(run: Run) -> dict[Kind, str]:
    return {finding.kind: finding.text for finding in curve_findings(run)}


def test_a_run_that_falls_to_the_end_has_not_converged_and_need_not_stop() -> None:
    found = told(history(FALLING, FALLING + 0.01))
    assert set(found) == {Kind.FALLING, Kind.NOT_CONVERGED, Kind.STOP, Kind.GENERALIZATION_GAP}
    assert "from 2.3000 after the first epoch to 0.5000 after epoch 100" in found[Kind.FALLING]
    assert "no overfitting is visible" in found[Kind.STOP]


def test_a_loss_that_rose_for_some_epochs_is_not_said_never_to_have_risen() -> None:
    jump = np.where((EPOCHS > 70) & (EPOCHS < 75), 0.3, 0.0)
    found = told(history(FALLING, FALLING + jump))
    assert "At its end, the validation loss does not rise." in found[Kind.NOT_CONVERGED]
    assert not any("not risen" in text for text in found.values())


def test_a_validation_loss_that_turns_while_the_training_loss_falls_is_overfitting() -> None:
    found = told(history(FALLING, TURNING))
    minimum = int(np.argmin(TURNING)) + 1
    assert set(found) == {Kind.FALLING, Kind.OVERFITTING, Kind.STOP, Kind.GENERALIZATION_GAP}
    assert f"at epoch {minimum}." in found[Kind.OVERFITTING]
    rise = f"{TURNING[-1] / TURNING.min() - 1:.1%}"
    assert f"to the end it rose by {rise} to {TURNING[-1]:.4f}, while" in found[Kind.OVERFITTING]
    assert "The training loss kept falling" in found[Kind.OVERFITTING]
    assert f"epoch {minimum} was the time to stop" in found[Kind.STOP]


def test_the_turn_is_found_through_noise() -> None:
    rng = np.random.default_rng(1)
    found = told(history(FALLING, TURNING + 0.01 * rng.standard_normal(100)))
    assert Kind.OVERFITTING in found


def test_a_training_loss_that_rises_as_well_is_no_overfitting() -> None:
    found = told(history(TURNING - 0.1, TURNING))
    assert Kind.OVERFITTING not in found
    assert "no longer decreased the loss" in found[Kind.UNSTABLE]
    assert f"down to {TURNING.min():.4f}:" in found[Kind.FALLING]


def test_a_loss_that_stays_at_chance_is_not_learning() -> None:
    flat = np.full(30, 3.25)
    found = told(history(flat, flat))
    assert set(found) == {Kind.NOT_LEARNING, Kind.STOP, Kind.GENERALIZATION_GAP}
    assert "there is nothing to compare" in found[Kind.GENERALIZATION_GAP]


def test_a_loss_that_falls_from_far_above_chance_has_hardly_begun() -> None:
    slow = np.linspace(8, 4, 20)
    assert Kind.HARDLY in told(history(slow, slow))


def test_a_flat_end_is_levelled_off() -> None:
    level = 0.3 + 2 * np.exp(-EPOCHS / 5)
    found = told(history(level, level + 0.05))
    assert set(found) == {Kind.FALLING, Kind.CONVERGED, Kind.STOP, Kind.GENERALIZATION_GAP}
    assert "no longer fell either" in found[Kind.CONVERGED]


def test_a_diverged_run_says_why_and_nothing_of_a_trend() -> None:
    run = replace(
        history([2.0, 1.5, 3.0], [2.0, 1.6, 3.0]),
        state=RunState.DIVERGED,
        end=TrainingEnd(Status.DIVERGED, 3, 1.0, "The learning rate 9 is probably too high."),
    )
    found = told(run)
    assert set(found) == {Kind.DIVERGED, Kind.GENERALIZATION_GAP}
    assert "learning rate 9" in found[Kind.DIVERGED]
    assert "1.6000, at epoch 2" in found[Kind.DIVERGED]


@pytest.mark.parametrize("epochs", [1, 2, 4])
def test_a_few_epochs_say_nothing_of_a_trend(epochs: int) -> None:
    found = told(history(FALLING[:epochs], TURNING[:epochs]))
    assert set(found) == {Kind.TOO_FEW, Kind.GENERALIZATION_GAP}


def test_noise_is_told_and_is_no_turn() -> None:
    rng = np.random.default_rng(5)
    level = 0.4 + np.exp(-EPOCHS / 4)
    found = told(history(level, level + 0.03 * rng.standard_normal(100)))
    assert Kind.NOISE in found
    assert Kind.OVERFITTING not in found
    assert Kind.UNSTABLE not in found


@pytest.mark.parametrize("epochs", [5, 8, 12, 30, 100])
def test_noise_alone_hardly_ever_is_a_turn_or_a_fall(epochs: int) -> None:
    rng = np.random.default_rng(epochs)
    flat = 1 + 0.02 * rng.standard_normal((500, epochs))
    assert sum(find_turn(each) is not None for each in flat) <= 10
    assert sum(still_falls(each) for each in flat) <= 10
    assert sum(fell(each) or rose(each) for each in flat) <= 10


def test_the_estimate_of_noise_is_that_of_what_was_added() -> None:
    rng = np.random.default_rng(0)
    found = [noise(FALLING + 0.01 * rng.standard_normal(100)) for _ in range(200)]
    assert np.mean(found) == pytest.approx(0.01, rel=0.1)


@pytest.mark.parametrize("epochs", [5, 6, 9, 12, 15, 30])
def test_a_short_curve_that_falls_smoothly_falls_and_has_no_noise(epochs: int) -> None:
    smooth = 0.1 + np.exp(-np.arange(epochs) / epochs * 3)
    found = told(history(smooth, smooth + 0.01))
    assert set(found) == {Kind.FALLING, Kind.NOT_CONVERGED, Kind.STOP, Kind.GENERALIZATION_GAP}


def test_what_may_be_a_fall_and_may_be_noise_is_called_neither() -> None:
    loss = [0.2915, 0.1627, 0.1350, 0.1178, 0.1053, 0.0996, 0.0973, 0.0957, 0.0945]
    found = told(history(loss, loss))
    assert set(found) == {Kind.FALLING, Kind.UNCLEAR, Kind.STOP, Kind.GENERALIZATION_GAP}
    assert "lower, but by no more than its noise" in found[Kind.UNCLEAR]
    assert "do not show" in found[Kind.STOP]


def test_a_rise_too_small_to_matter_is_no_turn() -> None:
    assert find_turn(1 + 1e-5 * np.abs(EPOCHS - 50.0)) is None


def test_live_changes_are_named_as_a_possible_cause() -> None:
    change = LiveChange(60_000, {"learning_rate": 0.1})
    assert "changed once" in told(history(FALLING, FALLING, change))[Kind.CHANGED]


def gap(train: float, validation: float) -> CurveFinding:
    run = history([1.0], [1.0])
    end = EpochEnd(1, 1.0, train, 1.0, validation, 1.0, 1.0)
    return next(
        f for f in curve_findings(replace(run, records=(end,))) if f.kind is Kind.GENERALIZATION_GAP
    )


def test_the_gap_is_judged_by_what_chance_makes_of_counts() -> None:
    assert "no larger than chance" in gap(0.950, 0.948).text
    assert "4.00 percentage points comes from what" in gap(0.98, 0.94).text
    assert "classified better, by 1.00" in gap(0.94, 0.95).text


def test_an_epoch_later_images_read_rightly_with_a_higher_loss_are_told() -> None:
    run = history(FALLING, TURNING)
    rising = [replace(end, validation_accuracy=0.5 + end.epoch / 1000) for end in run.epochs]
    found = told(replace(run, records=tuple(rising)))
    assert "wrong answers became more confident" in found[Kind.STOP]
