"""Searches that were kept in journal files."""

import json
import os
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.foundation.errors import SearchError
from core.tuning.database import import_journal
from core.tuning.optuna_storage import choose_storage

from ..cli.program import in_process
from .conftest import OpenStudy
from .spaces import suggest

BEFORE = Path(__file__).parents[2] / "data" / "before" / "searches"
"""As the version with journals left it: four trials of five, and one whose process was killed."""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return Path(shutil.copy(BEFORE / "tiny.journal", tmp_path))


def test_a_journal_is_copied_once_and_stays_as_it_is(journal: Path) -> None:
    before, database = journal.read_bytes(), journal.with_suffix(".db")
    url, notice = choose_storage(str(journal), "tiny")
    assert url == f"sqlite:///{database}"
    assert notice == f"{journal} was imported: the search is now stored in {database}."
    copied = database.read_bytes()
    assert choose_storage(str(journal), "tiny") == (url, "")
    assert (journal.read_bytes(), database.read_bytes()) == (before, copied)
    assert sorted(path.name for path in journal.parent.iterdir()) == ["tiny.db", "tiny.journal"]
    journal.unlink()
    assert choose_storage(str(journal), "tiny") == (url, "")


def test_a_search_in_a_journal_is_shown_and_goes_on(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    space = str(BEFORE / "tiny.toml")
    command = ["search", space, "--storage", str(journal), "--json", "--trials"]
    begin, *trials, end = in_process(capsys, *command, "4").objects
    assert "was imported" in begin["notice"]
    assert [each["state"] for each in trials] == ["complete"] * 2 + ["failed"] + ["complete"] * 2
    assert [each["value"] for each in trials] == [0.1797, 0.0983, None, 0.0983, 0.1846]
    assert (end["trials"], end["best"]["number"]) == (4, 4)
    begin, *trials, end = in_process(capsys, *command, "6").objects
    assert "notice" not in begin
    assert (end["trials"], len(trials)) == (6, 7)
    # The settings that a search from the start would have tried.
    _, *whole, _ = in_process(capsys, "search", space, "--json", "--trials", "6").objects
    made = [each for each in trials if each["state"] == "complete"]
    assert [each["settings"] for each in made] == [each["settings"] for each in whole]


def test_the_journal_in_the_users_data_is_found(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    shutil.copy(BEFORE / "tiny.journal", home / "data" / "searches")
    shown = in_process(capsys, "search", str(BEFORE / "tiny.toml"), "--trials", "4").out
    assert "tiny.journal was imported: the search is now stored in" in shown
    assert "trial    5 complete   0.1846" in shown


def test_processes_that_begin_at_once_copy_a_journal_once(
    journal: Path, open_study: OpenStudy
) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: choose_storage(str(journal), "tiny")[0], range(4)))
    assert len(set(found)) == 1
    assert len(open_study(found[0], (BEFORE / "tiny.toml").read_text("utf-8")).results()) == 5


def test_a_trial_that_still_ran_has_failed_and_is_tried_again(
    journal: Path, open_study: OpenStudy
) -> None:
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:-2]), "utf-8")
    study = open_study(str(journal), (BEFORE / "tiny.toml").read_text("utf-8"))
    assert not study.has(4)
    running = study.results()[-1]
    assert running.state == "failed"
    settings: list[dict[str, object]] = []
    assert study.run_next(4, lambda trial: settings.append(suggest(study, trial)) or 0.5)
    assert study.has(4)
    assert settings == [running.settings]


