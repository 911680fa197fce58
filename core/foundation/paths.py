"""The folders of the program's resources and of the user's data, settings and logs."""

import os
from pathlib import Path

from platformdirs import PlatformDirs

from core.foundation.errors import LocationError

_DIRS = PlatformDirs("inkling", appauthor=False)


def resources() -> Path:
    """Give the read-only folder that is installed with the program."""
    return Path(__file__).resolve().parent.parent.parent / "resources"


def user_data() -> Path:
    """Give the folder of the user's runs and models.

    `INKLING_HOME` moves it, and the folders of settings and logs. All three raise LocationError
    where it names the home of the user who does not exist.
    """
    return _user_folder("data", _DIRS.user_data_path)


def my_digits_file() -> Path:
    """Give the file of the digits that the user has saved."""
    return user_data() / "my_digits.jsonl"


def searches_folder() -> Path:
    """Give the folder with the databases of the user's hyperparameter searches."""
    return user_data() / "searches"


def user_config() -> Path:
    """Give the folder of the window's settings."""
    return _user_folder("config", _DIRS.user_config_path)


def presets_folder() -> Path:
    """Give the folder of the presets that the user has saved."""
    return user_config() / "presets"


def user_log() -> Path:
    """Give the folder of the log files."""
    return _user_folder("log", _DIRS.user_log_path)


def _user_folder(name: str, default: Path) -> Path:
    home = os.environ.get("INKLING_HOME")
    if not home:
        return default
    try:
        return Path(home).expanduser().absolute() / name
    except (OSError, RuntimeError) as error:  # the home of the user who does not exist
        raise LocationError(f"INKLING_HOME is “{home}”: that is no folder.", str(error)) from error
