"""Watches a window that is used: gaps in its event loop, memory, threads, log entries."""

import logging
import os
import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

BEAT = 20
"""Milliseconds between two looks at the clock."""
GAP = 0.5
"""Seconds: a longer gap between two looks is told."""


class Watch(QObject):
    """Notes what must not happen: gaps, errors, warnings; and what the program takes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.begun = self._wall = time.monotonic()
        self._cpu, self._waited = time.thread_time(), waited()
        self.doing = "starting"
        self.gaps: list[dict[str, Any]] = []
        self.longest = {"wall": 0.0, "cpu": 0.0, "own": 0.0}
        self.memory: list[tuple[float, int]] = []
        self.census: list[dict[str, int]] = []
        self._stack = ""
        self._main = threading.get_ident()
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()
        self._beats = QTimer(self, interval=BEAT)
        self._beats.setTimerType(Qt.TimerType.PreciseTimer)
        self._beats.timeout.connect(self._beat)
        self._beats.start()
        self._looks = QTimer(self, interval=1000)
        self._looks.timeout.connect(self._look)
        self._looks.start()

    def end(self) -> None:
        self._beats.stop()
        self._looks.stop()
        self._over.set()
        self._sampler.join()

    def _beat(self) -> None:
        wall, cpu, waiting = time.monotonic(), time.thread_time(), waited()
        gap = {"wall": wall - self._wall, "cpu": cpu - self._cpu}
        # Without the time for which other processes had the processor.
        gap["own"] = max(gap["wall"] - (waiting - self._waited), gap["cpu"])
        for name, value in gap.items():
            self.longest[name] = max(self.longest[name], value)
        if gap["own"] > GAP:
            at = round(wall - self.begun, 1)
            told = {name: round(value, 3) for name, value in gap.items()}
            self.gaps.append({**told, "at": at, "doing": self.doing, "stack": self._stack})
        self._wall, self._cpu, self._waited, self._stack = wall, cpu, waiting, ""

    def _sample(self) -> None:
        """In a thread: where the window's is when it does not answer."""
        while not self._over.wait(0.1):
            frame = sys._current_frames().get(self._main)
            if frame is not None and time.monotonic() - self._wall > 0.6 * GAP and not self._stack:
                self._stack = "".join(traceback.format_stack(frame)[-14:])

    def _look(self) -> None:
        self.memory.append((time.monotonic() - self.begun, resident()))
        if len(self.memory) % 30 == 1:
            self.census.append(census())


class Ears(logging.Handler):
    """Errors and Qt's messages, as the program logs them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []
        self.qt: list[str] = []
        self.told: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if record.name == "inkling.qt":
            if "This plugin does not support" not in said:  # the one without a screen
                self.qt.append(said)
        elif record.levelno >= logging.ERROR or record.name == "py.warnings":
            trace = traceback.format_exception(*record.exc_info) if record.exc_info else []
            self.errors.append(said + "".join(trace))
        else:
            self.told[said.strip().splitlines()[-1][:120]] += 1

    def report(self) -> dict[str, Any]:
        return {"errors": self.errors, "qt": self.qt, "told": dict(self.told)}


def resident() -> int:
    """Bytes of memory that the process has."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def waited() -> float:
    """Seconds for which this thread could have run and did not, where the system says that."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def census() -> dict[str, int]:
    """What may grow."""

    objects = sum(len(w.findChildren(QObject)) + 1 for w in QApplication.topLevelWidgets())
    fds = Path("/proc/self/fd")
    return {
        "qt": objects,
        "windows": len(QApplication.topLevelWidgets()),
        # Not gc.get_objects(): a tuple that another thread is making must have no second owner.
        "python": sys.getallocatedblocks(),
        "threads": len(list(Path("/proc/self/task").iterdir())) if fds.exists() else 0,
        "files": len(list(fds.iterdir())) if fds.exists() else 0,
    }


def memory_level(memory: list[tuple[float, int]], first: float, last: float) -> int:
    """The lower quartile of a stretch of time: what a large training takes while it is under way
    is no growth."""
    sizes = sorted(size for at, size in memory if first <= at <= last)
    return sizes[len(sizes) // 4] if sizes else 0
