"""Reading of the statistics of a run, which may still be being written."""

import logging
from pathlib import Path

from core.foundation.errors import RunError
from core.foundation.files import is_missing, read_bounded
from core.foundation.json_file import MAX_COUNT
from core.runs.epoch_statistics import LARGEST, EpochStatistics, parse_statistics
from core.runs.history import last_epoch
from core.runs.layout import STATISTICS
from core.runs.run import Run

_log = logging.getLogger("inkling.runs")


class StatisticsReader:
    """Reads the statistics of a run, and later only what has been added to them."""

    def __init__(self, run: Path, last: int = MAX_COUNT) -> None:
        """Read the statistics in the folder `run`, up to the epoch `last`."""
        self._path, self._last = run / STATISTICS, last
        self._content = b""
        """The whole lines that have been read."""
        self._statistics: tuple[EpochStatistics, ...] = ()

    def read(self) -> tuple[EpochStatistics, ...]:
        """Return the statistics; none where there is no file.

        The same object is returned as long as nothing has been added. Raises RunError where the
        file cannot be read.
        """
        content = b""
        if not is_missing(self._path):
            try:
                content = read_bounded(self._path, LARGEST)
            except (OSError, ValueError) as error:
                reason = str(error)
                raise RunError(f"{self._path} cannot be read as statistics.", reason) from error
        content = content[: content.rfind(b"\n") + 1]
        if content == self._content:
            return self._statistics
        if not content.startswith(self._content):
            self._content, self._statistics = b"", ()  # a part was trained again
        added = content[len(self._content) :]
        before = self._statistics[-1] if self._statistics else None
        new = tuple(each for _, each in parse_statistics(added, self._last, before))
        self._content, self._statistics = content, (*self._statistics, *new)
        return self._statistics


def readable_statistics(run: Run) -> tuple[EpochStatistics, ...]:
    """Read the statistics of a run whose history matters more: none where they cannot be read."""
    try:
        return StatisticsReader(run.path, last_epoch(run.records)).read()
    except RunError as error:
        _log.warning("%s: %s", error, error.details)
        return ()
