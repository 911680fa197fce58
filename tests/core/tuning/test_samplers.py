"""What is drawn does not depend on who draws it."""

from pathlib import Path

import optuna
import pytest

from core.tuning.study import SharedStudy, pruner_of

from .conftest import OpenStudy
from .spaces import TINY, suggest


def _drawn(study: SharedStudy, count: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for _ in range(count):
        assert study.run_next(10, lambda trial: found.append(suggest(study, trial)) or 0.5)
    return found


@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_a_search_that_is_gone_on_with_draws_what_one_in_a_piece_does(
    tmp_path: Path, open_study: OpenStudy, sampler: str
) -> None:
    text = TINY.replace("random", sampler)
    whole = _drawn(open_study(f"sqlite:///{tmp_path}/a.db", text), 10)
    parts = [open_study(f"sqlite:///{tmp_path}/b.db", text) for _ in range(2)]
    assert _drawn(parts[0], 5) + _drawn(parts[1], 5) == whole
    assert len({str(each) for each in whole}) == 10
    assert all(1e-4 <= each["learning_rate"] <= 0.1 for each in whole)
    assert {each["batch_size"] for each in whole} == {8, 16, 32}


def test_the_median_decides_after_five_trials_and_two_epochs() -> None:
    study = optuna.create_study(direction="maximize", pruner=pruner_of("median"))

    def make(value: float) -> list[bool]:
        trial = study.ask()
        pruned = []
        for epoch in range(1, 5):
            trial.report(value, epoch)
            pruned.append(trial.should_prune())
        study.tell(trial, value)
        return pruned

    for value in (0.1, 0.2, 0.3, 0.4, 0.5):
        assert not any(make(value))
    assert make(0.25) == [False, False, True, True]
    assert not any(make(0.35))
