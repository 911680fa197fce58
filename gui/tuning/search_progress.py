"""How far a search is, and how long it will take."""

import time
from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QProgressBar, QWidget

from core.tuning.space import SearchSpace
from core.tuning.trial_result import STOPPED, TrialResult
from gui.common.enlargement import keep_room, set_text_size
from gui.common.static_label import StaticLabel
from gui.common.widgets import named, vbox
from gui.tuning.message_label import MessageLabel
from gui.tuning.search_text import failures_text, time_text, unit_of

_NARROWEST = 40
"""Pixels of the bar, where the buttons before it take most of the width."""
_FEWEST = 2
"""Trials after which the time is estimated."""


class SearchProgress(QWidget):
    """Shows a bar, and has labels for the numbers of trials and for why trials have failed."""

    def __init__(self, space: SearchSpace) -> None:
        super().__init__()
        self._space = space
        self._bar = named(QProgressBar(textVisible=False), "searchProgress")
        self.status = named(StaticLabel(), "searchStatus")
        """Says the numbers; it needs the width of the page."""
        self.failures = named(MessageLabel(), "searchFailures")
        """Says why trials have failed; it needs the width of the page."""
        self._done: Counter[str] = Counter()
        """The number of trials by state."""
        self._start: tuple[float, int] | None = None
        """When trials were first counted while the search ran, and how many there were."""
        self._bar.setMaximumHeight(5)
        self._bar.setMinimumWidth(_NARROWEST)
        self._bar.setAccessibleName("Search progress")
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        set_text_size(self.status)
        keep_room(self.status, lines=1)
        self.failures.hide()
        self.setLayout(vbox(self._bar, spacing=4))

    @property
    def done(self) -> int:
        """The number of trials that need not be run again."""
        return sum(count for state, count in self._done.items() if state != "failed")

    @property
    def trials(self) -> str:
        """How many of the trials are done."""
        unit = unit_of(self._space)
        return f"{self.done:,} of {self.total:,} {unit}{'s' if self.total != 1 else ''}"

    @property
    def total(self) -> int:
        """The number of trials of the whole search."""
        return self._bar.maximum()

    def begin(self, total: int, space: SearchSpace) -> None:
        """Start with no trials of a search."""
        self._space = space
        self._done.clear()
        self._start = None
        self._bar.setRange(0, total)
        self._bar.setValue(0)
        self.say("")
        self.failures.hide()

    def set_total(self, total: int) -> None:
        """Set the number of trials of the whole search."""
        self._bar.setMaximum(total)

    def say(self, text: str) -> None:
        """Show a text in place of the numbers, until there are new ones."""
        self.status.setText(text)
        self.status.setToolTip(text)

    def count(self, new: Sequence[TrialResult]) -> None:
        """Count new trials."""
        self._done += Counter(trial.state for trial in new)
        self._bar.setValue(self.done)

    def show_failures(self, results: Sequence[TrialResult]) -> None:
        """Say why some of the trials have failed, if any have."""
        if self._done["failed"]:
            failures = failures_text(results, self._space)
            # That the user has stopped a trial is no mistake.
            reasons = {each.reason for each in results if each.state == "failed"}
            show = self.failures.show_problem if reasons - {STOPPED} else self.failures.show_hint
            show(failures)
            self.failures.setVisible(bool(failures))

    def show_numbers(self, *, running: bool, note: str = "") -> None:
        """Show the numbers of trials, and the time left or a note."""
        early = {"ended early (pruned)": "pruned", "diverged": "diverged"}
        counts = [(self._done[state], how) for how, state in early.items()]
        text = ", ".join([self.trials, *(f"{count:,} {how}" for count, how in counts if count)])
        left = self._time_left() if running else ""
        self.say(f"{text}{f', {left}' if left else ''}{f'. {note}' if note else ''}")

    def _time_left(self) -> str:
        """Return how long the rest takes at the pace so far; empty while that is not known."""
        now = time.monotonic()
        if self._start is None:
            self._start = (now, self.done)
        began, before = self._start
        ended = self.done - before
        if ended < _FEWEST or self.done >= self.total:
            return ""
        return f"{time_text((now - began) / ended * (self.total - self.done))} left"
