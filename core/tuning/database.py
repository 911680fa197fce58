"""The database of a search, opened through Optuna: an SQLite file, or a server."""

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
"""Of opening a database: several processes may be creating its tables at once."""
_log = logging.getLogger("inkling.search")


class Database(RDBStorage):
    """Optuna's storage. A heartbeat that cannot be written is not the end of the heartbeats."""

    def record_heartbeat(self, trial_id: int) -> None:
        """Say that a trial is alive."""
        try:
            super().record_heartbeat(trial_id)
        except (OptunaError, SQLAlchemyError) as error:
            _log.warning("A heartbeat was not written: %s", error)


def open_database(url: str) -> Database:
    """Open a database; its tables are created where there are none.

    Raises what Optuna, SQLAlchemy and the driver raise, and ValueError for what is no URL.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return _open(url, {"pool_pre_ping": True})
    # Without a pool: the file is not kept open when a study is no longer used.
    database = _open(url, {"connect_args": {"timeout": _TIMEOUT}, "poolclass": NullPool})
    _lock_while_reading(database.engine)
    return database


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file, whatever its name."""
    # Not by SQLAlchemy, which cannot quote what is no UTF-8; it reads such names as they are.
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
    """Lock the file from the first statement of each transaction on.

    Optuna reads that a trial waits, then writes that it runs. Its `SELECT … FOR UPDATE` keeps
    others away meanwhile on a server, but SQLite does not know it, and two processes would take
    the same trial.
    """

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
