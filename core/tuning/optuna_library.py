"""Optuna, where it is installed, and quiet."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from core.foundation.errors import SearchError
from core.foundation.json_file import READ_ERRORS

INSTALL = 'pip install "inkling-lab[search]"'


FOREIGN = (*READ_ERRORS, AssertionError, ImportError, IndexError, RuntimeError)
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


@contextmanager
def quiet() -> Iterator[None]:
    """Without warnings of what Optuna calls an experiment."""
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        yield
