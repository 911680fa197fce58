"""Import of optional libraries."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.foundation.errors import ExportError


@contextmanager
def require_library(library: str, extra: str) -> Iterator[None]:
    """Raise ExportError with instructions to install a library where its import fails."""
    try:
        yield
    except ImportError as error:
        raise ExportError(
            f'This format needs the library {library}: pip install "inkling-lab[{extra}]".',
            str(error),
        ) from error
