"""What only a process of its own can show."""

import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.models.model_file import load_model

from .program import (
    DIVERGING,
    REPOSITORY,
    SHORT,
    CommandResult,
    command,
    in_subprocess,
    start_process,
)

ENDLESS = ["--set", "training_images=2000", "--set", "epochs=10000"]


def test_a_process_prints_json_and_nothing_else() -> None:
    outcome = in_subprocess("train", "--json", *SHORT)
    assert (outcome.status, outcome.err) == (0, "")
    assert [line["event"] for line in outcome.objects] == ["epoch", "epoch", "end"]


def test_ctrl_c_ends_a_training_in_order() -> None:
    process = start_process("train", "--json", *ENDLESS)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, err) == (130, "")
    end = CommandResult(130, first + out, err).objects[-1]
    assert (end["event"], end["status"]) == ("end", "stopped")
    assert load_model(Path(end["model"])).epoch == end["epochs"] >= 1


def test_on_a_terminal_the_error_begins_a_line_of_its_own() -> None:
    """After the progress bar, which is also on standard error."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 120))
    process = subprocess.Popen(
        command("train", *DIVERGING), cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 4096):
            written += part
    except OSError:
        pass  # how Linux says that the other side is closed
    os.close(ours)
    assert process.wait() == 1
    assert b"epoch/s" in written
    assert b"\nerror: The loss" in written


@pytest.mark.skipif(
    (sys.platform, sys.getfilesystemencoding()) != ("linux", "utf-8"),
    reason="every name is text there",
)
def test_a_file_whose_name_is_no_text_is_read(trained: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.png"
    digit = np.zeros((28, 28), np.uint8)
    digit[5:20, 12:16] = 255
    with open(path, "wb") as file:  # noqa: PTH123
        Image.fromarray(digit).save(file, "PNG")
    done = subprocess.run(
        [*command("predict"), path, "--model", str(trained / "model.safetensors")],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\udcff.png: " in done.stdout


WITHOUT_QT = """
import sys
sys.modules["PySide6"] = sys.modules["pyqtgraph"] = None
import main
sys.exit(main.main({arguments!r}))
"""


@pytest.mark.parametrize("arguments", [["train", "--help"], ["train", "--json", *SHORT]])
def test_the_command_line_needs_no_qt(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT.format(arguments=arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_module_of_core_can_be_imported_without_qt() -> None:
    script = (
        "import sys, pkgutil, importlib, core\n"
        "sys.modules['PySide6'] = sys.modules['pyqtgraph'] = sys.modules['gui'] = None\n"
        "found = [m.name for m in pkgutil.walk_packages(core.__path__, 'core.')]\n"
        "assert len(found) > 30\n"
        "for name in found: importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_training_writes_nothing_into_the_repository(home: Path) -> None:
    def files() -> set[Path]:
        return {path for path in REPOSITORY.rglob("*") if "__pycache__" not in path.parts}

    before = files()
    assert in_subprocess("train", "--json", *SHORT).status == 0
    assert files() - before == set()
    assert (home / "data" / "runs").is_dir()
