"""A study that processes share: each trial once, whatever happens to the process that runs it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from math import nan
from pathlib import Path

import pytest
from optuna import Study, Trial, TrialPruned
from optuna.exceptions import OptunaError, StorageInternalError
from optuna.trial import TrialState
from sqlalchemy import text as sql

from core.foundation.errors import SearchError
from core.tuning.optuna_storage import storage_problems
from core.tuning.study import SharedStudy

from .conftest import OpenStudy
from .spaces import TINY, let_time_pass, suggest

GRID = 'sampler = "grid"\n[space]\nseed = { from = 0, to = 2 }'


def _die(study: SharedStudy, total: int = 1) -> dict[str, object]:
    """Run a trial in a process that ends in the middle of it; the settings of the trial."""
    tried: dict[str, object] = {}

    def make(trial: Trial) -> float:
        tried.update(suggest(study, trial))
        raise SystemExit

    with pytest.raises(SystemExit):
        study.run_next(total, make)
    return tried


def _never(_: Trial) -> float:
    raise AssertionError


def _states(study: SharedStudy) -> list[str]:
    return [each.state for each in study.results()]


def test_processes_run_different_trials_and_not_more_than_asked_for(
    open_study: OpenStudy, storage: str
) -> None:
    studies = [open_study(storage) for _ in range(4)]
    begun: list[int] = []
    ran: list[bool] = []

    def run(number: int) -> None:
        def make(trial: Trial) -> float:
            begun.append(trial.number)
            run(number + 1)
            return 0.5

        ran.append(studies[number].run_next(3, make))

    run(0)
    assert begun == [0, 1, 2]
    assert ran == [False, True, True, True]
    assert studies[0].has(3)
    assert not studies[0].has(4)
    assert _states(studies[0]) == ["complete"] * 3


def test_a_trial_too_many_is_withdrawn(
    open_study: OpenStudy, storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = open_study(storage), open_study(storage)
    alone = open_study(f"sqlite:///{tmp_path}/alone.db")
    # As if both had looked at once.
    monkeypatch.setattr(other, "_has_next", lambda _: True)
    settings: list[dict[str, object]] = []

    def make(trial: Trial) -> float:
        settings.append(suggest(mine, trial))
        if len(settings) == 1:
            assert other.run_next(1, _never)
        return 0.5

    assert mine.run_next(1, make)
    assert _states(mine) == ["complete"]
    assert mine.run_next(2, make)
    assert mine.has(2)
    expected: list[dict[str, object]] = []
    for _ in range(2):
        alone.run_next(2, lambda trial: expected.append(suggest(alone, trial)) or 0.5)
    assert settings == expected


def test_a_trial_whose_process_died_is_tried_again_with_its_settings(
    open_study: OpenStudy, storage: str
) -> None:
    dying, mine = open_study(storage), open_study(storage)
    tried = _die(dying)
    assert not mine.run_next(1, _never)
    assert not mine.has(1)
    let_time_pass(mine)
    again: list[dict[str, object]] = []
    assert mine.run_next(1, lambda trial: again.append(suggest(mine, trial)) or 0.5)
    assert again == [tried]
    assert mine.has(1)
    assert not mine.run_next(1, _never)
    failed, complete = mine.results()
    assert (failed.reason, complete.state) == ("Its process ended unexpectedly.", "complete")
    assert failed.settings == complete.settings


def test_a_trial_is_tried_again_however_often_its_process_dies(
    open_study: OpenStudy, sqlite: str
) -> None:
    study = open_study(sqlite)
    settings = []
    for _ in range(3):
        settings.append(_die(study, 2))
        let_time_pass(study)
    for _ in range(2):
        assert study.run_next(2, lambda trial: settings.append(suggest(study, trial)) or 0.5)
    assert settings[:3] == [settings[0]] * 3 == [settings[3]] * 3
    assert settings[4] != settings[0]
    assert _states(study) == ["failed"] * 3 + ["complete"] * 2
    assert study.has(2)


def test_a_process_may_die_before_the_first_heartbeat(open_study: OpenStudy, storage: str) -> None:
    dying, mine = open_study(storage), open_study(storage)
    dying._study._storage.create_new_trial(dying._study._study_id)
    assert not mine.run_next(1, _never)
    let_time_pass(mine)
    assert mine.run_next(1, lambda _: 0.5)
    assert _states(mine) == ["failed", "complete"]


def test_two_who_try_the_same_trial_again_do_not_both_run_it(
    open_study: OpenStudy, storage: str
) -> None:
    mine, other = open_study(storage), open_study(storage)
    _die(mine)
    let_time_pass(mine)
    mine._fail_dead_trials()
    for study in (mine, other):  # as if both had looked at once
        study._retry(study._trials()[0])
    assert mine.run_next(1, lambda _: 0.5)
    assert other.run_next(2, _never)  # the one too many
    assert _states(mine) == ["failed", "complete"]
    assert not mine.has(2)


def test_a_waiting_trial_is_taken_by_one_process(open_study: OpenStudy, storage: str) -> None:
    studies = [open_study(storage)._study for _ in range(3)]
    for _ in range(30):
        studies[0].enqueue_trial({})

    def take(study: Study) -> list[int]:
        return list(iter(study._pop_waiting_trial_id, None))

    with ThreadPoolExecutor(3) as pool:
        taken = [number for numbers in pool.map(take, studies) for number in numbers]
    assert len(taken) == len(set(taken)) == 30


def test_a_trial_that_was_taken_over_counts_once(open_study: OpenStudy, storage: str) -> None:
    slept, other = open_study(storage), open_study(storage)

    def make(trial: Trial) -> float:
        other._study.tell(trial.number, state=TrialState.FAIL)
        assert other.run_next(1, lambda _: 0.5)
        return 0.9

    assert slept.run_next(1, make)
    assert [each.value for each in slept.results()] == [None, 0.5]
    assert slept.has(1)


def test_a_trial_that_was_stopped_is_tried_again_first(open_study: OpenStudy, sqlite: str) -> None:
    study = open_study(sqlite)
    settings: list[dict[str, object]] = []

    def make(trial: Trial) -> float:
        settings.append(suggest(study, trial))
        return 0.5 if len(settings) > 1 else study.fail(trial, "It was stopped.")

    assert study.run_next(2, make)
    assert not study.has(1)
    assert study.run_next(2, make)
    assert settings[0] == settings[1]
    assert [each.reason for each in study.results()] == ["It was stopped.", ""]


def test_settings_that_cannot_be_are_not_tried_again(open_study: OpenStudy, sqlite: str) -> None:
    study = open_study(sqlite)
    study.run_next(1, lambda trial: study.fail(trial, "no such network", for_good=True))
    assert study.has(1)
    assert not study.run_next(1, _never)
    assert [each.reason for each in study.results()] == ["no such network"]


def test_a_pruned_trial_counts(open_study: OpenStudy, sqlite: str) -> None:
    study = open_study(sqlite)

    def make(trial: Trial) -> float:
        trial.report(0.25, 1)
        raise TrialPruned

    assert study.run_next(1, make)
    assert study.has(1)
    assert [(each.state, each.value) for each in study.results()] == [("pruned", 0.25)]


@pytest.mark.parametrize("kind", [ValueError, OSError])
def test_an_error_in_a_trial_is_raised(
    open_study: OpenStudy, sqlite: str, kind: type[Exception]
) -> None:
    study = open_study(sqlite)

    def make(_: Trial) -> float:
        raise kind("for the test")

    with pytest.raises(kind, match="for the test"):
        study.run_next(1, make)
    assert _states(study) == ["failed"]
    assert study.run_next(1, lambda _: 0.5)


def test_a_database_that_goes_away_is_said(open_study: OpenStudy, storage: str) -> None:
    study = open_study(storage)

    def make(_: Trial) -> float:
        with study._database.engine.begin() as connection:
            connection.execute(sql("ALTER TABLE trials RENAME TO gone"))
        return 0.5

    with pytest.raises(SearchError, match="cannot be used"), storage_problems(storage):
        study.run_next(1, make)


@pytest.mark.parametrize("error", [None, StorageInternalError("for the test")])
def test_a_trial_that_could_not_be_ended_is_tried_again(
    open_study: OpenStudy, sqlite: str, error: Exception | None
) -> None:
    study, other = open_study(sqlite), open_study(sqlite)
    with pytest.MonkeyPatch.context() as patch:

        def make(_: Trial) -> float:
            patch.setattr(study._database, "get_trial", fail)
            if error is not None:
                raise error
            return 0.5

        def fail(_: int) -> None:
            raise StorageInternalError("for a moment")

        with pytest.raises(OptunaError, match=r"for the test|could not be ended"):
            study.run_next(1, make)
    assert not other.has(1)
    let_time_pass(other)
    assert other.run_next(1, lambda _: 0.5)
    assert _states(other) == ["failed", "complete"]


def test_a_grid_goes_on_where_it_ended(open_study: OpenStudy, sqlite: str) -> None:
    seeds: list[object] = []
    for value in (0.5, nan, 0.5, 0.5):
        study = open_study(sqlite, GRID)

        def make(trial: Trial, study: SharedStudy = study, value: float = value) -> float:
            seeds.append(suggest(study, trial)["seed"])
            return value

        assert study.run_next(3, make)
    assert seeds == [0, 1, 1, 2]
    assert study.has(3)


def test_a_study_of_before_goes_on_though_a_field_of_its_space_was_renamed(
    open_study: OpenStudy, sqlite: str
) -> None:
    text = TINY.replace("trials = 6", "trials = 6\n") + "regional_forms = {from = 0.1, to = 0.2}\n"
    study = open_study(sqlite, text)
    space = study.space.to_dict()
    dimensions = dict(space["space"])
    dimensions["habits"] = dimensions.pop("regional_forms")
    study._study.set_user_attr("space", {**space, "space": dimensions})
    assert open_study(sqlite, text).space == study.space


def test_a_study_is_of_one_space_for_ever(open_study: OpenStudy, sqlite: str) -> None:
    open_study(sqlite)
    open_study(sqlite, TINY.replace("trials = 6", "trials = 9"))
    with pytest.raises(SearchError, match=r"began with another space, which differs in settings\."):
        open_study(sqlite, TINY.replace("epochs = 2", "epochs = 3"))
    with pytest.raises(SearchError, match=r"differs in space, seed"):
        open_study(sqlite, "seed = 1\n" + TINY.replace("16, 32", "16"))


def test_a_study_goes_on_in_a_version_that_knows_more_settings(
    open_study: OpenStudy, sqlite: str
) -> None:
    study = open_study(sqlite)
    space = study.space.to_dict()
    del space["settings"]["speed"]
    study._study.set_user_attr("space", space)
    open_study(sqlite)
    with pytest.raises(SearchError, match="differs in settings"):
        open_study(sqlite, TINY.replace("epochs = 2", "epochs = 3"))


@pytest.mark.parametrize(
    "storage",
    ["nonsense", "nonsense://", "postgresql://me:secret@nowhere/x", "sqlite:////no/x.db", "a:b"],
)
def test_a_storage_that_cannot_be_used_is_said(open_study: OpenStudy, storage: str) -> None:
    with pytest.raises(SearchError, match="cannot be used") as caught:
        open_study(storage)
    assert "secret" not in str(caught.value) + caught.value.details


def test_without_a_driver_for_postgresql_one_sentence_says_how_to_get_it(
    open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tuning.optuna_storage.find_spec", lambda _: None)
    with pytest.raises(SearchError, match=r'pip install "inkling-lab\[search-postgresql\]"'):
        open_study("postgresql://me@nowhere/x")


@pytest.mark.parametrize("name", ["plain", "what?", "50 % {of} #1 & “more”"])
def test_the_file_in_the_users_data_may_have_any_name(
    open_study: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / name))
    assert open_study("").run_next(1, lambda _: 0.5)
    assert open_study("").has(1)
    path = tmp_path / name / "data" / "searches" / "tiny.db"
    with sqlite3.connect(path) as opened:
        assert opened.execute("SELECT count(*) FROM trials").fetchone() == (1,)
    opened.close()


def test_a_heartbeat_that_cannot_be_written_is_no_end(
    open_study: OpenStudy, sqlite: str, caplog: pytest.LogCaptureFixture
) -> None:
    study = open_study(sqlite)
    with study._database.engine.begin() as connection:
        connection.execute(sql("DROP TABLE trial_heartbeats"))
    study._database.record_heartbeat(0)
    assert "A heartbeat was not written" in caplog.text
