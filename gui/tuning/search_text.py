"""Texts about searches and trials, with the labels of the form."""

from collections import Counter
from collections.abc import Mapping, Sequence

from core.foundation.percent import percent
from core.hyperparameters.fields import Choice, Field, Value
from core.hyperparameters.schema import FIELDS, Hyperparameters, display_rounded
from core.tuning.dimension import Dimension, Options
from core.tuning.repetition import Repetition, Spread, is_repetition
from core.tuning.space import SearchSpace
from core.tuning.trial_result import FEWEST_FOR_IMPORTANCE, STOPPED, TrialResult

_MOST_REASONS = 2
_LONGEST_LIST = 6


def describe(space: SearchSpace) -> str:
    """Return the description of a search, or else which hyperparameters it varies."""
    if space.description:
        return space.description
    if is_repetition(space):
        return "The same settings with several seeds."
    varied = (f"{FIELDS[n].label} {_dimension(FIELDS[n], d)}" for n, d in space.dimensions.items())
    return f"Varies {'; '.join(varied)}."


def kind_of(space: SearchSpace) -> str:
    """Return what a search is called in a sentence."""
    return "repetition" if is_repetition(space) else "search"


def unit_of(space: SearchSpace) -> str:
    """Return what each of its trainings is called in a sentence."""
    return "seed" if is_repetition(space) else "trial"


def trial_name(trial: TrialResult, space: SearchSpace) -> str:
    """Return what a trial is called in a sentence: by its number or, in a repetition, its seed."""
    if is_repetition(space) and "seed" in trial.settings:
        return f"seed {trial.settings['seed']}"
    return f"trial {trial.ordinal:,}"


def value_text(trial: TrialResult, space: SearchSpace) -> str:
    """Return the metric of a trial; empty where it has none."""
    if trial.value is None:
        return ""
    return f"{trial.value:.4f}" if space.lower_is_better else percent(trial.value)


def not_drawn_text(results: Sequence[TrialResult]) -> str:
    """Return which trials have no line in the plot, without those that failed; empty for none."""
    counts = Counter(trial.state for trial in results if trial.state in {"pruned", "diverged"})
    if not counts:
        return ""
    which = " and ".join(f"{count:,} {state}" for state, count in counts.items())
    total = counts.total()
    return f"{which} {'trial is' if total == 1 else 'trials are'} not drawn."


def settings_text(settings: Mapping[str, Value]) -> str:
    """Return the settings of a trial on one line."""
    return ", ".join(f"{FIELDS[n].label} {display_rounded(n, v)}" for n, v in settings.items())


def failures_text(results: Sequence[TrialResult], space: SearchSpace) -> str:
    """Return how many trials have failed and why, without those that were run again since."""
    later: set[frozenset[tuple[str, Value]]] = set()
    reasons: Counter[str] = Counter()
    for trial in reversed(results):
        settings = frozenset(trial.settings.items())
        if trial.state == "failed" and settings not in later:
            reasons[trial.reason] += 1
        later.add(settings)
    stopped, unit, kind = reasons.pop(STOPPED, 0), unit_of(space), kind_of(space)
    texts = [
        f"{_count(count, unit)} failed: {reason}"
        for reason, count in reasons.most_common(_MOST_REASONS)
    ]
    if stopped:
        texts.append(
            f"{_count(stopped, unit)} stopped; “Continue {kind}” resumes {_them(stopped)}."
        )
    return " ".join(texts)


def no_importance_text(results: Sequence[TrialResult], *, running: bool, failed: bool) -> str:
    """Return why no importance is shown while a search runs, or after it has ended or failed."""
    values = [trial.value for trial in results if trial.state == "complete"]
    fewest = f"{FEWEST_FOR_IMPORTANCE} completed trials"
    if running:
        return f"Importance appears when the search ends, from {fewest} on"
    if len(values) < FEWEST_FOR_IMPORTANCE:
        return f"Importance needs at least {fewest}; so far there {_are(len(values))}"
    if len(set(values)) == 1:
        return "All completed trials have the same result: no setting made a difference"
    if failed:
        return "Importance appears when the search has ended without an error"
    return "The trials have no setting in common whose importance could be computed"


def end_text(space: SearchSpace, tied: Sequence[TrialResult], trials: str, note: str) -> str:
    """Return what came of a search, in a sentence; `trials` says how many there are."""
    name = f"The {kind_of(space)} “{space.title or space.name}”"
    if note:
        return f"{name}: {trials}. {note}"
    if is_repetition(space):
        return f"{name} has ended: {trials}."
    if not tied:
        return f"{name} has ended; no trial was completed."
    others = f"; {len(tied):,} trials tie" if len(tied) > 1 else ""
    best = f"{trial_name(tied[0], space)}, {value_text(tied[0], space)}"
    return f"{name} has ended. Best: {best}{others}."


def work_text(settings: Hyperparameters) -> str:
    """Return how much one of several trainings with these settings has to do."""
    epochs = f"{settings.epochs:,} epoch{'s' if settings.epochs != 1 else ''}"
    return f"{epochs} each on {settings.training_images:,} images"


def repetition_text(repetition: Repetition, space: SearchSpace) -> str:
    """Return the means of a repetition with their intervals; empty where no seed is complete."""
    if len(repetition.validation.values) < 2:
        complete = bool(repetition.validation.values)
        return "One seed is complete. Mean and spread appear from two on." if complete else ""
    spread = repetition.validation
    validation = f"validation accuracy {_with_margin(spread)}"
    if space.lower_is_better:
        validation = f"validation loss {spread.mean:.4f} ± {spread.margin:.4f}"
    test = f", test accuracy {_with_margin(repetition.test)}" if repetition.test.values else ""
    return (
        f"At the end of the runs: {validation}{test} (mean and its 95% interval). "
        "All seeds have the same settings, so none is the best."
    )


def _with_margin(spread: Spread) -> str:
    return f"{percent(spread.mean)} ± {percent(spread.margin)}"


def time_text(seconds: float) -> str:
    """Return a rough duration, such as “about 3 min”."""
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {minutes / 60:.1f} h"


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'s' if number != 1 else ''}"


def _are(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} {count or 'none'}"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


def _dimension(field: Field, dimension: Dimension) -> str:
    if isinstance(dimension, Options):
        texts = list(dimension.texts)
        if isinstance(field, Choice):
            texts = [field.options.get(text, text) for text in texts]
        more = len(texts) - _LONGEST_LIST
        joined = " / ".join(texts[:_LONGEST_LIST])
        return f"{joined} and {more} more" if more > 0 else joined
    scale = " (logarithmic)" if dimension.logarithmic else ""
    step = f" in steps of {dimension.step:g}" if dimension.step is not None else ""
    return f"from {dimension.low:g} to {dimension.high:g}{step}{scale}"
