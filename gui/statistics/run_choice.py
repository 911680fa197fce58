"""The choice of the run whose statistics are shown, and of another one to compare it with."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox

from gui.common.name_box import NameBox
from gui.common.widgets import described, plain_tip

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing
    from gui.session.run_curves import RunCurves

_MOST = 50
"""The most runs that are offered, besides those of the curves."""
_CHARACTERS = 20
_CURRENT = "Current training"
_RUN_TIP = "The run whose statistics are shown."
_OTHER_TIP = "Another run to show beside it. The runs that are shown on the curves come first."


class Choice(NamedTuple):
    """A run that is offered."""

    path: Path
    title: str


class RunChoice(QObject):
    """Offers the current run, those on the curves, and the latest ones.

    Unless the user has chosen otherwise, it is the current run, and the first other one that is on
    the curves.
    """

    changed = Signal()
    """Emitted when other runs are chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._current: Path | None = None
        self._entries: Sequence[RunListing] = ()
        self._overlays: Sequence[RunCurves] = ()
        self._wanted: Path | None = None
        """The run that the user has chosen; None for the current one."""
        self._compared: Path | None = None
        """The other run that the user has chosen."""
        self._compares: bool | None = None
        """Whether the user wants another run; None where the curves decide."""
        self._emitted: tuple[Choice, ...] = ()
        """What was chosen when `changed` was emitted last."""
        self.run = described(NameBox(), "statisticsRun", "Run", _RUN_TIP)
        self.other = described(NameBox(), "statisticsOtherRun", "Compare with", _OTHER_TIP)
        for chooser in (self.run, self.other):
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            chooser.setSizeAdjustPolicy(policy)
            chooser.setMinimumContentsLength(_CHARACTERS)
        self.run.setPlaceholderText("No run yet")
        self.run.activated.connect(self._choose)
        self.other.activated.connect(self._choose_other)

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """The runs to show: none, one, or two."""
        found = [self.run.currentData(), self.other.currentData()]
        return tuple(each for each in found if isinstance(each, Choice))

    @property
    def current(self) -> Path | None:
        """The run of the current training; None where there is none."""
        return self._current

    @Slot(object)
    def show_current(self, path: Path | None) -> None:
        """Offer the run of a training first, and choose it."""
        self._current, self._wanted = path, None
        self._offer()

    @Slot(list)
    def show_entries(self, entries: "Sequence[RunListing]") -> None:
        """Offer the latest of all runs."""
        self._entries = entries
        self._offer()

    @Slot(object)
    def show_overlays(self, overlays: "Sequence[RunCurves]") -> None:
        """Offer the runs that are shown on the curves."""
        before = [each.path for each in self._overlays]
        self._overlays = overlays
        if before != [each.path for each in overlays]:
            self._compares = None
            self._offer()

    @Slot()
    def _choose(self) -> None:
        choice = self.run.currentData()
        self._wanted = choice.path if choice.path != self._current else None
        self._offer()

    @Slot()
    def _choose_other(self) -> None:
        choice = self.other.currentData()
        self._compares = choice is not None
        self._compared = choice.path if choice is not None else None
        self._offer()

    def _offer(self) -> None:
        choices = self._choices()
        paths = [choice.path for choice in choices]
        wanted = self._wanted if self._wanted in paths else (paths[0] if paths else None)
        _fill(self.run, choices, wanted)
        others: list[Choice | None] = [None, *(c for c in choices if c.path != wanted)]
        _fill(self.other, others, self._other(wanted, paths))
        self.run.setEnabled(bool(choices))
        self.other.setEnabled(len(choices) > 1)
        self.run.setToolTip(plain_tip(*filter(None, (self.run.currentText(), _RUN_TIP))))
        self.other.setToolTip(plain_tip(*filter(None, (self.other.currentText(), _OTHER_TIP))))
        if self.chosen != self._emitted:
            self._emitted = self.chosen
            self.changed.emit()

    def _other(self, wanted: Path | None, paths: Sequence[Path]) -> Path | None:
        if self._compares is False:
            return None
        if self._compared in paths and self._compared != wanted:
            return self._compared
        return next((each.path for each in self._overlays if each.path != wanted), None)

    def _choices(self) -> list[Choice]:
        titles = {each.path: each.title for each in self._entries}
        latest = sorted(
            (each for each in self._entries if not each.metadata.search),
            key=lambda each: each.metadata.created,
            reverse=True,
        )
        found: dict[Path, Choice] = {}
        if self._current is not None:
            found[self._current] = Choice(self._current, titles.get(self._current, _CURRENT))
        for overlay in self._overlays:
            found.setdefault(overlay.path, Choice(overlay.path, overlay.title))
        for entry in latest[:_MOST]:
            found.setdefault(entry.path, Choice(entry.path, entry.title))
        return list(found.values())


def _fill(chooser: QComboBox, choices: Sequence[Choice | None], chosen: Path | None) -> None:
    """Offer runs; None is that there is no other one."""
    if [chooser.itemData(index) for index in range(chooser.count())] != list(choices):
        chooser.clear()
        for choice in choices:
            chooser.addItem("No comparison" if choice is None else choice.title, choice)
            title = choice.title if choice is not None else ""
            chooser.setItemData(chooser.count() - 1, title, Qt.ItemDataRole.ToolTipRole)
    paths = [choice.path if choice is not None else None for choice in choices]
    chooser.setCurrentIndex(paths.index(chosen) if chosen in paths else -1)
