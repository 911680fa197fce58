"""Optuna, where it is installed: quiet, and with the storage that processes share."""

import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from json import JSONDecodeError
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import SearchError
from core.json_file import UNREADABLE
from core.locations import searches_folder
from core.runs.outputs import check_outside_runs
from core.search.journal import make_ready

if TYPE_CHECKING:
    from optuna.storages import BaseStorage
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

INSTALL = 'pip install "inkling-lab[search]"'
FOREIGN = (*UNREADABLE, AssertionError, ImportError, IndexError, RuntimeError)
"""What comes of opening a storage that something else has written, or of one that is nowhere."""
_JOURNAL = ".journal"
_PATIENCE = 60
"""Seconds that a process waits for another that writes to the same SQLite file."""
_GRACE = 5
"""Seconds after which the lock of a journal counts as left behind by a killed process."""
FOREIGN = (*UNREADABLE, AssertionError, ImportError, IndexError, RuntimeError)
"""What comes of opening a storage that something else has written, or of one that is nowhere."""
_ATTEMPTS = 4
"""Of opening a database: several processes may be making its tables at once."""


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


def default_storage(study: str) -> str:
    """The journal file of a study in the user's data."""
    return str(searches_folder() / f"{study}{_JOURNAL}")


def open_storage(storage: str) -> "BaseStorage":
    """Open or make a journal file, or a database by its URL.

    Raises SearchError, or OutputError for a file of a run.
    """
    file = storage_file(storage)
    if file is not None:
        check_outside_runs(file)
    with storage_problems(storage, *FOREIGN):
        return _journal(Path(storage)) if storage.endswith(_JOURNAL) else _database(storage)


@contextmanager
def storage_problems(storage: str, *also: type[Exception]) -> Iterator[None]:
    """What a storage raises, and `also` these, becomes a SearchError."""
    from optuna.exceptions import OptunaError
    from sqlalchemy.exc import SQLAlchemyError

    known: tuple[type[Exception], ...] = (OptunaError, SQLAlchemyError, OSError, JSONDecodeError)
    try:
        with warnings.catch_warnings():
            # Optuna corrects some of what others have written, and says so on standard error.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except known + also as error:
        message = f"The storage {shown_storage(storage)} cannot be used."
        raise SearchError(message, str(error).partition("\n")[0]) from error


def storage_file(storage: str) -> Path | None:
    """The file of a journal or of an SQLite database; None for another database, or none."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    if storage.endswith(_JOURNAL):
        return Path(storage)
    try:
        url = make_url(storage)
        of_file = url.get_backend_name() == "sqlite" and url.database
    except (ArgumentError, ValueError):
        return None
    return Path(of_file) if of_file else None


def shown_storage(storage: str) -> str:
    """A storage without its password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    if storage.endswith(_JOURNAL):
        return storage
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


def _journal(path: Path) -> "BaseStorage":
    from optuna.storages import JournalStorage
    from optuna.storages.journal import (
        JournalFileBackend,
        JournalFileOpenLock,
        JournalFileSymlinkLock,
    )

    # A symbolic link needs rights on Windows; elsewhere it is the one that every NFS can make.
    kind = JournalFileOpenLock if sys.platform == "win32" else JournalFileSymlinkLock
    absolute = str(path.expanduser().absolute())
    Path(absolute).parent.mkdir(parents=True, exist_ok=True)
    lock = kind(absolute, grace_period=_GRACE)
    make_ready(Path(absolute), lock)
    return JournalStorage(JournalFileBackend(absolute, lock))


def _database(url: str) -> "BaseStorage":
    from optuna.storages import RDBStorage
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    sqlite = make_url(url).get_backend_name() == "sqlite"
    # A file that is opened for each use is closed after it; nobody tells when a study is left.
    for_file = {"connect_args": {"timeout": _PATIENCE}, "poolclass": NullPool}
    engine = for_file if sqlite else {"pool_pre_ping": True}
    for attempt in range(_ATTEMPTS):
        try:
            opened = RDBStorage(url, engine_kwargs=engine)
            if sqlite:
                _write_from_the_start(opened.engine)
            return opened
        except DBAPIError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.1 * 2**attempt)
    raise AssertionError


def _write_from_the_start(engine: "Engine") -> None:
    """Let each transaction of SQLite have the right to write before it reads: Optuna looks whether
    a trial is free and then takes it, and two processes could take the same."""
    from sqlalchemy import event

    def leave_transactions_to_us(connection: "DBAPIConnection", record: object) -> None:
        connection.isolation_level = None

    def begin(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", leave_transactions_to_us)
    event.listen(engine, "begin", begin)
