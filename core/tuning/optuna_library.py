"""Access to the optional library Optuna, without its warnings."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from core.foundation.errors import SearchError
from core.foundation.json_file import READ_ERRORS

INSTALL = 'pip install "inkling-lab[search]"'
STORAGE_ERRORS = (*READ_ERRORS, AssertionError, ImportError, IndexError, RuntimeError)
"""The errors from opening a storage that another program has written, or that does not exist."""


def is_installed() -> bool:
    """Return whether Optuna is installed, without which there is no search."""
    return find_spec("optuna") is not None


def require_optuna() -> None:
    """Import Optuna and let it log only errors. Raises SearchError where it is missing."""
    try:
        import optuna
    except ImportError as error:
        message = f"A search needs Optuna, which is not installed: {INSTALL}"
        raise SearchError(message, str(error)) from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)


@contextmanager
def no_experimental_warnings() -> Iterator[None]:
    """Suppress warnings about features that Optuna calls experimental."""
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        yield
