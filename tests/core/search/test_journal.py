"""A journal that is none, or that the power has cut."""

from pathlib import Path

import pytest
from optuna import create_study, load_study

from core.errors import SearchError
from core.search.backend import open_storage
from core.search.space_file import read_space
from core.search.study import SharedStudy

from .spaces import write_space


@pytest.mark.parametrize("content", [b"Dear diary\n", b"{}\n", b"\0" * 100, b'{"op_code": 0'])
def test_a_file_that_is_no_journal_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "diary.journal"
    path.write_bytes(content)
    with pytest.raises(SearchError, match="no journal"):
        open_storage(str(path))
    assert path.read_bytes() == content


def test_half_a_line_at_the_end_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "study.journal"
    study = create_study(study_name="one", storage=open_storage(str(path)))
    study.tell(study.ask(), 1.0)
    whole = path.read_bytes()
    for cut in (1, 5, 20):
        path.write_bytes(whole + whole[:cut])
        storage = open_storage(str(path))
        assert [trial.value for trial in load_study(study_name="one", storage=storage).trials] == [
            1.0
        ]
        assert path.read_bytes() == whole


HEAD = b'{"op_code":0,"worker_id":"w","study_name":"tiny","directions":[2]}\n'
TRIAL = b'{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null,'


@pytest.mark.parametrize(
    "lines",
    [
        b'{"op_code": 99}\n{"op_code":[]}\n',
        b'{"op_code":99}\n',
        b'{"op_code":0}\n',
        HEAD + b'{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":5}\n',
        HEAD + TRIAL.replace(b"null", b'"9999-12-31T23:59:59-14:00"')[:-1] + b"}\n",
        HEAD + TRIAL + b'"distributions":[]}\n',
        HEAD + b'{"op_code":2,"worker_id":"w","study_id":0,"user_attr":{"space":5}}\n',
        HEAD + b'{"op_code":2,"worker_id":"w","study_id":0,"user_attr":{"a":1,"b":2}}\n',
        HEAD + b"[" * 50_000 + b"\n" + HEAD,
    ],
)
def test_a_foreign_journal_is_refused_with_a_sentence(tmp_path: Path, lines: bytes) -> None:
    space = read_space(write_space(tmp_path, "trials = 2\n[space]\nl2 = { from = 0, to = 1 }"))
    path = tmp_path / "foreign.journal"
    path.write_bytes(lines.replace(b'"tiny"', f'"{space.name}"'.encode()))
    with pytest.raises(SearchError):
        SharedStudy(space, str(path))


def test_odd_trials_in_a_journal_are_found_without_what_nobody_can_read(tmp_path: Path) -> None:
    space = read_space(write_space(tmp_path, "trials = 9\n[space]\nl2 = { from = 0, to = 1 }"))
    path = tmp_path / "odd.journal"
    study = SharedStudy(space, str(path))
    assert study.claim(9) is not None
    attrs = b'"user_attrs":{"slot":[1],"reason":"a\\u001b\\ud800","run":5},'
    with path.open("ab") as file:
        for values in (b'"a"', b"[1e999]", b'["x"]', b"[0.5]"):
            file.write(TRIAL + attrs + b'"state":1,"values":' + values + b"}\n")
        file.write(TRIAL + b'"user_attrs":null,"state":3}\n')
    odd = SharedStudy(space, str(path))
    assert [each.value for each in odd.findings()] == [None, None, None, 0.5, None]
    assert {each.reason for each in odd.findings()[:-1]} == {"a  "}
    assert not odd.has(9)
