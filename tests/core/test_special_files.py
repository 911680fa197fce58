"""Pipes, devices, sockets and folders are refused by every reader, at once and in a sentence."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.cli.results import read_result
from core.datasets.mnist import load_mnist
from core.drawing.stroke_file import read_strokes
from core.foundation.errors import InklingError
from core.hyperparameters.schema import Hyperparameters
from core.imaging.image import read_image
from core.importing.model_import import read_model
from core.models.model_file import load_model
from core.personalization.digit_store import DigitStore
from core.runs.checkpoint_file import load_checkpoint
from core.runs.history import read_history
from core.runs.layout import ANNOTATIONS, HISTORY, HYPERPARAMETERS, METADATA, RESULT, SUMMARY, TEST
from core.runs.run import read_run
from core.runs.run_folder import RunFolder
from core.runs.run_listing import read_listing
from core.tuning.optuna_storage import choose_storage, open_storage
from core.tuning.space_file import read_space

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def _named(path: Path, suffix: str) -> Path:
    link = path.with_suffix(suffix)
    link.symlink_to(path)
    return link


READERS: dict[str, Callable[[Path], object]] = {
    "model": read_model,
    "our model": load_model,
    "history": read_history,
    "checkpoint": load_checkpoint,
    "strokes": read_strokes,
    "image": read_image,
    "data set": load_mnist,
    "digits": lambda path: DigitStore(path).read(),
    "space": read_space,
    "journal": lambda path: choose_storage(str(_named(path, ".journal")), "study"),
    "database": lambda path: open_storage(f"sqlite:///{path}"),
    "result": read_result,
}


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    """A reader that waits for a pipe would wait for ever."""

    def stop(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(params=["pipe", "device", "socket", "folder"])
def special(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    path = tmp_path / "special"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        path.symlink_to("/dev/zero")
    elif request.param == "folder":
        path.mkdir()
    else:
        with socket.socket(socket.AF_UNIX) as server:
            monkeypatch.chdir(tmp_path)  # a socket has a short path
            server.bind(path.name)
            yield path
        return
    yield path


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_regular_file_is_refused(special: Path, name: str) -> None:
    with pytest.raises(InklingError) as caught:
        READERS[name](special)
    assert str(special) in str(caught.value)


@pytest.mark.parametrize("name", [METADATA, HISTORY, ANNOTATIONS, RESULT, SUMMARY, TEST])
def test_a_run_with_a_part_that_is_no_file_is_listed_and_says_so(tmp_path: Path, name: str) -> None:
    folder = RunFolder.create(Hyperparameters(), tmp_path / "run")
    folder.close()
    (folder.path / name).unlink(missing_ok=True)
    os.mkfifo(folder.path / name)
    if name != SUMMARY:  # is for the list alone
        assert name in read_run(folder.path).problem
    if name in (METADATA, ANNOTATIONS, SUMMARY):
        assert name in read_listing(folder.path).problem


def test_settings_of_a_run_that_are_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / HYPERPARAMETERS)
    with pytest.raises(InklingError):
        read_run(tmp_path)
    assert read_listing(tmp_path).problem
