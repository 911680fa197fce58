"""A fault at every n-th operation on files: nothing is lost that had been saved.

`INKLING_CASES` is the most operations that are tried of each scenario with each fault, evenly
spread; 1000 is all of them.
"""

import os
from pathlib import Path

import pytest

from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from tests.core.faults import KINDS
from tests.core.runs.fault_scenarios import SCENARIOS, at_home, attempt, operations, spread
from tests.core.runs.settings import few

CASES = int(os.environ.get("INKLING_CASES", "12"))
MODES = {"once": (False, False), "once, after it was done": (False, True), "lasting": (True, False)}


@pytest.fixture(scope="module")
def data() -> Dataset:
    return few(load_mnist())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_fault_anywhere_loses_nothing_that_had_been_saved(
    name: str, kind: str, mode: str, data: Dataset, tmp_path: Path
) -> None:
    with at_home(tmp_path):
        scenario = SCENARIOS[name](data, tmp_path)
    (tmp_path / "clean").mkdir()
    seen = operations(scenario, tmp_path / "clean")
    lasting, late = MODES[mode]
    failed = []
    for at in spread(len(seen), CASES):
        folder = tmp_path / f"at {at}"
        folder.mkdir()
        try:
            attempt(scenario, folder, at, kind, lasting=lasting, late=late)
        except Exception as error:  # noqa: BLE001 - all that fail are told, not the first alone
            failed.append(f"{at} of {len(seen)}, {seen[at]}: {error!r:.300}")
    assert not failed, "\n".join(failed)
