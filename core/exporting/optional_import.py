"""Libraries that not everybody has."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.foundation.errors import ExportError


@contextmanager
def require_library(library: str, extra: str) -> Iterator[None]:
    """Around imports. Raises ExportError, which says how to install it, where it is missing."""
    try:
        yield
    except ImportError as error:
        raise ExportError(
            f'This format needs the library {library}: pip install "inkling-lab[{extra}]".',
            str(error),
        ) from error
