"""The log: a rotating file in the user's log folder."""

import logging
from logging.handlers import RotatingFileHandler
from types import TracebackType

from core.locations import user_log

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_log = logging.getLogger("inkling")


class _OneLine(logging.Formatter):
    """For a terminal: of what went wrong, its last line; all of what should not happen."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return text if record.levelno >= logging.ERROR else text.rstrip().rpartition("\n")[2]


def start_logging() -> None:
    """Log to the file; to standard error where it cannot be opened."""
    handler: logging.Handler
    # A log that cannot be written is no reason to fill the terminal with tracebacks.
    logging.raiseExceptions = False
    try:
        user_log().mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            user_log() / "inkling.log",
            maxBytes=1_000_000,
            backupCount=3,
            encoding="utf-8",
            errors="backslashreplace",  # a file's name may be of bytes that are no text
        )
    except OSError as error:
        handler = logging.StreamHandler()
        handler.setFormatter(_OneLine(_FORMAT))
        _log.warning("no log file: %s", error)
    else:
        handler.setFormatter(logging.Formatter(_FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def log_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Write an exception with its traceback."""
    _log.error("%s", error, exc_info=(kind, error, traceback))
