"""Standard output and error that are closed, full, or without a reader; Ctrl-C at any moment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from core.cli import training_driver
from core.evaluation.metrics import evaluation_steps
from core.runs import result
from core.runs.run import RunState, read_run

from .conftest import Run
from .program import REPOSITORY, SHORT, command, short, start_process

FULL = Path("/dev/full")
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="redirects as a POSIX shell does")
NEEDS_FULL = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
PRINTING = [["runs"], ["predict", "--help"], ["compare", "{run}"]]


@contextmanager
def without_reader() -> Iterator[int]:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        yield writer
    finally:
        os.close(writer)


def outcome(*arguments: str, stdout: int | IO[Any], stderr: int | IO[Any] = subprocess.PIPE) -> Any:
    return subprocess.run(
        command(*arguments), cwd=REPOSITORY, stdout=stdout, stderr=stderr, text=True, check=False
    )


def shell(line: str, *arguments: str) -> Any:
    """Run the program in a shell, which redirects as `line` says after it."""
    return subprocess.run(
        ["sh", "-c", f'"$@" {line}', "sh", *command(*arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


@ON_POSIX
@pytest.mark.parametrize("as_json", [True, False])
def test_a_training_without_a_reader_goes_on_to_its_end(tmp_path: Path, as_json: bool) -> None:
    folder = tmp_path / "run"
    arguments = ["train", *SHORT, "--out", str(folder), *(["--json"] if as_json else [])]
    with without_reader() as writer:
        done = outcome(*arguments, stdout=writer)
    assert (done.returncode, done.stderr) == (141, "")
    assert read_run(folder).state is RunState.COMPLETED


@ON_POSIX
def test_a_reader_who_has_seen_enough_does_not_stop_a_training(tmp_path: Path) -> None:
    settings = short(training_images=2000, epochs=30)
    process = start_process("train", "--json", *settings, "--out", str(tmp_path / "run"))
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["epoch"] == 1
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 141
    process.stderr.close()
    assert len(read_run(tmp_path / "run").epochs) == 30


@NEEDS_FULL
def test_a_training_whose_output_is_full_says_so_once_and_goes_on(tmp_path: Path) -> None:
    with FULL.open("w") as full:
        done = outcome("train", "--json", *SHORT, "--out", str(tmp_path / "run"), stdout=full)
    assert done.returncode == 1
    assert done.stderr == (
        "warning: Standard output cannot be written: No space left on device. "
        "The work continues without it.\n"
    )
    assert read_run(tmp_path / "run").state is RunState.COMPLETED


@ON_POSIX
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_training_with_closed_streams_is_as_good_as_any(tmp_path: Path, closed: str) -> None:
    folder = tmp_path / "run"
    done = shell(closed, "train", *SHORT, "--out", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert ("completed after 2 epochs" in done.stdout) == (closed == "2>&-")
    run = read_run(folder)
    assert (run.state, run.problem, len(run.epochs)) == (RunState.COMPLETED, "", 2)


@NEEDS_FULL
def test_a_full_standard_error_stops_nothing(tmp_path: Path) -> None:
    with FULL.open("w") as full:
        done = outcome("train", "--set", "no=1", stdout=subprocess.PIPE, stderr=full)
        assert (done.returncode, done.stdout) == (2, "")


@ON_POSIX
@pytest.mark.parametrize("arguments", PRINTING, ids=lambda arguments: " ".join(arguments))
def test_a_command_that_prints_ends_quietly_without_a_reader(
    trained: Path, arguments: list[str]
) -> None:
    with without_reader() as writer:
        done = outcome(*(part.format(run=trained) for part in arguments), stdout=writer)
    assert (done.returncode, done.stderr) == (141, "")


@NEEDS_FULL
@pytest.mark.parametrize("arguments", PRINTING, ids=lambda arguments: " ".join(arguments))
def test_a_command_that_prints_says_that_its_output_is_full(
    trained: Path, arguments: list[str]
) -> None:
    with FULL.open("w") as full:
        done = outcome(*(part.format(run=trained) for part in arguments), stdout=full)
    said = "error: Standard output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, said)


@ON_POSIX
def test_a_command_that_prints_takes_a_closed_output_as_it_is(trained: Path) -> None:
    done = shell(">&-", "compare", str(trained))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


INTERRUPTED_IMPORT = """
import os, signal, sys, time
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(10)
sys.meta_path.insert(0, Interrupting())
sys.argv = ["main.py", *{arguments!r}]
import main
sys.exit(main.main())
"""


@ON_POSIX
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("core.cli", ["runs"]),
        ("numpy", ["runs"]),
        ("numpy._core._multiarray_umath", ["runs"]),
        ("tqdm", ["train"]),
    ],
)
def test_ctrl_c_while_the_program_is_being_loaded_is_silent(
    module: str, arguments: list[str]
) -> None:
    script = INTERRUPTED_IMPORT.format(module=module, arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@ON_POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_training_that_is_told_to_end_leaves_a_run_to_go_on_with(
    tmp_path: Path, number: signal.Signals
) -> None:
    endless = short(training_images=2000, epochs=10_000)
    process = start_process("train", "--json", *endless, "--out", str(tmp_path / "run"))
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, err) == (128 + number, "")
    *_, left = (first + out).splitlines()
    run = read_run(tmp_path / "run")
    told = {"event": "left", "epochs": len(run.epochs), "run": str(tmp_path / "run")}
    assert json.loads(left) == told
    assert run.state is RunState.INTERRUPTED
    assert not run.model_path.exists()


def test_a_second_ctrl_c_insists_and_no_other_signal_does() -> None:
    with training_driver.catch_signals() as caught:
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGHUP):
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert caught == [signal.SIGTERM, signal.SIGTERM, signal.SIGHUP]
    assert training_driver.exit_status(caught) == 143


def test_what_was_to_be_ignored_stays_ignored() -> None:
    """As `nohup` wants it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with training_driver.catch_signals() as caught:
            signal.raise_signal(signal.SIGHUP)
        assert caught == []
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(("times", "status"), [(1, 0), (2, 130)])
def test_ctrl_c_while_a_training_is_saved(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    """Once: it was all but done, and is saved. Twice: it is left, and can be gone on with."""

    def interrupted(*arguments: Any) -> Any:
        for _ in range(times):
            signal.raise_signal(signal.SIGINT)
        return evaluation_steps(*arguments)

    monkeypatch.setattr(result, "evaluation_steps", interrupted)
    outcome = run("train", *short(), "--out", str(tmp_path / "run"))
    assert (outcome.status, outcome.err) == (status, "")
    completed = read_run(tmp_path / "run").state is RunState.COMPLETED
    assert completed == (times == 1)
    monkeypatch.undo()
    if not completed:
        assert run("resume", str(tmp_path / "run")).status == 0
