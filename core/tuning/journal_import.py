"""Import of searches from the journal files of earlier versions, once, into SQLite."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from optuna import create_study, load_study
from optuna.exceptions import OptunaError
from optuna.storages import BaseStorage, JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.exc import SQLAlchemyError

from core.foundation.errors import SearchError
from core.foundation.file_lock import HeldLock
from core.foundation.files import check_readable
from core.tuning.database import Database, open_database, sqlite_url
from core.tuning.optuna_library import STORAGE_ERRORS

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
