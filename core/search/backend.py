"""Optuna, where it is installed: quiet, and with a database that processes share."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import SearchError
from core.files import is_file, is_there
from core.json_file import UNREADABLE
from core.locations import searches_folder
from core.runs.outputs import check_outside_runs

if TYPE_CHECKING:
    from core.search.database import Database

INSTALL = 'pip install "inkling-lab[search]"'
INSTALL_POSTGRESQL = 'pip install "inkling-lab[search-postgresql]"'
_JOURNAL = ".journal"
FOREIGN = (*UNREADABLE, AssertionError, ImportError, IndexError, RuntimeError)
"""What comes of opening a storage that something else has written, or of one that is nowhere."""


def is_installed() -> bool:
    """Whether there can be a search at all."""
    return find_spec("optuna") is not None


def require_optuna() -> None:
    """Import Optuna and have it say only what is wrong. Raises SearchError where it is missing."""
    try:
        import optuna
    except ImportError as error:
        message = f"A search needs Optuna, which is not installed: {INSTALL}"
        raise SearchError(message, str(error)) from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)


def choose_storage(storage: str, study: str) -> tuple[str, str]:
    """The URL of the database of a study, and a sentence where a journal was copied into it.

    `storage` is such a URL, the name of a journal file that an earlier version wrote, or empty for
    an SQLite file in the user's data. Raises SearchError, or OutputError where the database would
    be a file of a run.
    """
    if storage and not storage.endswith(_JOURNAL):
        return storage, ""
    from core.search.database import sqlite_url
    from core.search.journal_import import import_journal

    default = searches_folder() / f"{study}{_JOURNAL}"
    with storage_problems(storage or str(default), *FOREIGN):
        journal = Path(storage).expanduser().absolute() if storage else default
        database = _database_of(journal)
        check_outside_runs(database)
        url = sqlite_url(database)
        if database.exists():
            return url, ""
        if journal.exists():
            import_journal(journal, database)
            return url, f"{journal} was copied: the search is kept in {database} from now on."
        if storage:
            raise SearchError(f"There is no journal {journal}. For a new search: --storage {url}")
        database.parent.mkdir(parents=True, exist_ok=True)
    return url, ""


def open_storage(storage: str) -> "Database":
    """Open or create a database by its URL.

    Raises SearchError, or OutputError where it would be a file of a run.
    """
    from core.search.database import open_database

    if storage.startswith("postgresql:") and find_spec("psycopg") is None:
        message = f"PostgreSQL needs a driver, which is not installed: {INSTALL_POSTGRESQL}"
        raise SearchError(message)
    file = sqlite_file(storage)
    if file is not None:
        check_outside_runs(file)
        if is_there(file) and not is_file(file):
            raise SearchError(f"{file} is no regular file. Choose another storage.")
    with storage_problems(storage, *FOREIGN):
        return open_database(storage)


@contextmanager
def storage_problems(storage: str, *also: type[Exception]) -> Iterator[None]:
    """What Optuna and a database raise, and `also` these, becomes a SearchError."""
    from optuna.exceptions import OptunaError
    from sqlalchemy.exc import SQLAlchemyError

    known: tuple[type[Exception], ...] = (OptunaError, SQLAlchemyError)
    try:
        with warnings.catch_warnings():
            # Optuna corrects some of what others have written, and says so on standard error.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except known + also as error:
        message = f"The storage {shown_storage(storage)} cannot be used."
        reason = str(error.__cause__ or error)
        raise SearchError(message, reason.partition("\n")[0]) from error


def sqlite_file(storage: str) -> Path | None:
    """The SQLite file that a storage is kept in, also where a journal will be copied into it; None
    for a database on a server, and for what is no storage."""
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
    """A storage without its password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from core.search.database import sqlite_url

    if storage.endswith(_JOURNAL):
        return storage
    file = sqlite_file(storage)
    if file is not None:
        return sqlite_url(file)
    try:
        return make_url(storage).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return f"“{storage.partition(':')[0]}”"


@contextmanager
def quiet() -> Iterator[None]:
    """Without warnings of what Optuna calls an experiment."""
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        yield


def _database_of(journal: Path) -> Path:
    return journal.with_suffix(".db")
