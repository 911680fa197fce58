"""The storage of a study: choosing, opening and naming the database that processes share."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from core.foundation.errors import SearchError
from core.foundation.files import exists, is_file
from core.foundation.paths import searches_folder
from core.runs.output_guard import check_outside_runs
from core.tuning.optuna_library import STORAGE_ERRORS

if TYPE_CHECKING:
    from core.tuning.database import Database

INSTALL_POSTGRESQL = 'pip install "inkling-lab[search-postgresql]"'
_JOURNAL = ".journal"


def choose_storage(storage: str, study: str) -> tuple[str, str]:
    """Return the URL of the database of a study, and a sentence where a journal was imported.

    `storage` is such a URL, the name of a journal file of an earlier version, or empty for an
    SQLite file in the user's data. Raises SearchError, or OutputError where the database would be a
    file of a run.
    """
    if storage and not storage.endswith(_JOURNAL):
        return storage, ""
    from core.tuning.database import import_journal, sqlite_url

    default = searches_folder() / f"{study}{_JOURNAL}"
    with storage_problems(storage or str(default), *STORAGE_ERRORS):
        journal = Path(storage).expanduser().absolute() if storage else default
        database = _database_of(journal)
        check_outside_runs(database)
        url = sqlite_url(database)
        if database.exists():
            return url, ""
        if journal.exists():
            import_journal(journal, database)
            return url, f"{journal} was imported: the search is now stored in {database}."
        if storage:
            raise SearchError(f"There is no journal {journal}. Store a new search in {url}")
        database.parent.mkdir(parents=True, exist_ok=True)
    return url, ""


def open_storage(storage: str) -> "Database":
    """Open or create the database with a URL.

    Raises SearchError, or OutputError where it would be a file of a run.
    """
    from core.tuning.database import open_database

    if storage.startswith("postgresql:") and find_spec("psycopg") is None:
        message = f"PostgreSQL needs a driver, which is not installed: {INSTALL_POSTGRESQL}"
        raise SearchError(message)
    file = sqlite_file(storage)
    if file is not None:
        check_outside_runs(file)
        if exists(file) and not is_file(file):
            raise SearchError(f"{file} is not a regular file. Choose another storage.")
    with storage_problems(storage, *STORAGE_ERRORS):
        return open_database(storage)


@contextmanager
def storage_problems(storage: str, *also: type[Exception]) -> Iterator[None]:
    """Turn the errors of Optuna and of a database, and `also` these, into a SearchError."""
    from optuna.exceptions import OptunaError
    from sqlalchemy.exc import SQLAlchemyError

    known: tuple[type[Exception], ...] = (OptunaError, SQLAlchemyError)
    try:
        with warnings.catch_warnings():
            # Optuna corrects some values of other programs with a warning.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except known + also as error:
        message = f"The storage {shown_storage(storage)} cannot be used."
        reason = str(error.__cause__ or error)
        raise SearchError(message, reason.partition("\n")[0]) from error


def sqlite_file(storage: str) -> Path | None:
    """Return the SQLite file of a storage, also of a journal that will be imported into it.

    Return None for a database on a server, and for an invalid storage.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    if storage.endswith(_JOURNAL):
        return _database_of(Path(storage))
    try:
        url = make_url(storage)
        of_file = url.get_backend_name() == "sqlite" and url.database
    except (ArgumentError, ValueError):
        return None
    if not of_file:
        return None
    return Path(of_file.removeprefix("file:") if "uri" in url.query else of_file)


def shown_storage(storage: str) -> str:
    """Return the URL of a storage without its password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from core.tuning.database import sqlite_url

    if storage.endswith(_JOURNAL):
        return storage
    file = sqlite_file(storage)
    if file is not None:
        return sqlite_url(file)
    try:
        return make_url(storage).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return f"“{storage.partition(':')[0]}”"


def _database_of(journal: Path) -> Path:
    return journal.with_suffix(".db")
