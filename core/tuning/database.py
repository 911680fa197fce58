"""The database of a search, an SQLite file or a server, opened with Optuna."""

import logging
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from optuna.exceptions import OptunaError
from optuna.storages import RDBStorage
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.tuning.optuna_library import no_experimental_warnings

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
