"""How long computations about the inside of a network are canceled and report their progress."""

from collections.abc import Callable

from core.foundation.errors import InklingError

Cancel = Callable[[], bool]
"""Is called between parts of the work; where it returns True, `CanceledError` is raised."""
Progress = Callable[[int, int], None]
"""Is called with the number of finished parts and the number of all parts."""


class CanceledError(InklingError):
    """A computation was canceled by its caller."""


def never() -> bool:
    """Never cancel."""
    return False


def ignore(done: int, total: int) -> None:
    """Ignore the progress."""


def check(cancel: Cancel) -> None:
    """Raise CanceledError where the computation is to end."""
    if cancel():
        raise CanceledError("The computation was canceled.")
