"""A study that processes share: each trial once, whatever happens to who makes it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest

from core.errors import SearchError
from core.hyperparameters import FIELDS
from core.search import vigil
from core.search.space_file import read_space
from core.search.study import SharedStudy
from core.search.vigil import HOST, LOCK, host, proof_of_life

from .spaces import TINY, write_space

GRID = 'sampler = "grid"\n[space]\nseed = { from = 0, to = 2 }'


@pytest.fixture(params=["sqlite", "journal"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    journal = request.param == "journal"
    return str(tmp_path / "x.journal") if journal else f"sqlite:///{tmp_path}/x.db"


def _study(
    folder: Path, storage: str, text: str = TINY, life: Mapping[str, str] | None = None
) -> SharedStudy:
    return SharedStudy(read_space(write_space(folder, text)), storage, life)


def test_two_processes_claim_different_trials(tmp_path: Path, storage: str) -> None:
    one, other = (_study(tmp_path, storage) for _ in range(2))
    claims = [study.claim(4) for study in (one, other, one, other)]
    slots = [trial.user_attrs["slot"] for trial in claims if trial is not None]
    assert slots == [0, 1, 2, 3]
    assert one.claim(4) is None
    assert not one.has(4)


def test_two_who_saw_the_same_slot_free_do_not_both_make_it(tmp_path: Path, storage: str) -> None:
    study = _study(tmp_path, storage)
    for _ in range(3):
        study._offer(0)
    first, second = study.claim(2), study.claim(2)
    assert first is not None
    assert second is not None
    assert (first.user_attrs["slot"], second.user_attrs["slot"]) == (0, 1)
    assert study.claim(2) is None
    assert study.findings() == []


def test_a_trial_of_a_process_that_is_no_more_is_made_again(tmp_path: Path, storage: str) -> None:
    mine = _study(tmp_path, storage)
    with suppress(KeyboardInterrupt), proof_of_life() as life:
        assert _study(tmp_path, storage, life=life).claim(1) is not None
        mine.bury()
        assert mine.claim(1) is None
        raise KeyboardInterrupt
    mine.bury()
    assert [each.state for each in mine.findings()] == ["failed"]
    again = mine.claim(1)
    assert again is not None
    assert again.user_attrs["slot"] == 0
    Path(life[LOCK]).unlink()


def test_a_trial_is_of_the_process_that_takes_it(tmp_path: Path, storage: str) -> None:
    _study(tmp_path, storage, life={HOST: "other", LOCK: "x"})._offer(0)
    trial = _study(tmp_path, storage, life={HOST: "mine", LOCK: "y"}).claim(1)
    assert trial is not None
    assert (trial.user_attrs[HOST], trial.user_attrs[LOCK]) == ("mine", "y")


def test_a_trial_of_another_machine_is_made_again_when_it_is_silent(
    tmp_path: Path, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigil, "SILENCE", 0.0)
    study = _study(tmp_path, storage, life={HOST: f"not {host()}", LOCK: __file__})
    trial = study.claim(1)
    assert trial is not None
    study.bury()
    trial.set_user_attr("beat", 1)
    study.bury()
    assert study.findings() == []
    study.bury()
    assert [each.reason for each in study.findings()] == ["Its process has ended without a word."]


def test_a_trial_that_was_taken_over_counts_once(tmp_path: Path, storage: str) -> None:
    study = _study(tmp_path, storage)
    lost = study.claim(1)
    assert lost is not None
    study.fail(lost, "for the test")
    again = study.claim(1)
    assert again is not None
    study.complete(again, 0.5)
    study.complete(lost, 0.9)  # whose machine had only slept
    assert [each.value for each in study.findings()] == [None, 0.5]
    assert study.has(1)


def test_settings_that_cannot_be_are_not_tried_again(tmp_path: Path, storage: str) -> None:
    study = _study(tmp_path, storage)
    trial = study.claim(1)
    assert trial is not None
    study.fail(trial, "no such network", for_good=True)
    assert study.has(1)
    assert study.claim(1) is None


def test_a_grid_goes_on_where_it_ended(tmp_path: Path, storage: str) -> None:
    seeds = []
    for _ in range(3):
        study = _study(tmp_path, storage, GRID)
        trial = study.claim(3)
        assert trial is not None
        values = study.space.settings(lambda n, each, t=trial: each.suggest(t, n, FIELDS[n]))
        seeds.append(values["seed"])
        study.complete(trial, 0.5)
    assert seeds == [0, 1, 2]
    assert study.has(3)


def test_a_study_is_of_one_space_for_ever(tmp_path: Path, storage: str) -> None:
    _study(tmp_path, storage)
    _study(tmp_path, storage, TINY.replace("trials = 6", "trials = 9"))
    with pytest.raises(SearchError, match=r"begun with another space: it differs in settings\."):
        _study(tmp_path, storage, TINY.replace("epochs = 2", "epochs = 3"))
    with pytest.raises(SearchError, match=r"differs in space, seed"):
        _study(tmp_path, storage, "seed = 1\n" + TINY.replace("16, 32", "16"))


@pytest.mark.parametrize(
    "storage",
    ["nonsense", "nonsense://", "postgresql://me:secret@nowhere/x", "sqlite:////no/x.db", "a:b"],
)
def test_a_storage_that_cannot_be_used_is_said(tmp_path: Path, storage: str) -> None:
    with pytest.raises(SearchError, match="cannot be used") as caught:
        _study(tmp_path, storage)
    assert "secret" not in str(caught.value) + caught.value.details


@pytest.mark.parametrize("content", [b"{}\n{}\n", b"hello\nyou\n", b"[1]\n", b"\xff\n\n", b"7\n"])
def test_a_foreign_journal_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.journal").write_bytes(content)
    with pytest.raises(SearchError, match=r"x\.journal is no journal"):
        _study(tmp_path, str(tmp_path / "x.journal"))


def test_no_trial_of_a_database_is_given_to_two(tmp_path: Path) -> None:
    """Optuna looks whether one is free and then takes it, which others may do in between."""
    space, total = read_space(write_space(tmp_path)), 24
    storage = f"sqlite:///{tmp_path}/x.db"
    SharedStudy(space, storage)
    together = Barrier(4)

    def claim_all() -> list[int]:
        study, mine = SharedStudy(space, storage), []
        together.wait()
        while (trial := study.claim(total)) is not None:
            mine.append(trial.number)
            study.complete(trial, 0.5)
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [pool.submit(claim_all) for _ in range(4)]
    numbers = [number for each in claimed for number in each.result()]
    assert len(numbers) == len(set(numbers)) == total
