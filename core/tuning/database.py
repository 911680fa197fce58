"""The database of a search: an SQLite file or a server, and journals of before copied into it."""

import logging
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from optuna import create_study, load_study
from optuna.exceptions import OptunaError
from optuna.storages import BaseStorage, JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.foundation.errors import SearchError
from core.foundation.file_lock import HeldLock
from core.foundation.files import check_readable
from core.tuning.optuna_library import STORAGE_ERRORS, no_experimental_warnings

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

HEARTBEAT = 10
"""Seconds between two heartbeats of a running trial."""
GRACE = 30
"""Seconds without a heartbeat after which a trial counts as dead."""
_TIMEOUT = 60
"""Seconds that a process waits for another that writes to the same SQLite file."""
_ATTEMPTS = 4
"""Attempts to open a database: several processes may create its tables at the same time."""
_log = logging.getLogger("inkling.search")


class Database(RDBStorage):
    """Optuna's storage, which continues its heartbeats after one that could not be written."""

    def record_heartbeat(self, trial_id: int) -> None:
        """Record that a trial is alive."""
        try:
            super().record_heartbeat(trial_id)
        except (OptunaError, SQLAlchemyError) as error:
            _log.warning("A heartbeat was not written: %s", error)


def open_database(url: str) -> Database:
    """Open a database, and create its tables where there are none.

    Raises what Optuna, SQLAlchemy and the driver raise, and ValueError for an invalid URL.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return _open(url, {"pool_pre_ping": True})
    # Without a pool: the file is not kept open when a study is no longer used.
    database = _open(url, {"connect_args": {"timeout": _TIMEOUT}, "poolclass": NullPool})
    _lock_while_reading(database.engine)
    return database


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file, whatever its name."""
    # SQLAlchemy cannot quote names that are not UTF-8, but reads them unquoted.
    quoted = re.sub(r"[\x00-\x7f]+", lambda part: quote(part[0], safe=" +/"), str(path))
    return f"sqlite:///{quoted}"


def _open(url: str, engine: dict[str, Any]) -> Database:
    for attempt in range(_ATTEMPTS):
        try:
            with no_experimental_warnings():
                return Database(
                    url, engine_kwargs=engine, heartbeat_interval=HEARTBEAT, grace_period=GRACE
                )
        except DBAPIError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.1 * 2**attempt)
    raise AssertionError


def _lock_while_reading(engine: "Engine") -> None:
    """Lock an SQLite file from the first statement of each transaction.

    Optuna reads that a trial is waiting, then writes that it is running. On a server, its `SELECT …
    FOR UPDATE` excludes others meanwhile; SQLite has no such statement, and two processes would
    take the same trial.
    """

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


_BEGINNING = b'{"op_code":'
"""The beginning of each line."""
_LARGEST = 1 << 26
"""Bytes."""
_PATIENCE = 600.0
"""Seconds to wait for another process that copies the same journal."""
_SLOT = "slot"
"""The user attribute that trials with the same settings shared."""


def import_journal(journal: Path, database: Path) -> None:
    """Copy all studies of a journal into a new SQLite file, unless another process has done so.

    Raises SearchError for a file that is not a journal, and OSError where the copy cannot be
    written.
    """
    lock = database.with_suffix(".lock")
    with HeldLock(lock, _PATIENCE):
        try:
            if not database.exists():
                _check(journal)
                _copy(journal, database)
        finally:
            with suppress(OSError):  # Windows does not remove an open file
                lock.unlink()


def _check(journal: Path) -> None:
    try:
        check_readable(journal, _LARGEST)
        with journal.open("rb") as file:
            beginning = file.read(len(_BEGINNING))
    except (OSError, ValueError) as error:
        raise SearchError(f"{journal} cannot be read.", str(error)) from error
    if beginning != _BEGINNING:
        raise SearchError(f"{journal} is not a journal of a search. Choose another storage.")


def _copy(journal: Path, database: Path) -> None:
    unfinished = database.with_name(f".{database.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        before = JournalStorage(JournalFileBackend(str(journal)))
        now = open_database(sqlite_url(unfinished))
        for study in before.get_all_studies():
            _copy_study(study.study_name, before, now)
        unfinished.replace(database)
    except (*STORAGE_ERRORS, OptunaError, SQLAlchemyError) as error:
        raise SearchError(f"{journal} is not a journal of a search.", str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_study(name: str, before: BaseStorage, now: Database) -> None:
    """Copy a study like `optuna.copy_study`, but mark trials with the same settings."""
    study = load_study(study_name=name, storage=before)
    copy = create_study(study_name=name, storage=now, directions=study.directions)
    for key, value in study.user_attrs.items():
        copy.set_user_attr(key, value)
    copy.add_trials(_converted(study.get_trials()))


def _converted(trials: Iterable[FrozenTrial]) -> Iterable[FrozenTrial]:
    first: dict[object, int] = {}
    for trial in trials:
        slot = trial.user_attrs.get(_SLOT, f"trial {trial.number}")
        # Optuna marks a retry of a failed trial in the same way.
        trial.system_attrs["failed_trial"] = first.setdefault(slot, trial.number)
        if not trial.state.is_finished():  # its process has ended without a heartbeat
            trial.state = TrialState.FAIL
            trial.datetime_complete = trial.datetime_start
        yield trial
