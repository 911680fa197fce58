"""The folder of a run, made or opened for writing: by one process at a time."""

import json
from datetime import datetime
from pathlib import Path
from typing import Self

from core.errors import RunError
from core.files import is_file, write_atomically
from core.hyperparameters import Hyperparameters
from core.json_file import write_object
from core.locations import user_data
from core.locks import HeldLock
from core.runs.about import About
from core.runs.layout import ABOUT, HISTORY, HYPERPARAMETERS, LOCK, MODEL

_PARTS = (ABOUT, HYPERPARAMETERS, HISTORY, MODEL)
"""Where one of them is, there is a run."""


class RunFolder:
    """Holds the lock of a run until `close`."""

    def __init__(self, path: Path) -> None:
        """Take the lock of a folder that is there. Raises RunError where another process has it,
        or the folder cannot be written."""
        self.path = path
        try:
            self._lock = HeldLock(path / LOCK)
        except TimeoutError as error:
            raise RunError(f"The run {path} is under way in another process.") from error
        except OSError as error:
            raise _unwritable(path, error) from error

    @classmethod
    def create(
        cls, settings: Hyperparameters, path: Path | None = None, about: About | None = None
    ) -> Self:
        """Make the folder of a new run, with its hyperparameters in it, so that a folder that
        cannot be written is known before the training and not after it.

        Raises RunError then, and where the folder holds a run already.
        """
        path = path if path is not None else _new_path()
        try:
            if any((path / name).exists() for name in _PARTS):
                raise RunError(f"{path} already holds a run. Choose another folder.")
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error
        folder = cls(path)
        try:
            folder._describe(settings, about or About.now())
        except OSError as error:
            folder.close()
            raise _unwritable(path, error) from error
        return folder

    @property
    def model_path(self) -> Path:
        """Where its model is when it has ended."""
        return self.path / MODEL

    def close(self) -> None:
        """Let go of the lock."""
        self._lock.release()

    def _describe(self, settings: Hyperparameters, about: About) -> None:
        content = json.dumps(settings.to_dict(), indent=2) + "\n"
        write_atomically(self.path / HYPERPARAMETERS, content.encode())
        write_object(self.path / ABOUT, about.to_dict())


def runs_folder() -> Path:
    """Where the user's runs are; it may not be there yet."""
    return user_data() / "runs"


def is_run(path: Path) -> bool:
    """Whether a folder holds a run."""
    return is_file(path / HYPERPARAMETERS)


def latest_model() -> Path | None:
    """The model that was saved last in the user's data, if any."""
    models = runs_folder().glob(f"[!.]*/{MODEL}")
    return max(models, key=lambda path: path.stat().st_mtime, default=None)


def _new_path() -> Path:
    """A folder that is not there; a clock that was set back finds its old names taken."""
    started = datetime.now().astimezone()
    path = runs_folder() / f"{started:%Y-%m-%d %H.%M.%S.%f}"
    number = 2
    while path.exists():
        path = path.with_name(f"{started:%Y-%m-%d %H.%M.%S.%f} {number}")
        number += 1
    return path


def _unwritable(path: Path, error: OSError) -> RunError:
    return RunError(f"The folder {path} cannot be written.", str(error))
