"""A search whose processes are killed again and again: every trial is run, and none twice."""

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.runs.run import read_run
from core.tuning.space_file import read_space
from core.tuning.study import SharedStudy
from tests.core.tuning.conftest import server, sqlite, storage  # noqa: F401
from tests.core.tuning.spaces import QUICK_HEARTBEATS, TINY, suggest, unexpected_errors, write_space

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("INKLING_KILLS", "8"))
EPOCHS, PROCESSES = 40, 3
TRIALS = 6 + KILLS


@pytest.mark.parametrize("sampler", ["random", "grid"])
def test_every_trial_is_run_once_however_often_processes_are_killed(
    tmp_path: Path,
    storage: str,  # noqa: F811
    sampler: str,
) -> None:
    text = TINY.replace("trials = 6", f"trials = {TRIALS}").replace(
        "epochs = 2", f"epochs = {EPOCHS}"
    )
    if sampler == "grid":
        text = text.partition("[space]")[0].replace("random", "grid")
        text += f"[space]\nseed = {{ from = 0, to = {TRIALS - 1} }}"
    space, chance = write_space(tmp_path, text), random.Random(0)

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", QUICK_HEARTBEATS, "search", str(space)]
        command += ["--storage", storage]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)

    processes = [start() for _ in range(PROCESSES)]
    errors = []
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(1.0, 4.0))
            killed = processes.pop(chance.randrange(PROCESSES))
            killed.kill()
            errors.append(unexpected_errors(killed.communicate()[1]))
            processes.append(start())
        errors += [unexpected_errors(process.communicate()[1]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert errors == [""] * (KILLS + PROCESSES)
    assert [process.returncode for process in processes] == [0] * PROCESSES
    with closing(SharedStudy(read_space(space), storage)) as study:
        results = study.results()
    made = [each for each in results if each.state == "complete"]
    assert len(made) == len({each.run for each in made}) == TRIALS
    assert {str(each.settings) for each in made} == _settings(tmp_path, space)
    for each in made:
        run = read_run(Path(each.run))
        assert [end.epoch for end in run.epochs] == list(range(1, EPOCHS + 1))
        assert run.epochs[-1].validation_accuracy == each.value


def _settings(folder: Path, space: Path) -> set[str]:
    """What one process alone tries."""
    found: list[dict[str, object]] = []
    with closing(SharedStudy(read_space(space), f"sqlite:///{folder}/alone.db")) as study:
        for _ in range(TRIALS):
            study.run_next(TRIALS, lambda trial: found.append(suggest(study, trial)) or 0.5)
        return {str(each.settings) for each in study.results()}
