"""What the row of a search shows of its trials: the best one or, of a repetition, their means."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from statistics import fmean

from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.run import RunState
from core.runs.run_listing import RunListing

LOSS, ACCURACY = "validation_loss", "validation_accuracy"


@dataclass(frozen=True)
class TrialGroup:
    """The trials of a search that are in the list of runs."""

    entries: Sequence[RunListing]

    @property
    def title(self) -> str:
        """What the search is called; runs of earlier versions know only its name."""
        metadata = [entry.metadata for entry in self.entries]
        return next((each.search_title for each in metadata if each.search_title), "") or next(
            (each.search for each in metadata), ""
        )

    @cached_property
    def metric(self) -> str:
        """The metric by which the search judges; runs of earlier versions do not know it."""
        metrics = {entry.metadata.search_metric for entry in self.entries}
        return LOSS if metrics == {LOSS} else ACCURACY

    @cached_property
    def is_repetition(self) -> bool:
        """Whether its trials differ only in their seeds, so that none is the best.

        Runs of earlier versions do not know it: then it shows from two trials on.
        """
        if any(entry.metadata.repetition for entry in self.entries):
            return True
        settings = [entry.settings for entry in self.entries]
        first, *others = settings
        if first is None or not others:
            return False
        seeds = {each.seed for each in settings if each is not None}
        return len(seeds) == len(settings) and all(_same_but_for_seed(first, o) for o in others)

    @cached_property
    def completed(self) -> Sequence[RunListing]:
        """The trials that were trained to their end, in the order of their numbers."""
        found = [entry for entry in self.entries if entry.state is RunState.COMPLETED]
        return sorted(found, key=lambda entry: entry.metadata.trial)

    @cached_property
    def tied(self) -> Sequence[RunListing]:
        """The completed trials with the best result; the first is taken. None of a repetition."""
        if self.is_repetition:
            return ()
        results = [(self.result(entry), entry) for entry in self.completed]
        known = [r for r, _ in results if r is not None and not isnan(r)]
        if not known:
            return ()
        best = min(known) if self.metric == LOSS else max(known)
        return [entry for result, entry in results if result == best]

    @property
    def best(self) -> RunListing | None:
        """The best trial; None while none is complete, and of a repetition."""
        return self.tied[0] if self.tied else None

    def result(self, entry: RunListing) -> float | None:
        """Return the metric of the network at the end of a trial, as the search judges it."""
        settings, summary = entry.settings, entry.summary
        if settings is not None and settings.restore_best == "yes":
            # Only with early stopping is the network at the end one of an earlier epoch.
            restored = f"validation_{settings.early_stopping}"
            if restored == self.metric:
                return summary.best.get(restored, (None, 0))[0]
        return summary.last.get(self.metric)


def mean(values: Sequence[float]) -> float | None:
    """Return the mean of values; None for no value."""
    return fmean(values) if values else None


def _same_but_for_seed(one: Hyperparameters, other: Hyperparameters | None) -> bool:
    return other is not None and all(
        getattr(one, name) == getattr(other, name) for name in FIELDS if name != "seed"
    )
