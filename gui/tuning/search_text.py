"""Texts about searches and trials, with the labels of the form."""

from collections import Counter
from collections.abc import Mapping, Sequence

from core.foundation.percent import percent
from core.hyperparameters.fields import Choice, Field, Value
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.tuning.dimension import Dimension, Options
from core.tuning.repetition import Repetition, Spread, is_repetition
from core.tuning.space import SearchSpace
from core.tuning.trial_result import STOPPED, TrialResult

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


def value_text(trial: TrialResult, space: SearchSpace) -> str:
    """Return the metric of a trial; empty where it has none."""
    if trial.value is None:
        return ""
    return f"{trial.value:.4f}" if space.lower_is_better else percent(trial.value)


def setting_text(name: str, value: Value) -> str:
    """Return a value as in the form, rounded to four digits."""
    field = FIELDS[name]
    if isinstance(value, float) and value:
        return f"{value:.4g}"
    if isinstance(field, Choice):
        return field.options.get(str(value), str(value))
    return field.display(value)


def settings_text(settings: Mapping[str, Value]) -> str:
    """Return the settings of a trial on one line."""
    return ", ".join(f"{FIELDS[n].label} {setting_text(n, v)}" for n, v in settings.items())


def failures_text(results: Sequence[TrialResult]) -> str:
    """Return how many trials have failed and why, without those that were run again since."""
    later: set[frozenset[tuple[str, Value]]] = set()
    reasons: Counter[str] = Counter()
    for trial in reversed(results):
        settings = frozenset(trial.settings.items())
        if trial.state == "failed" and settings not in later:
            reasons[trial.reason] += 1
        later.add(settings)
    stopped = reasons.pop(STOPPED, 0)
    texts = [
        f"{_trials(count)} failed: {reason}" for reason, count in reasons.most_common(_MOST_REASONS)
    ]
    if stopped:
        texts.append(f"{_trials(stopped)} stopped; Continue resumes {_them(stopped)}.")
    return " ".join(texts)


def work_text(settings: Hyperparameters) -> str:
    """Return how much one of several trainings with these settings has to do."""
    epochs = f"{settings.epochs:,} epoch{'s' if settings.epochs != 1 else ''}"
    return f"{epochs} each on {settings.training_images:,} images"


def repetition_text(repetition: Repetition, space: SearchSpace) -> str:
    """Return the means of a repetition with their intervals; empty for fewer than two seeds."""
    if len(repetition.validation.values) < 2:
        return ""
    spread = repetition.validation
    validation = f"accuracy {_with_margin(spread)}"
    if space.lower_is_better:
        validation = f"loss {spread.mean:.4f} ± {spread.margin:.4f}"
    test = f", test accuracy {_with_margin(repetition.test)}" if repetition.test.values else ""
    return f"Validation {validation}{test} (mean and its 95% interval)."


def _with_margin(spread: Spread) -> str:
    return f"{percent(spread.mean)} ± {percent(spread.margin)}"


def time_text(seconds: float) -> str:
    """Return a rough duration, such as “about 3 min”."""
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {minutes / 60:.1f} h"


def _trials(count: int) -> str:
    return f"{count:,} trial{'s' if count != 1 else ''}"


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
