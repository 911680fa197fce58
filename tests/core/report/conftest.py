"""The program, for the command that writes a report."""

from collections.abc import Callable

import pytest

from ..cli.program import Outcome, in_process


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs the program with these arguments."""
    return lambda *arguments: in_process(capsys, *arguments)
