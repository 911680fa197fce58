"""A journal that is none, or that the power has cut."""

from pathlib import Path

import pytest
from optuna import create_study, load_study

from core.errors import SearchError
from core.search.backend import open_storage


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
