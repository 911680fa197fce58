"""A run whose process is killed, at any moment and any number of times."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.models.model_file import load_model
from core.runs.moments import kept_moments, load_moment
from core.runs.run import Run, RunState, read_run
from core.training.events import EpochEnd, Event, LiveChange
from core.training.replay import Replay
from core.training.trainer import Training, new_network
from tests.core.training.driving import plain

from .settings import few

ROOT = Path(__file__).parents[3]
TIMES = 30
EPOCHS = 60


class Lives:
    """A run's processes, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.runs.kill_target", str(folder), str(EPOCHS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read() == "ready"

    def kill_after(self, seconds: float) -> bool:
        """Start one and kill it, if it lives so long; whether it came to the end."""
        child = self._start()
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return self._ended()

    def finish(self) -> bool:
        """Start one and let it live."""
        self._start()
        return self._ended()

    def close(self) -> None:
        self._process.communicate(timeout=60)
        assert self._process.returncode == 0

    def _start(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        line = self._read()
        return int(line)

    def _ended(self) -> bool:
        done = False
        while (line := self._read()) != "gone":
            assert line == "done", line
            done = True
        return done

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def uninterrupted(run: Run, dataset: Dataset) -> tuple[list[Event], list[np.ndarray]]:
    """The history of the same settings and live changes in one go, and the weights at its start,
    after each epoch, and at its end."""
    training = Training(new_network(run.settings), dataset, run.settings)
    replay, events, history = Replay(run.records), training.events(), []
    weights = [training.network.parameters.copy()]
    event: Event | None = next(events)
    while event is not None:
        if isinstance(event, EpochEnd):
            weights.append(training.network.parameters.copy())
        if isinstance(event, EpochEnd | LiveChange):
            history.append(plain(event))
        try:
            replay.observe(event)
            event = events.send(replay.pop_due())
        except StopIteration:
            event = None
    return history, [*weights, training.network.parameters]


def assert_uninterrupted(run: Run, dataset: Dataset, epochs: int) -> None:
    """The run is complete, with the history and the weights of a run that nothing interrupted."""
    assert (run.state, run.problem) == (RunState.COMPLETED, "")
    assert [end.epoch for end in run.epochs] == list(range(1, epochs + 1))
    history, weights = uninterrupted(run, dataset)
    assert [plain(record) for record in run.records] == history
    assert np.array_equal(load_model(run.model_path).network.parameters, weights[-1])
    assert_kept_weights(run, weights)


def assert_kept_weights(run: Run, weights: list[np.ndarray]) -> None:
    """All kept weights of ends of epochs are those of a run that nothing interrupted."""
    ends = [moment for moment in kept_moments(run.path) if not moment.mini_batches]
    for moment in ends:
        parameters = load_moment(run.path, moment).network.parameters
        assert np.array_equal(parameters, weights[moment.epochs]), moment
    if ends:
        assert {0, len(run.epochs)} <= {moment.epochs for moment in ends}
        assert len(ends) > len(run.epochs) // 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process for each life")
def test_a_run_killed_at_thirty_moments_ends_as_if_it_had_not_been(
    tmp_path: Path, mnist: Dataset
) -> None:
    folder, lives = tmp_path / "run", Lives(tmp_path / "run")
    moments = random.Random(5)
    for _ in range(TIMES):
        lives.kill_after(moments.uniform(0.02, 0.4))
        if (folder / "run.json").exists():
            assert read_run(folder).state in {RunState.INTERRUPTED, RunState.COMPLETED}
    assert lives.finish()
    lives.close()
    assert_uninterrupted(read_run(folder), few(mnist), EPOCHS)
    assert kept_moments(folder)
