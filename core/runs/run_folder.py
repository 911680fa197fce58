"""The folder of a run, made or opened for writing: by one process at a time."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Self

from core.foundation.errors import RunError
from core.foundation.file_lock import HeldLock
from core.foundation.files import exists, is_file, modification_time, write_atomically
from core.foundation.json_file import READ_ERRORS, read_object, write_object
from core.foundation.paths import user_data
from core.hyperparameters.schema import Hyperparameters
from core.runs.layout import ABOUT, ALL, CHECKPOINTS, HYPERPARAMETERS, LABEL, LOCK, MODEL, PLAN
from core.runs.planned_changes import read_plan, write_plan
from core.runs.run_metadata import RunMetadata
from core.training.replay import ScheduledChange

_PARTS = tuple(name for name in ALL if name != LOCK)
"""Where one of them is, there is a run, or something that a run would replace."""


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
        cls,
        settings: Hyperparameters,
        path: Path | None = None,
        about: RunMetadata | None = None,
        planned: Iterable[ScheduledChange] = (),
    ) -> Self:
        """Make the folder of a new run, with its hyperparameters and the changes to come in it, so
        that a folder that cannot be written is known before the training and not after it.

        Raises RunError then, and where the folder holds a run already.
        """
        path = path if path is not None else _new_path()
        made = not exists(path)
        try:
            _refuse_run(path)
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error
        folder = cls(path)
        try:
            _refuse_run(path)  # another process may have been faster
            folder._describe(settings, about or RunMetadata.now(), planned)
        except OSError as error:
            folder._unmake(made=made)
            raise _unwritable(path, error) from error
        except RunError:
            folder.close()
            raise
        return folder

    def restore(
        self, settings: Hyperparameters, about: RunMetadata, planned: Iterable[ScheduledChange]
    ) -> None:
        """Make it once more where it, or what it says of the run, has gone. Raises OSError."""
        if not is_file(self.path / HYPERPARAMETERS):
            self.path.mkdir(parents=True, exist_ok=True)
            self._describe(settings, about, planned)

    def check_own(self, about: RunMetadata) -> None:
        """Raise OSError where another run has taken the place of the one that `about` describes,
        or that cannot be told."""
        try:
            own = self._lock.is_at(self.path / LOCK)
        except (FileNotFoundError, NotADirectoryError):  # it was removed, or all of the folder
            own = not is_run(self.path) or _id_of(self.path) == about.id
        if not own:
            raise OSError(f"{self.path} is the folder of another run now.")

    @property
    def model_path(self) -> Path:
        """Where its model is when it has ended."""
        return self.path / MODEL

    def close(self) -> None:
        """Let go of the lock."""
        self._lock.release()

    def tidy(self) -> None:
        """Remove what a process that was killed has left of files that it was writing."""
        # A label is written by whoever has one to write.
        own = [self.path.glob(f".{name}.*.part") for name in ALL if name != LABEL]
        for path in chain(*own, (self.path / CHECKPOINTS).glob(".*.part")):
            with suppress(OSError):
                path.unlink()

    def _unmake(self, *, made: bool) -> None:
        """Leave nothing behind of a run that could not begin."""
        with suppress(OSError):
            for name in (HYPERPARAMETERS, ABOUT, PLAN):
                (self.path / name).unlink(missing_ok=True)
            if made:
                (self.path / LOCK).unlink(missing_ok=True)
                self.path.rmdir()
        self.close()

    def _describe(
        self, settings: Hyperparameters, about: RunMetadata, planned: Iterable[ScheduledChange]
    ) -> None:
        write_plan(self.path, planned)
        write_object(self.path / ABOUT, about.to_dict())
        # The last of all: it is what makes a folder that of a run.
        content = json.dumps(settings.to_dict(), indent=2) + "\n"
        write_atomically(self.path / HYPERPARAMETERS, content.encode())


def runs_folder() -> Path:
    """Where the user's runs are; it may not be there yet."""
    return user_data() / "runs"


def is_run(path: Path) -> bool:
    """Whether a folder holds a run."""
    return is_file(path / HYPERPARAMETERS)


def latest_model() -> Path | None:
    """The model that was saved last in the user's data, if any."""
    try:
        models = [path / MODEL for path in runs_folder().iterdir() if path.name[:1] != "."]
    except OSError:
        return None  # there are none yet, or nobody may look
    return max(filter(is_file, models), key=modification_time, default=None)


def set_aside(path: Path) -> Path | None:
    """Keep a damaged file of a run under a name beside it that is free; None where there is none.

    It stays where it is, too, where the file system can do that. Raises OSError.
    """
    if not _is_taken(path):
        return None
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        number += 1
        if _is_taken(aside):
            continue
        try:
            os.link(path, aside)
        except FileExistsError:
            continue
        except OSError:
            _copy_or_rename(path, aside)  # where a file has one name only
        return aside


def _copy_or_rename(path: Path, aside: Path) -> None:
    try:
        content = path.read_bytes()
    except OSError:
        path.rename(aside)  # a folder, or what nobody can read
    else:
        write_atomically(aside, content)


def free_path(wanted: Path) -> Path:
    """A path that is not there: the one that is wanted, or with a number behind it."""
    number, path = 2, wanted
    while exists(path):
        path = wanted.with_name(f"{wanted.name} {number}")
        number += 1
    return path


def _new_path() -> Path:
    """A folder that is not there; a clock that was set back finds its old names taken."""
    started = datetime.now().astimezone()
    return free_path(runs_folder() / f"{started:%Y-%m-%d %H.%M.%S.%f}")


def _id_of(path: Path) -> str:
    """Of the run in a folder; empty where it does not say. Raises OSError."""
    try:
        return RunMetadata.of(read_object(path / ABOUT)).id
    except (*READ_ERRORS, RunError):
        return ""


def _refuse_run(path: Path) -> None:
    """Raises RunError where a folder holds a run, and OSError where that cannot be told."""
    taken = {name for name in _PARTS if _is_taken(path / name)}
    if taken and not _has_never_begun(path, taken):
        raise RunError(f"{path} already holds a run. Choose another folder.")


def _unwritable(path: Path, error: OSError) -> RunError:
    return RunError(f"The folder {path} cannot be written.", str(error))


def _has_never_begun(path: Path, taken: set[str]) -> bool:
    """Whether all there is was left by a process that was killed while it made a folder."""
    try:
        return (
            taken <= {ABOUT, PLAN}
            and (ABOUT not in taken or bool(RunMetadata.of(read_object(path / ABOUT)).id))
            and not read_plan(path / PLAN).problem
        )
    except (*READ_ERRORS, RunError):
        return False


def _is_taken(path: Path) -> bool:
    """Raises OSError where that cannot be told."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
