"""Where things are: what travels with the program, and what belongs to its user."""

import os
from pathlib import Path

from platformdirs import PlatformDirs

from core.foundation.errors import LocationError

_DIRS = PlatformDirs("inkling", appauthor=False)


def resources() -> Path:
    """The read-only folder that is installed with the program."""
    return Path(__file__).resolve().parent.parent.parent / "resources"


def user_data() -> Path:
    """The user's runs and models. `INKLING_HOME` moves this, and the configuration and the log.

    Raises LocationError, as these do, where it names a home that nobody has.
    """
    return _user_folder("data", _DIRS.user_data_path)


def my_digits_file() -> Path:
    """The digits that the user has kept."""
    return user_data() / "my_digits.jsonl"


def searches_folder() -> Path:
    """The databases of the user's searches."""
    return user_data() / "searches"


def user_config() -> Path:
    """The user's settings of the window."""
    return _user_folder("config", _DIRS.user_config_path)


def user_log() -> Path:
    """The rotating log files."""
    return _user_folder("log", _DIRS.user_log_path)


def _user_folder(name: str, default: Path) -> Path:
    home = os.environ.get("INKLING_HOME")
    if not home:
        return default
    try:
        return Path(home).expanduser().absolute() / name
    except (OSError, RuntimeError) as error:  # of a user who is not there
        raise LocationError(f"INKLING_HOME is “{home}”: that is no folder.", str(error)) from error