def test_half_a_line_at_the_end_does_not_count(journal: Path) -> None:
    whole = journal.read_bytes()
    for cut in (1, 5, 20):
        journal.write_bytes(whole + whole[:cut])
        database = journal.with_name(f"{cut}.db")
        import_journal(journal, database)
        assert database.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"Dear diary\n", b"{}\n{}\n", b"\0" * 100, b"[1]\n", b"\xff\n\n", b'{"op_code":99}\n'],
)
def test_a_file_that_is_no_journal_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "diary.journal"
    path.write_bytes(content)
    with pytest.raises(SearchError, match=r"diary\.journal is not a journal of a search"):
        choose_storage(str(path), "tiny")
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["diary.journal"]


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_journal_is_refused_or_copied(journal: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(journal.read_bytes())
    for _ in range(chance.choice([1, 3, 10])):
        content[chance.randrange(len(content))] = chance.choice(b'0123456789-.eE"{}[],:nul')
    journal.write_bytes(content)
    _refused_or_copied(journal)


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        (0, "study_name", None),
        (0, "study_name", ["x"]),
        (0, "directions", [99]),
        (0, "directions", []),
        (1, "user_attr", None),
        (2, "state", "x"),
        (2, "system_attrs", {"failed_trial": []}),
        (2, "user_attrs", []),
        (2, "user_attrs", {"slot": [[]]}),
        (3, "datetime_start", "9999-99-99"),
        (3, "datetime_start", "9999-12-31T23:59:59-14:00"),
        (3, "trial_id", 10**400),
        (4, "distribution", "[" * 5000),
        (4, "param_value_internal", 10**400),
        (5, "param_value_internal", -1),
        (7, "step", 10**40),
        (7, "intermediate_value", "x"),
        (9, "values", [10**400]),
        (9, "values", [0.5, 0.5]),
    ],
)
def test_a_journal_with_an_impossible_value_is_refused_or_copied(
    journal: Path, line: int, key: str, value: object
) -> None:
    lines = journal.read_text("utf-8").splitlines()
    lines[line] = json.dumps({**json.loads(lines[line]), key: value})
    journal.write_text("\n".join([*lines, ""]), "utf-8")
    _refused_or_copied(journal)


def _refused_or_copied(journal: Path) -> None:
    try:
        choose_storage(str(journal), "tiny")
    except SearchError as error:
        message = str(error)
    else:
        message = f"{journal.with_suffix('.db').name} is there"
        assert journal.with_suffix(".db").exists()
    assert message.startswith(("tiny.db is there", str(journal)))


HEAD = b'{"op_code":0,"worker_id":"w","study_name":"tiny","directions":[2]}\n'
TRIAL = b'{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null,'


@pytest.mark.parametrize(
    "lines",
    [
        b'{"op_code": 99}\n{"op_code":[]}\n',
        b'{"op_code":0}\n',
        HEAD + b'{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":5}\n',
        HEAD + TRIAL + b'"distributions":[]}\n',
        HEAD + b'{"op_code":2,"worker_id":"w","study_id":0,"user_attr":{"space":5}}\n',
        HEAD + b'{"op_code":2,"worker_id":"w","study_id":0,"user_attr":{"a":1,"b":2}}\n',
        HEAD + b"[" * 50_000 + b"\n" + HEAD,
    ],
)
def test_a_foreign_journal_is_refused_with_a_sentence(
    tmp_path: Path, open_study: OpenStudy, lines: bytes
) -> None:
    path = tmp_path / "foreign.journal"
    path.write_bytes(lines)
    with pytest.raises(SearchError):
        open_study(str(path))


def test_odd_trials_are_shown_without_what_nobody_can_read(
    journal: Path, open_study: OpenStudy
) -> None:
    dates = b'"datetime_start":"2026-11-27T00:00:00","datetime_complete":"2026-11-27T00:00:01",'
    begin = TRIAL.replace(b'"datetime_start":null,', dates)
    attrs = b'"user_attrs":{"slot":"x","reason":"a\\u001b\\ud800","run":5},'
    with journal.open("ab") as file:
        file.write(begin + attrs + b'"state":1,"values":[0.5]}\n')
        file.write(begin + attrs.replace(b'"x"', b"null") + b'"state":3}\n')
    study = open_study(str(journal), (BEFORE / "tiny.toml").read_text("utf-8"))
    odd = study.results()[5:]
    assert [(each.value, each.reason, each.run) for each in odd] == [
        (0.5, "a  ", "5"),
        (None, "a  ", "5"),
    ]
    assert not study.has(9)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.journal")
    with pytest.raises(SearchError, match=r"x\.journal cannot be read"):
        choose_storage(str(tmp_path / "x.journal"), "tiny")


def test_a_journal_that_is_not_there_is_asked_for_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match=r"no journal .* Store a new search in sqlite:///.*x\.db"):
        choose_storage(str(tmp_path / "x.journal"), "tiny")
    with pytest.raises(SearchError, match=r"~nosuch/x\.journal cannot be used"):
        choose_storage("~nosuch/x.journal", "tiny")
