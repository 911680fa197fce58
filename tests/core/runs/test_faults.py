"""A sample of faults at operations on files; all of them: tests/reliability/test_faults.py."""

from pathlib import Path

import pytest

from core.datasets.dataset import Dataset

from .fault_scenarios import SCENARIOS, at_home, attempt, operations, spread

SAMPLE = 7


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_fault_loses_nothing_that_had_been_saved(
    name: str, data: Dataset, tmp_path: Path
) -> None:
    with at_home(tmp_path):
        scenario = SCENARIOS[name](data, tmp_path)
    (tmp_path / "clean").mkdir()
    seen = operations(scenario, tmp_path / "clean")
    for number, at in enumerate(spread(len(seen), SAMPLE)):
        folder = tmp_path / f"at {at}"
        folder.mkdir()
        lasting = number % 3 == 1
        attempt(scenario, folder, at, "no space", lasting=lasting, late=number % 3 == 2)
