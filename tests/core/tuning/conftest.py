"""The databases that searches are tested with: SQLite, and a PostgreSQL server of our own."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from core.tuning.space_file import read_space
from core.tuning.study import SharedStudy

from .spaces import TINY, write_space

OpenStudy = Callable[..., SharedStudy]
_numbers = count()
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
"""


@pytest.fixture(autouse=True)
def _no_flushing() -> Iterator[None]:
    """SQLite leaves it to the system when to write to the disk: no test cuts the power."""

    def leave_it(connection: Any, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", leave_it)
    yield
    event.remove(Engine, "connect", leave_it)


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder with the socket of a PostgreSQL server that ends with the tests."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = _postgresql_programs()
    # Not in pytest's folder, which only its owner can look into; the name of a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="inkling-postgresql-", dir="/tmp"))
    user = _unprivileged_user(folder)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **user)

    try:
        run("initdb", "--no-sync", "--auth=trust", "--username=me", "--locale=C", "--encoding=UTF8")
        with (data / "postgresql.conf").open("a") as file:
            file.write(_SETTINGS.format(folder=folder))
        run("pg_ctl", "start", "--wait", "--silent", "--log", str(folder / "log"))
        try:
            yield folder
        finally:
            run("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of an empty SQLite file."""
    return f"sqlite:///{tmp_path}/x.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of both kinds."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite"))
    return _new_database(request.getfixturevalue("server"))


@pytest.fixture
def open_study(tmp_path: Path) -> Iterator[OpenStudy]:
    """Opens a study as a process of its own would: with a storage, and the text of its space."""
    opened = []

    def open_one(storage: str, text: str = TINY) -> SharedStudy:
        opened.append(SharedStudy(read_space(write_space(tmp_path, text)), storage))
        return opened[-1]

    yield open_one
    for study in opened:
        study.close()


def _new_database(server: Path) -> str:
    import psycopg

    name = f"searches{next(_numbers)}"
    with psycopg.connect(host=str(server), user="me", dbname="postgres", autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")
    return f"postgresql://me@/{name}?host={server}"


def _postgresql_programs() -> Path:
    """Debian keeps them out of the path."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *_on_path("initdb")]
    if not found:
        pytest.skip("PostgreSQL is not installed: no initdb")
    return found[-1].parent


def _on_path(program: str) -> list[Path]:
    found = shutil.which(program)
    return [Path(found).resolve()] if found else []


def _unprivileged_user(folder: Path) -> dict[str, Any]:
    """How to run the server, which refuses to be root; the folder becomes that user's."""
    if os.getuid() != 0:
        return {}
    import pwd

    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        shutil.rmtree(folder)
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
