"""What is said of curves: no sentence that they do not bear."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from core.hyperparameters import Hyperparameters
from core.report.findings import Kind, findings, noise
from core.runs.about import About
from core.runs.label import Label
from core.runs.records import Record
from core.runs.run import Run, RunState
from core.training.events import EpochEnd, LiveChange, Status, TrainingEnd

N = 40
TIME = np.arange(1, N + 1)
FALLING = 3 * np.exp(-TIME / 15)


def run_of(
    train: Sequence[float],
    validation: Sequence[float],
    *,
    state: RunState = RunState.COMPLETED,
    gap: float = 0.0,
    more: Sequence[Record] = (),
    reason: str = "",
) -> Run:
    records: list[Record] = [
        EpochEnd(n, float(t), min(0.99, 1 - t / 4 + gap), float(v), max(0.0, 1 - t / 4), 1.0, 0.5)
        for n, (t, v) in enumerate(zip(train, validation, strict=True), start=1)
    ]
    settings = Hyperparameters(epochs=len(train))
    end = TrainingEnd(Status.DIVERGED, len(train), 1.0, reason) if reason else None
    about = About("x", datetime.now(UTC))
    return Run(Path("run"), about, settings, (*records, *more), state, end, None, Label())


def kinds(run: Run) -> list[Kind]:
    return [finding.kind for finding in findings(run)]


def noisy(values: np.ndarray, size: float) -> np.ndarray:
    return values + size * np.random.default_rng(3).standard_normal(len(values))


@pytest.mark.parametrize("size", [0.0, 0.003])
def test_curves_that_fall_to_the_end_say_go_on(size: float) -> None:
    run = run_of(noisy(FALLING, size), noisy(FALLING + 0.1, size))
    assert kinds(run) == [Kind.FELL, Kind.STILL_FALLING, Kind.NO_GAP]


@pytest.mark.parametrize("size", [0.0, 0.01])
def test_a_validation_loss_that_turns_while_training_falls_is_overfitting(size: float) -> None:
    validation = noisy(1 + (TIME - 15) ** 2 / 400, size)
    run = run_of(FALLING, validation, gap=0.1)
    assert kinds(run) == [Kind.FELL, Kind.TURNED, Kind.GAP]
    (turned,) = (f.text for f in findings(run) if f.kind is Kind.TURNED)
    best = int(np.argmin(validation)) + 1
    assert f"at epoch {best}" in turned
    assert abs(best - 15) <= 3
    assert "overfits" in turned


def test_a_turn_without_a_falling_training_loss_is_not_called_overfitting() -> None:
    both = np.where(TIME < 20, 3 - TIME / 10, 1 + (TIME - 20) / 20)
    (turned,) = (f.text for f in findings(run_of(both, both)) if f.kind is Kind.TURNED)
    assert "no overfitting" in turned


def test_a_rise_within_the_noise_is_no_turn() -> None:
    level = np.maximum(FALLING, 0.6)
    run = run_of(FALLING, noisy(level, 0.03))
    assert Kind.TURNED not in kinds(run)
    assert Kind.LEVEL in kinds(run)


def test_a_flat_loss_is_not_learnt() -> None:
    assert kinds(run_of(noisy(np.full(N, 3.2), 0.01), np.full(N, 3.2))) == [Kind.NOT_LEARNT]


def test_a_diverged_run_says_so_first_and_why() -> None:
    state = RunState.DIVERGED
    run = run_of([3.0, 2.5, 2.0], [3.0, 2.6, 2.2], state=state, reason="The rate is too high.")
    first = findings(run)[0]
    assert first.kind is Kind.DIVERGED
    assert "The rate is too high." in first.text


def test_one_epoch_has_no_trend() -> None:
    assert kinds(run_of([2.0], [2.1])) == [Kind.TOO_SHORT]


def test_two_epochs_claim_no_course_but_the_fall() -> None:
    assert kinds(run_of([3.0, 2.0], [3.0, 2.2]))[0] is Kind.FELL
    assert Kind.STILL_FALLING not in kinds(run_of([3.0, 2.0], [3.0, 2.2]))


def test_a_run_broken_off_says_of_how_many_epochs() -> None:
    more = [LiveChange(1, {"epochs": 100})]
    run = run_of(FALLING, FALLING, state=RunState.INTERRUPTED, more=more)
    text = findings(run)[0].text
    assert "40 of the 100" in text
    assert kinds(run)[-1] is Kind.CHANGED


def test_noise_is_that_of_the_jumps_whatever_the_trend() -> None:
    random = np.random.default_rng(0)
    jumps = 0.05 * random.standard_normal(2000)
    for trend in (np.zeros(2000), np.linspace(5, 0, 2000)):
        assert noise(trend + jumps) == pytest.approx(0.05, rel=0.1)
    assert noise(np.linspace(3, 1, 50)) == pytest.approx(0, abs=1e-12)
