"""A renamed hyperparameter is read under its former name and written under the new one."""

import argparse
from pathlib import Path

import pytest

from core.cli.arguments import chosen_settings
from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.schema import FIELDS, Hyperparameters, find_field, with_present_names
from core.runs.history import parse_record, record_to_dict
from core.training.events import LiveChange
from core.tuning.space_file import read_space

FORMER, PRESENT = "habits", "regional_forms"


@pytest.fixture
def space(tmp_path: Path) -> Path:
    path = tmp_path / "old.toml"
    path.write_text(
        "trials = 4\n[settings]\nepochs = 3\n[space]\n"
        "habits = {from = 0.1, to = 0.2}\ndropout = {from = 0.0, to = 0.5}\n"
    )
    return path


def test_settings_are_read_under_both_names() -> None:
    expected = Hyperparameters(regional_forms=0.3)
    assert Hyperparameters.from_dict({FORMER: 0.3}) == expected
    assert Hyperparameters().with_values({FORMER: 0.3}) == expected
    assert Hyperparameters().with_texts({FORMER: "0.3"}) == expected
    assert chosen_settings(argparse.Namespace(preset=None, set=["habits=0.3"])) == expected
    assert find_field(FORMER) is FIELDS[PRESENT]
    assert FORMER not in expected.to_dict()


def test_both_names_at_once_are_refused() -> None:
    with pytest.raises(HyperparameterError, match="habits is the former name of regional_forms"):
        with_present_names({PRESENT: 0.1, FORMER: 0.2})
    with pytest.raises(HyperparameterError, match="give one"):
        Hyperparameters.from_dict({FORMER: 0.2, PRESENT: 0.2})


def test_a_live_change_in_a_history_is_read_under_its_former_name() -> None:
    change = parse_record({"event": "change", "images_seen": 30, "values": {FORMER: 0.2}})
    assert change == LiveChange(30, {PRESENT: 0.2})
    assert record_to_dict(change)["values"] == {PRESENT: 0.2}


def test_a_search_space_is_read_under_the_former_name(space: Path) -> None:
    found = read_space(space)
    assert set(found.dimensions) == {PRESENT, "dropout"}
    space.write_text(space.read_text().replace("epochs = 3", "habits = 0.1"))
    with pytest.raises(SearchError, match=r"regional_forms is in \[settings\] and in \[space\]"):
        read_space(space)
    space.write_text(space.read_text() + "regional_forms = {from = 0.1, to = 0.2}\n")
    with pytest.raises(SearchError, match=r"\[space\] habits is the former name"):
        read_space(space)
