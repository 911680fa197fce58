"""The program as the command line starts it, in this process or in one of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .program import SHORT, CommandResult, exit_status, in_process

Run = Callable[..., CommandResult]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program with these arguments."""
    return lambda *arguments: in_process(capsys, *arguments)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a short training."""
    folder = tmp_path_factory.mktemp("trained") / "run"
    assert exit_status("train", *SHORT, "--json", "--out", str(folder)) == 0
    return folder


@pytest.fixture(scope="session")
def model(trained: Path) -> str:
    return str(trained / "model.safetensors")
